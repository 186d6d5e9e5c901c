/** @returns the smallest and the largest finite number; undefined where there is none. */
export function extentOf(...arrays: readonly ArrayLike<number>[]): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const array of arrays)
    for (let at = 0; at < array.length; at += 1) {
      const value = array[at] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low > high ? undefined : [low, high];
}

/** @returns the same of what is above 0. */
export function positiveExtentOf(
  ...arrays: readonly ArrayLike<number>[]
): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const array of arrays)
    for (let at = 0; at < array.length; at += 1) {
      const value = array[at] ?? Number.NaN;
      if (!Number.isFinite(value) || value <= 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low > high ? undefined : [low, high];
}

const HEADROOM = 0.04;

/** @returns ends that differ, with a little room where they did not; 0 to 1 for nothing at all. */
export function linearDomain(
  extent: readonly [number, number] | undefined,
  fromZero = true,
): readonly [number, number] {
  if (extent === undefined) return [0, 1];
  const low = fromZero && extent[0] > 0 ? 0 : extent[0];
  const high = fromZero && extent[1] < 0 ? 0 : extent[1];
  // A little room, so that the largest does not lie on the edge.
  const room0 = fromZero ? (high - low) * HEADROOM : 0;
  if (high > low) return [low < 0 ? low - room0 : low, high > 0 ? high + room0 : high];
  const room = Math.abs(low) === 0 ? 1 : Math.abs(low) * 0.5;
  return fromZero && low === 0 ? [0, room] : [low - room, low + room];
}

/**
 * @returns ends of a logarithmic axis around an extent, both above 0.
 * @param decades how many at most: the rest below is left out.
 */
export function logDomain(
  extent: readonly [number, number] | undefined,
  decades = 12,
): readonly [number, number] {
  if (extent === undefined) return [0.1, 1];
  const high = extent[1];
  const low = Math.max(extent[0], high * 10 ** -decades);
  return low < high ? [low, high] : [low / 2, high * 2];
}

/** @returns the same, widened to whole powers of ten. */
export function decadeDomain(
  extent: readonly [number, number] | undefined,
  decades = 12,
): readonly [number, number] {
  const [low, high] = logDomain(extent, decades);
  const top = 10 ** Math.ceil(Math.log10(high) - 1e-9);
  const bottom = 10 ** Math.floor(Math.log10(low) + 1e-9);
  return bottom < top ? [Math.max(bottom, top * 10 ** -decades), top] : [top / 10, top];
}

const EXPONENT_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @returns ten to a whole power as people write it, e.g. `10⁻⁴`. */
export function powerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => EXPONENT_DIGITS[Number(digit)] ?? '');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** Millions and more, as money is told. */
const LARGE: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'bn'],
  [1e6, 'M'],
];

/** @returns a number with so many digits that tell, without trailing zeros: `0.0123`, `1,234`, `1.5M`. */
export function shortNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'not a number';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const large = LARGE.find(([least]) => size >= least);
  if (large !== undefined && size < 1e15)
    return `${trimZeros((value / large[0]).toPrecision(Math.max(digits, 3)))}${large[1]}`;
  if (size >= 1e15 || size < 1e-4) return trimZeros(value.toExponential(digits - 1)).replace('e+', 'e');
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return trimZeros(value.toPrecision(digits));
}

function trimZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}
