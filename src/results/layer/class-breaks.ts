/** Classes that the QGIS plugin makes unless its user changes that. */
const MOST_CLASSES = 10;

/** How values are divided. */
export type Method = 'EqualInterval' | 'Jenks' | 'Pretty';

/** @returns the number of different values, up to one more than there are classes. */
export function distinctOf(sorted: Float64Array): number[] {
  const found: number[] = [];
  for (const value of sorted) {
    if (value !== found.at(-1)) found.push(value);
    if (found.length > MOST_CLASSES) break;
  }
  return found;
}

/**
 * Divides values into up to ten classes, never more than there are different values.
 * @param sorted at least two different ones.
 * @returns the ends of the classes from the smallest on: one more than there are classes.
 */
export function classBreaks(sorted: Float64Array, method: Method): number[] {
  const classes = Math.min(MOST_CLASSES, distinctOf(sorted).length);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (!Number.isFinite(most - least)) return [least, most];
  switch (method) {
    case 'EqualInterval':
      return Array.from({ length: classes + 1 }, (_, nth) =>
        nth === classes ? most : least + ((most - least) * nth) / classes,
      );
    case 'Pretty':
      return prettyBreaks(least, most, classes);
    case 'Jenks':
      return naturalBreaks(sorted, classes);
  }
}

/** Round steps of 1, 2 or 5 that come near the number of classes; the ends are those of the values. */
function prettyBreaks(least: number, most: number, classes: number): number[] {
  const cell = (most - least) / classes;
  const base = 10 ** Math.floor(Math.log10(cell));
  const step = [1, 2, 5, 10].map((unit) => unit * base).find((unit) => unit >= cell * 0.7) ?? 10 * base;
  const first = Math.floor(least / step + 1e-7);
  const last = Math.ceil(most / step - 1e-7);
  // Multiplied and rounded each for itself: sums of steps drift.
  const ends = Array.from({ length: last - first + 1 }, (_, nth) =>
    Number(((first + nth) * step).toPrecision(12)),
  );
  return [least, ...ends.filter((end) => end > least && end < most), most];
}

/**
 * Natural breaks: the classes whose values lie nearest to their means (Fisher 1958, which Jenks took up), by dynamic programming
 * over the sorted values.
 */
function naturalBreaks(sorted: Float64Array, classes: number): number[] {
  const n = sorted.length;
  const [sums, squares] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  // Scaled and shifted to their mean, or squares of large values are infinite and those of near ones lose what tells them apart.
  const scale = Math.max(Math.abs(sorted[0] as number), Math.abs(sorted[n - 1] as number));
  const mean = sorted.reduce((sum, value) => sum + value / scale / n, 0);
  for (let at = 0; at < n; at += 1) {
    const value = (sorted[at] as number) / scale - mean;
    sums[at + 1] = (sums[at] as number) + value;
    squares[at + 1] = (squares[at] as number) + value * value;
  }
  const spread = (from: number, to: number): number => {
    const sum = (sums[to] as number) - (sums[from] as number);
    return (squares[to] as number) - (squares[from] as number) - (sum * sum) / (to - from);
  };
  let before = Float64Array.from({ length: n + 1 }, (_, to) => (to === 0 ? 0 : spread(0, to)));
  const starts: Int32Array[] = [];
  for (let nth = 1; nth < classes; nth += 1) {
    const best = new Float64Array(n + 1).fill(Infinity);
    const start = new Int32Array(n + 1);
    for (let to = nth + 1; to <= n; to += 1) {
      for (let from = nth; from < to; from += 1) {
        const cost = (before[from] as number) + spread(from, to);
        if (cost < (best[to] as number)) [best[to], start[to]] = [cost, from];
      }
    }
    before = best;
    starts.push(start);
  }
  const ends = [sorted[n - 1] as number];
  let at = n;
  for (const start of starts.toReversed()) {
    at = start[at] as number;
    ends.unshift(sorted[at - 1] as number);
  }
  return [sorted[0] as number, ...ends].filter((end, nth, all) => nth < 2 || end !== all[nth - 1]);
}
