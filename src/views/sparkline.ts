const BARS = '▁▂▃▄▅▆▇█';

/** How long one is at most: more points are thinned out. */
const MOST_BARS = 40;

/**
 * A curve on one line, a bar for each point, from the smallest value to the largest.
 * @param isLog bars by the logarithm; zeros then have the lowest.
 */
export function sparkline(values: readonly number[], isLog = false): string {
  const step = Math.max(1, Math.ceil(values.length / MOST_BARS));
  const thinned = values.filter((_, nth) => nth % step === 0 || nth === values.length - 1);
  const heights = thinned.map((value) => (isLog ? (value > 0 ? Math.log(value) : Number.NaN) : value));
  const known = heights.filter((height) => Number.isFinite(height));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return heights
    .map((height) => {
      if (!Number.isFinite(height)) return BARS[0];
      const part = high === low ? 1 : (height - low) / (high - low);
      return BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))];
    })
    .join('');
}
