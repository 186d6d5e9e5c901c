import { parsePythonLiteral, PythonLiteralError, type PythonValue } from '../../python/python-literal.js';
import { NpyFault } from './npy-fault.js';
import { type NpyType, readNpyType, readShape } from './npy-type.js';

/** What the head of an `.npy` file tells. */
export interface NpyHead {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Whether the first index runs fastest. */
  readonly isFortran: boolean;
  /** Where the values begin. */
  readonly dataAt: number;
}

const MAGIC = Buffer.from('\u0093NUMPY', 'latin1');
/** A record of ten thousand fields has some 300 KB. */
const LONGEST_HEAD = 4 * 1024 * 1024;

/**
 * Reads the head of numpy's format 1, 2 or 3: magic, version, length of the head (two bytes, since format 2 four), and a dict of
 * Python.
 * @throws NpyFault where it is none.
 */
export function readNpyHead(bytes: Buffer): NpyHead {
  if (bytes.length < 10 || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw new NpyFault('it is no array of numpy');
  const version = bytes[6] as number;
  if (version < 1 || version > 3) throw new NpyFault(`it is of format ${version}, which is not known`);
  const headAt = version === 1 ? 10 : 12;
  if (bytes.length < headAt) throw new NpyFault('it ends within its head');
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const dataAt = headAt + length;
  if (length > LONGEST_HEAD) throw new NpyFault('its head is too long');
  if (bytes.length < dataAt) throw new NpyFault('it ends within its head');
  const head = readDict(bytes.subarray(headAt, dataAt).toString(version === 3 ? 'utf8' : 'latin1'));
  const [descr, shape, order] = [head.get('descr'), head.get('shape'), head.get('fortran_order')];
  if (descr === undefined || shape === undefined) throw new NpyFault('its head names no dtype or no shape');
  const isFortran = order?.kind === 'word' && order.text === 'True';
  return { type: readNpyType(descr), shape: readShape(shape), isFortran, dataAt };
}

function readDict(text: string): ReadonlyMap<string, PythonValue> {
  try {
    const value = parsePythonLiteral(text.trim());
    const entries = value.kind === 'dict' ? value.entries : [];
    return new Map(entries.flatMap(([key, item]) => (key.kind === 'string' ? [[key.text, item]] : [])));
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
    throw new NpyFault(`its head is no dict of Python: ${error.message}`);
  }
}
