import { readNumberText } from '../csv/number-bytes.js';
import type { Tolerance } from './comparison.js';

/** What a column holds, as far as comparing is concerned. */
export type CellKind =
  /** Numbers, within the tolerance. */
  | 'number'
  /** Names of things, which may look like numbers: `8e12` is a geohash. */
  | 'name'
  /** Degrees, which one release writes with five decimals and another with more. */
  | 'degrees';

/** A metre; the engine itself rounds longitudes and latitudes to five decimals. */
export const DEGREES_APART = 1.000001e-5;

/** How far two cells lie apart. */
export interface Apart {
  readonly absolute: number | undefined;
  readonly relative: number | undefined;
  readonly isBeyond: boolean;
  /** Times the tolerance; infinite for text, and for NaN against a number. */
  readonly rank: number;
}

const SAME: Apart = { absolute: 0, relative: 0, isBeyond: false, rank: 0 };
const TEXTS: Apart = { absolute: undefined, relative: undefined, isBeyond: true, rank: Infinity };

/**
 * Numbers a and b are the same where |a - b| <= atol + rtol * max(|a|, |b|); NaN is the same as NaN and as nothing else.
 * Names are the same where they read the same, or are the same decimal number (`7` and `7.0`).
 * @param left a cell that does not read as the right one does.
 */
export function cellsApart(left: string, right: string, kind: CellKind, tolerance: Tolerance): Apart {
  if (kind === 'name') return nameKey(left) === nameKey(right) ? SAME : TEXTS;
  const [a, b] = [readNumberText(left), readNumberText(right)];
  if (a === undefined || b === undefined) return nameKey(left) === nameKey(right) ? SAME : TEXTS;
  if (Object.is(a, b) || a === b) return SAME;
  const absolute = Math.abs(a - b);
  const larger = Math.max(Math.abs(a), Math.abs(b));
  // Not a number against a number, or an infinity against anything else.
  if (!Number.isFinite(absolute)) return { absolute, relative: Infinity, isBeyond: true, rank: Infinity };
  const allowed = (kind === 'degrees' ? DEGREES_APART : tolerance.atol) + tolerance.rtol * larger;
  const relative = absolute / larger;
  return {
    absolute,
    relative,
    isBeyond: absolute > allowed,
    rank: allowed > 0 ? absolute / allowed : Number.MAX_VALUE * relative,
  };
}

/**
 * @returns a name so that two spellings of one are equal: blanks around it and `.0` behind a whole number go, numbers in
 * brackets count by their value (`SA(0.10)` is `SA(0.1)`). Nothing with an exponent and without a point is a number.
 */
export function nameKey(text: string): string {
  const name = text.trim();
  if (!/[.(]/.test(name)) return name;
  const value = name.includes('.') ? readNumberText(name) : undefined;
  if (value !== undefined) return String(value);
  return name.replace(/\(([^()]*)\)/g, (whole, inner: string) => {
    const number = readNumberText(inner);
    return number === undefined ? whole : `(${number})`;
  });
}

/**
 * @returns a number of a key so that two spellings of one are equal: six significant digits, which is what the engine writes;
 * degrees to five decimals; whole numbers as they are.
 */
export function numberKey(text: string, kind: CellKind): string {
  const value = readNumberText(text);
  if (value === undefined) return nameKey(text);
  if (kind === 'degrees') return String(Math.round(value * 1e5));
  return Number.isInteger(value) ? String(value + 0) : String(Number(value.toPrecision(6)));
}
