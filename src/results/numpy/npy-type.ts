import type { PythonValue } from '../../python/python-literal.js';
import { NpyFault } from './npy-fault.js';

/** A dtype. */
export type NpyType =
  | { readonly kind: 'number'; readonly code: NumberCode; readonly bytes: number; readonly isBig: boolean }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'unicode'; readonly bytes: number; readonly isBig: boolean }
  | { readonly kind: 'record'; readonly bytes: number; readonly fields: readonly NpyField[] }
  | { readonly kind: 'skipped'; readonly bytes: number; readonly reason: string };

/** Whole with sign, whole without, floating; bool is read as `u1`. */
type NumberCode = 'i' | 'u' | 'f';

/** A field of a record. */
interface NpyField {
  readonly name: string;
  readonly type: NpyType;
  /** Its own shape, behind that of the records. */
  readonly shape: readonly number[];
  /** Where it begins in a record. */
  readonly offset: number;
}

/** Lengths that there are of each sort of number. */
const LENGTHS: Readonly<Record<NumberCode, readonly number[]>> = {
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8],
};
const SKIPPED: Readonly<Record<string, string>> = {
  c: 'complex numbers are not read',
  m: 'time spans are not read',
  M: 'times are not read',
  V: 'bytes without a type are not read',
  f: 'long floating numbers are not read',
};
/** No dtype of the engine comes near, and a head must not make the program busy. */
const MOST_FIELDS = 100_000;

/**
 * Reads the `descr` of a head: a text as `<f8`, or a list of fields `(name, descr)` and `(name, descr, shape)`.
 * @throws NpyFault where it is none of numpy's.
 */
export function readNpyType(descr: PythonValue, fieldsBefore = 0): NpyType {
  if (descr.kind === 'string') return simpleType(descr.text);
  if (descr.kind !== 'list') throw new NpyFault('its dtype is neither a text nor a list of fields');
  if (descr.items.length + fieldsBefore > MOST_FIELDS) throw new NpyFault('its dtype has too many fields');
  let bytes = 0;
  const fields: NpyField[] = [];
  for (const item of descr.items) {
    if (item.kind !== 'tuple' || item.items.length < 2)
      throw new NpyFault('a field of its dtype is not of the form (name, type)');
    const [name, inner, shape] = item.items;
    const type = readNpyType(inner as PythonValue, fieldsBefore + descr.items.length);
    const field = { name: nameOf(name as PythonValue), type, shape: readShape(shape), offset: bytes };
    bytes += type.bytes * countOf(field.shape);
    // numpy writes the gaps of an aligned dtype as bytes without a name.
    if (field.name !== '') fields.push(field);
  }
  if (!Number.isSafeInteger(bytes)) throw new NpyFault('its dtype is too long');
  return { kind: 'record', bytes, fields };
}

/** A name may come with a title before it. */
function nameOf(value: PythonValue): string {
  const bare = value.kind === 'tuple' ? value.items[1] : value;
  if (bare?.kind !== 'string') throw new NpyFault('a field of its dtype has no name');
  return bare.text;
}

function simpleType(text: string): NpyType {
  const [, order, code = '', digits = ''] = /^([<>|=]?)([a-zA-Z?])(\d*)(?:\[.*\])?$/.exec(text) ?? [];
  if (order === undefined) throw new NpyFault(`"${text.slice(0, 40)}" is no dtype of numpy`);
  const bytes = Number(digits === '' ? '0' : digits);
  const isBig = order === '>';
  if (code === 'O') return { kind: 'skipped', bytes: 8, reason: 'objects of Python are not read' };
  if (code === 'b' || code === '?') return { kind: 'number', code: 'u', bytes: 1, isBig };
  if ((code === 'i' || code === 'u' || code === 'f') && LENGTHS[code].includes(bytes))
    return { kind: 'number', code, bytes, isBig };
  if (code === 'S' || code === 'a') return { kind: 'bytes', bytes };
  if (code === 'U') return { kind: 'unicode', bytes: bytes * 4, isBig };
  const reason = SKIPPED[code];
  if (reason === undefined) throw new NpyFault(`"${text.slice(0, 40)}" is no dtype of numpy`);
  return { kind: 'skipped', bytes, reason };
}

/** @returns the numbers of a tuple, or of a single number. @throws NpyFault where it is no shape. */
export function readShape(value: PythonValue | undefined): number[] {
  if (value === undefined) return [];
  const items = value.kind === 'tuple' || value.kind === 'list' ? value.items : [value];
  const shape = items.map((item) =>
    item.kind === 'number' && /^\d+$/.test(item.text) ? Number(item.text) : -1,
  );
  if (shape.length > 64 || !shape.every((length) => length >= 0))
    throw new NpyFault('its shape is no tuple of lengths');
  return shape;
}

/** @returns how many values an array of a shape has. @throws NpyFault for more than can be. */
export function countOf(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(count)) throw new NpyFault('its shape is too large');
  return count;
}
