import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import FormData from 'form-data';

/** A multipart body of known length. The engine's server reads a body without a length as empty. */
export interface Upload {
  readonly headers: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** Opens the body; once only, for it cannot be rewound. */
  open(): Readable;
}

/** Large reads make the upload three times faster than Node's 64 KiB. */
const READ_BYTES = 1024 * 1024;

/**
 * Builds the body of one file and some fields.
 * @param file path on this machine, and the name under which the server sees it.
 * @param onSent told how many bytes of the body have been handed to the connection, and whether the whole file is among
 * them: what stands behind it ends the form, and a server may do without.
 * @throws Error of the file system when the file cannot be read.
 */
export async function multipartUpload(
  file: { readonly field: string; readonly path: string; readonly name: string },
  fields: Readonly<Record<string, string>>,
  onSent: (sentBytes: number, whole: boolean) => void,
): Promise<Upload> {
  const { size } = await stat(file.path);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const source = createReadStream(file.path, { highWaterMark: READ_BYTES });
  form.append(file.field, source, {
    filename: file.name,
    contentType: 'application/zip',
    knownLength: size,
  });
  const sizeBytes = form.getLengthSync();
  const fileEnd = sizeBytes - `\r\n--${form.getBoundary()}--\r\n`.length;
  return {
    headers: { ...(form.getHeaders() as Record<string, string>), 'content-length': String(sizeBytes) },
    sizeBytes,
    open() {
      let sentBytes = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sentBytes += chunk.length;
          onSent(sentBytes, sentBytes >= fileEnd);
          done(undefined, chunk);
        },
      });
      form.on('error', (error: Error) => counter.destroy(error));
      // Once the connection is gone nobody stops the form any more: it would read the rest of the file for nothing.
      counter.on('close', () => source.destroy());
      return form.pipe(counter);
    },
  };
}
