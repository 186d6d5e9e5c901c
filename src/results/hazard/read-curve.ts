/** A number read off a curve, or on which side of the curve it lies. */
export type Reading =
  | { readonly kind: 'value'; readonly value: number }
  /** Higher than `edge`, the last that the curve has. */
  | { readonly kind: 'above'; readonly edge: number }
  /** Lower than `edge`, the first that the curve has. */
  | { readonly kind: 'below'; readonly edge: number };

/** What the engine puts for a probability of zero before it takes the logarithm (seen in 3.23.5 and 3.26.2). */
const SMALLEST_POE = 1e-30;

type Numbers = Float64Array | readonly number[];

/**
 * The level that is exceeded with a probability: the straight line between the two points of the curve around it, in
 * the logarithms of both, as the engine makes its hazard maps. Outside of the curve the engine writes 0 or the last level;
 * here it is said on which side the answer lies.
 * @param imls rising, above 0 (a first level of 0 can only be told as an edge).
 * @param poes falling, 0 to 1, as many.
 */
export function levelAtPoe(imls: Numbers, poes: Numbers, poe: number): Reading {
  const last = imls.length - 1;
  if (poe > at(poes, 0)) return { kind: 'below', edge: at(imls, 0) };
  if (poe < at(poes, last)) return { kind: 'above', edge: at(imls, last) };
  // Where the curve is flat, the lowest level counts, as with the engine.
  let upper = last;
  while (upper > 0 && at(poes, upper - 1) <= poe) upper -= 1;
  if (at(poes, upper) === poe || upper === 0) return { kind: 'value', value: at(imls, upper) };
  const [low, high] = [Math.log(floored(at(poes, upper))), Math.log(floored(at(poes, upper - 1)))];
  const part = (Math.log(poe) - low) / (high - low);
  const [from, to] = [Math.log(at(imls, upper)), Math.log(at(imls, upper - 1))];
  return to === -Infinity
    ? { kind: 'below', edge: at(imls, upper) }
    : { kind: 'value', value: Math.exp(from + part * (to - from)) };
}

/**
 * The probability with which a level is exceeded: the same straight line in logarithms, read the other way; straight in
 * the numbers themselves where a logarithm would be that of 0.
 */
export function poeAtLevel(imls: Numbers, poes: Numbers, level: number): Reading {
  const last = imls.length - 1;
  // The lower the level, the higher its probability.
  if (level < at(imls, 0)) return { kind: 'above', edge: at(poes, 0) };
  if (level > at(imls, last)) return { kind: 'below', edge: at(poes, last) };
  let upper = 0;
  while (at(imls, upper) < level) upper += 1;
  if (at(imls, upper) === level) return { kind: 'value', value: at(poes, upper) };
  const [from, to] = [at(imls, upper - 1), at(imls, upper)];
  const [first, second] = [at(poes, upper - 1), at(poes, upper)];
  if (from <= 0 || first <= 0 || second <= 0) {
    const part = (level - from) / (to - from);
    return { kind: 'value', value: first + part * (second - first) };
  }
  const part = (Math.log(level) - Math.log(from)) / (Math.log(to) - Math.log(from));
  return { kind: 'value', value: Math.exp(Math.log(first) + part * (Math.log(second) - Math.log(first))) };
}

function floored(poe: number): number {
  return Math.max(poe, SMALLEST_POE);
}

function at(numbers: Numbers, index: number): number {
  return numbers[index] ?? Number.NaN;
}
