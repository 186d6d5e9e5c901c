import type { NpyArray } from './npy-array.js';
import { NpyFault } from './npy-fault.js';

/** Marks a NaN through JSON.parse; no text of the engine begins so. */
const NAN = '\u0000NaN';
/** JSON.parse makes an infinity of it. */
const TOO_LARGE = '1e999';

/**
 * Reads the JSON that the engine puts into arrays: a text, or the bytes of one. Python writes NaN and Infinity bare, which JSON has not;
 * they are read as the numbers that they are.
 * @throws NpyFault where the array is no text, or the text no JSON.
 */
export function readJsonArray(array: NpyArray): unknown {
  const text = textOf(array);
  if (text === undefined) throw new NpyFault('it is no text');
  const plain = text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g, (token) => {
    if (token.startsWith('"')) return token;
    if (token.endsWith('Infinity')) return token.replace('Infinity', TOO_LARGE);
    return JSON.stringify(NAN);
  });
  try {
    // A reviver is called for each value of a large text: only where it is needed.
    return plain.includes(JSON.stringify(NAN))
      ? (JSON.parse(plain, (_, value: unknown) => (value === NAN ? Number.NaN : value)) as unknown)
      : (JSON.parse(plain) as unknown);
  } catch {
    throw new NpyFault('its text is no JSON');
  }
}

function textOf(array: NpyArray): string | undefined {
  if (array.kind === 'texts') return array.values.length === 1 ? array.values[0] : undefined;
  const isBytes =
    array.kind === 'numbers' &&
    array.values.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
  return isBytes ? Buffer.from(array.values).toString('utf8').replace(/\0+$/, '') : undefined;
}
