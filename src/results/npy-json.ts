import { ExportError } from '../errors.js';

/** NumPy's format 1.0: magic, version, length of the head (two bytes, little endian), head, data. */
const LENGTH_AT = 8;
const HEAD_AT = 10;

/**
 * Reads JSON out of an `.npy` file that holds one text (type `S`), as the engine writes it.
 * @throws ExportError where it holds anything else.
 */
export function readNpyJson(bytes: Buffer): unknown {
  const isNumpy = bytes.subarray(1, 6).toString('latin1') === 'NUMPY';
  const dataAt = isNumpy && bytes.length >= HEAD_AT ? HEAD_AT + bytes.readUInt16LE(LENGTH_AT) : 0;
  const head = bytes.subarray(HEAD_AT, dataAt).toString('latin1');
  if (!isNumpy || !/'descr': *'\|S\d+'/.test(head))
    throw new ExportError('What the server sent is no text of numpy.');
  try {
    return JSON.parse(bytes.subarray(dataAt, endOfText(bytes)).toString('utf8')) as unknown;
  } catch (cause) {
    throw new ExportError('The text that the server sent is no JSON.', { cause });
  }
}

/** numpy fills a text with zeros. */
function endOfText(bytes: Buffer): number {
  let end = bytes.length;
  while (bytes[end - 1] === 0) end -= 1;
  return end;
}
