/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const MOST_EXACT = 2 ** 53;
const [MINUS, PLUS, POINT, ZERO, SMALL_E, LARGE_E] = [0x2d, 0x2b, 0x2e, 0x30, 0x65, 0x45];
const PYTHON_FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a number as Python's repr and NumPy's `%e` write it from the bytes of a cell; the value is the one that `Number()`
 * gives, to the last bit. Whole digits below 2^53 and a power of ten up to 22 are each exact as doubles, so one division or
 * multiplication rounds once (Clinger 1990); all else goes through `Number()`.
 * @returns false, with nothing written, where the cell is no number.
 */
export function readNumberInto(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Float64Array,
  index: number,
): boolean {
  let at = start;
  const sign = bytes[at] as number;
  if (sign === MINUS || sign === PLUS) at += 1;
  let digits = 0;
  const wholeAt = at;
  for (; at < end; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
  }
  let read = at - wholeAt;
  let power = 0;
  if (at < end && bytes[at] === POINT) {
    at += 1;
    const partAt = at;
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      digits = digits * 10 + digit;
    }
    power = partAt - at;
    read += at - partAt;
  }
  if (read > 0 && at < end && (bytes[at] === LARGE_E || bytes[at] === SMALL_E)) {
    at += 1;
    const exponentSign = bytes[at] as number;
    if (exponentSign === MINUS || exponentSign === PLUS) at += 1;
    const exponentAt = at;
    let exponent = 0;
    for (; at < end && at - exponentAt < 5; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      exponent = exponent * 10 + digit;
    }
    if (at === exponentAt) read = 0;
    power += exponentSign === MINUS ? -exponent : exponent;
  }
  if (read === 0 || at !== end || digits >= MOST_EXACT || power < -22 || power > 22)
    return readOdd(bytes, start, end, into, index);
  const size =
    power < 0 ? digits / (EXACT_POWERS[-power] as number) : digits * (EXACT_POWERS[power] as number);
  into[index] = sign === MINUS ? -size : size;
  return true;
}

/** Many digits, large powers, `nan`, `inf`; or no number at all. */
function readOdd(bytes: Uint8Array, start: number, end: number, into: Float64Array, index: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString('latin1')
    .trim();
  const value = readNumberText(text);
  if (value === undefined) return false;
  into[index] = value;
  return true;
}

/** Reads a number as Python writes it, `nan` and `inf` too. @returns undefined where it is none. */
export function readNumberText(text: string): number | undefined {
  if (PYTHON_FLOAT.test(text)) return Number(text);
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
