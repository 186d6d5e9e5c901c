import { open } from 'node:fs/promises';

/** What a file of a kind begins with. */
const MAGIC: Readonly<Record<string, { readonly bytes: Buffer; readonly what: string }>> = {
  hdf5: { bytes: Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1'), what: 'an HDF5 file' },
  npz: { bytes: Buffer.from('PK'), what: 'an archive of numpy arrays' },
  zip: { bytes: Buffer.from('PK'), what: 'a zip' },
  png: { bytes: Buffer.from('\u0089PNG', 'latin1'), what: 'a picture' },
};

const HEAD_BYTES = 4096;
/** Errors told as JSON are short; a result that happens to be JSON is not judged by its size. */
const LONGEST_ERROR_BYTES = 64 * 1024;

/**
 * Looks whether a whole download is what its name says: pages and errors of proxies come with status 200 too.
 * @param name of the file, whose ending tells the kind; an unknown one is held to be text.
 * @returns what it is instead, as the end of "sent ... in place of NAME"; undefined where nothing speaks against it.
 */
export async function whatItIsInstead(path: string, name: string): Promise<string | undefined> {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const { head, sizeBytes } = await readHead(path);
  const magic = MAGIC[ending];
  const text = head.toString('latin1').replace(/^(?:\u00ef\u00bb\u00bf)?\s+/, '');
  if (magic !== undefined && head.subarray(0, magic.bytes.length).equals(magic.bytes)) return undefined;
  if (ending !== 'html' && /^(?:<!doctype\s+html|<html|<head|<body)[\s>]/i.test(text)) return 'a web page';
  if (ending !== 'json' && text.startsWith('{') && sizeBytes <= LONGEST_ERROR_BYTES && holdsError(text))
    return 'an error';
  if (magic !== undefined) return `something that is not ${magic.what}`;
  if (ending === 'xml' && sizeBytes > 0 && !text.replace(/^\u00ef\u00bb\u00bf/, '').startsWith('<'))
    return 'something that is not XML';
  return undefined;
}

/** The start is enough: a server puts the word first, or the whole is short. */
function holdsError(text: string): boolean {
  return /^\{[^{}]*"(?:error|detail|message)"\s*:/.test(text);
}

async function readHead(path: string): Promise<{ head: Buffer; sizeBytes: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(HEAD_BYTES, size));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { head: buffer.subarray(0, bytesRead), sizeBytes: size };
  } finally {
    await file.close();
  }
}
