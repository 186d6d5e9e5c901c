import { interpolateViridis } from 'd3-scale-chromatic';

/** Steps of the colour scale: more cannot be told apart, and points of one colour are drawn together. */
const COLOUR_STEPS = 48;

/** How the values of a layer become colours. */
export interface ColourScale {
  readonly scale: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  /** @returns 0 to COLOUR_STEPS - 1; undefined for what has no value, and for what a logarithm cannot show. */
  stepOf(value: number | null | undefined): number | undefined;
}

/** Values that differ by more than this factor are coloured by their logarithm, as `openquake plot` does. */
const LOG_FROM = 200;

/** @returns the scale of a layer; undefined where it has no values. */
export function colourScale(values: readonly (number | null)[]): ColourScale | undefined {
  let [low, high, leastPositive] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value > 0) leastPositive = Math.min(leastPositive, value);
  }
  if (low > high) return undefined;
  const isLog = low >= 0 && high / leastPositive > LOG_FROM;
  const [from, to] = isLog ? [Math.log(leastPositive), Math.log(high)] : [low, high];
  return {
    scale: isLog ? 'log' : 'linear',
    low: isLog ? leastPositive : low,
    high,
    stepOf: (value) => {
      if (value === null || value === undefined || (isLog && value <= 0)) return undefined;
      const part = to > from ? ((isLog ? Math.log(value) : value) - from) / (to - from) : 0.5;
      return Math.min(COLOUR_STEPS - 1, Math.max(0, Math.floor(part * COLOUR_STEPS)));
    },
  };
}

/** The colours, from low to high. */
export const COLOURS: readonly string[] = Array.from({ length: COLOUR_STEPS }, (_unused, step) =>
  interpolateViridis((step + 0.5) / COLOUR_STEPS),
);
