import type { Disaggregation, DisaggregationAxis } from '../../../results/dataset.js';

/** A number for each bin, row-major. */
export interface BinTable {
  readonly axes: readonly DisaggregationAxis[];
  readonly values: Float64Array;
}

/**
 * Turns what the engine wrote into shares. It writes for each bin the probability that the level is exceeded by an event
 * of that bin, which cannot be added; rates can: -ln(1 - p) is proportional to them. The traditional outputs hold shares
 * already (they add up to 1).
 * @param series which of the data's series.
 * @returns percent of the whole, and how they were made.
 */
export function sharesOf(
  data: Disaggregation,
  series: number,
): { readonly table: BinTable; readonly note: string } {
  const size = data.axes.reduce((product, { bins }) => product * bins.length, 1);
  const raw = data.values.slice(series * size, (series + 1) * size);
  const isShare = /traditional/.test(data.origin.name) || raw.some((value) => value >= 1);
  const parts = raw.map((value) =>
    Number.isFinite(value) && value > 0 ? (isShare ? value : -Math.log1p(-value)) : 0,
  );
  const sum = parts.reduce((total, part) => total + part, 0);
  const values = parts.map((part) => (sum === 0 ? 0 : (100 * part) / sum));
  const note =
    sum === 0
      ? 'No bin contributes anything.'
      : isShare
        ? 'Shares of the sum of all bins.'
        : 'Shares of the rate of exceedance, -ln(1 - p) of each bin.';
  return { table: { axes: data.axes, values }, note };
}

/** @returns the value of a bin. */
export function valueAt({ axes, values }: BinTable, bins: readonly number[]): number {
  let at = 0;
  axes.forEach((axis, nth) => {
    at = at * axis.bins.length + (bins[nth] ?? 0);
  });
  return values[at] ?? Number.NaN;
}

/** @returns the table without one of its axes: shares are added. */
export function sumOver({ axes, values }: BinTable, over: number): BinTable {
  const inner = axes.slice(over + 1).reduce((product, { bins }) => product * bins.length, 1);
  const count = axes[over]?.bins.length ?? 1;
  const sums = new Float64Array(values.length / count);
  values.forEach((value, at) => {
    const place = Math.floor(at / (inner * count)) * inner + (at % inner);
    sums[place] = (sums[place] ?? 0) + value;
  });
  return { axes: axes.filter((_axis, nth) => nth !== over), values: sums };
}
