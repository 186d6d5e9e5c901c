import type { Axis, ColourScale } from './model.js';

/** @returns where a value stands along an axis: 0 at its lower end, 1 at its upper; NaN for what has no place there. */
export function partOf(
  { scale, domain: [low, high] }: Pick<Axis | ColourScale, 'scale' | 'domain'>,
  value: number,
): number {
  if (scale !== 'log') return (value - low) / (high - low);
  return value > 0 ? Math.log(value / low) / Math.log(high / low) : Number.NaN;
}
