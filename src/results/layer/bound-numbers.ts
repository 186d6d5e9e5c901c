/**
 * Numbers that `@photostructure/sqlite` 1.2.1 binds as another one: it takes a number for whole when it lies less than 2^-52 above
 * a whole one, so that 1e-17 becomes 0, and what lies just above -1 too. Hazard curves have such probabilities.
 */
export function isMisbound(value: string | number | null): value is number {
  return typeof value === 'number' && !Number.isInteger(value) && value - Math.floor(value) < Number.EPSILON;
}

/** For a column of numbers whose value is bound by {@link boundParts}. */
export const PARTS_SQL = '(CAST(? AS REAL) / CAST(? AS REAL) / CAST(? AS REAL))';

/**
 * @returns three numbers that are bound rightly, whose first divided by the others is the value, to the last bit: the others are
 * powers of two.
 */
export function boundParts(value: string | number | null): readonly [string | number | null, number, number] {
  if (!isMisbound(value)) return [value, 1, 1];
  let [part, first, second] = [value, 1, 1];
  while (isMisbound(part)) {
    part *= 2;
    if (first < 2 ** 1000) first *= 2;
    else second *= 2;
  }
  return [part, first, second];
}
