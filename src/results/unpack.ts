import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type Entry, open, type Options, type ZipFile } from 'yauzl';
import { ExportError } from '../errors.js';
import { isBareName } from './file-names.js';

/** A member that was unpacked. */
export interface UnpackedFile {
  /** Its name in the archive: a bare file name. */
  readonly name: string;
  /** Where it was written. */
  readonly path: string;
}

/**
 * Unpacks an archive of exports into a folder, each member under a number for a name: what it is called is decided
 * later, when all of it is known to be whole (length and CRC of each).
 * @throws ExportError for a broken archive, a name with a folder in it, two members of one name.
 */
export async function unpackExports(
  archive: string,
  folder: string,
  signal?: AbortSignal,
): Promise<UnpackedFile[]> {
  const zip = await openZip(archive);
  const files: UnpackedFile[] = [];
  try {
    const openRead = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
    for await (const entry of entriesOf(zip)) {
      const name = entry.fileName;
      if (!isBareName(name)) throw broken(`it holds "${name}", which is not a plain file name`);
      if (files.some((file) => file.name === name)) throw broken(`it holds two files of the name "${name}"`);
      const path = join(folder, String(files.length));
      await pipeline(await openRead(entry), checked(entry), createWriteStream(path, { flags: 'wx' }), {
        ...(signal === undefined ? {} : { signal }),
      });
      files.push({ name, path });
    }
  } catch (error) {
    throw isZipFault(error) ? broken(error.message, error) : error;
  } finally {
    zip.close();
  }
  return files;
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await promisify<string, Options, ZipFile>(open)(path, { lazyEntries: true, autoClose: false });
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry, void, void> {
  const next = async (): Promise<Entry | undefined> =>
    new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
        action();
      };
      zip.on('entry', (entry: Entry) => settle(() => resolve(entry)));
      zip.on('end', () => settle(() => resolve(undefined)));
      zip.on('error', (error: Error) => settle(() => reject(error)));
      zip.readEntry();
    });
  for (let entry = await next(); entry !== undefined; entry = await next()) yield entry;
}

/** Passes the bytes on and compares their CRC at the end; yauzl compares the length only. */
function checked(entry: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(undefined, chunk);
    },
    flush(done) {
      if (sum >>> 0 === entry.crc32 >>> 0) done();
      else done(new ZipFault(`the checksum of "${entry.fileName}" is wrong`));
    },
  });
}

class ZipFault extends Error {}

/** yauzl and zlib throw plain errors; those of the file system carry a syscall and are not the archive's fault. */
function isZipFault(error: unknown): error is Error {
  return (
    error instanceof Error &&
    !(error instanceof ExportError) &&
    !('syscall' in error) &&
    error.name !== 'AbortError'
  );
}

function broken(words: string, cause?: unknown): ExportError {
  return new ExportError(`The archive of exports that the server sent is broken: ${words}.`, { cause });
}
