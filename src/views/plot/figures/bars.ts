import type { Axis, BarLayer, Panel } from '../model.js';
import { extentOf, linearDomain } from '../numbers.js';
import { safeLine } from '../../safe-text.js';

/** A row of bars with a name. */
export interface BarRow {
  readonly name: string;
  /** One length a series; stacked where there are several. */
  readonly lengths: readonly number[];
}

/** More rows than these are told together. */
const MOST_ROWS = 24;

/**
 * @param value what the bars are long in.
 * @returns lying bars, the longest on top; what has no room is one row, for the sum of the others.
 */
export function barRows(
  rows: readonly BarRow[],
  series: readonly string[],
  value: Pick<Axis, 'label' | 'unit'>,
  name: string,
): { readonly panel: Panel; readonly notes: string[] } {
  const length = ({ lengths }: BarRow): number =>
    lengths.reduce((sum, one) => sum + (Number.isFinite(one) ? one : 0), 0);
  const sorted = rows.toSorted((one, other) => length(other) - length(one));
  const rest = sorted.slice(sorted.length > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS);
  const shown =
    rest.length === 0
      ? sorted
      : [...sorted.slice(0, sorted.length - rest.length), together(rest, series.length)];
  const notes =
    rest.length === 0
      ? []
      : [
          `The ${shown.length - 1} largest of ${sorted.length.toLocaleString('en-US')} are shown; the others are one bar, their sum.`,
        ];
  const tops = shown.map(() => 0);
  const layers = series.map((one, nth): BarLayer => {
    const x0 = Float64Array.from(tops);
    shown.forEach(({ lengths }, row) => {
      const more = lengths[nth] ?? 0;
      tops[row] = (tops[row] ?? 0) + (Number.isFinite(more) ? more : 0);
    });
    return {
      kind: 'bars',
      ...(series.length > 1 ? { name: safeLine(one) } : {}),
      look: { tone: nth },
      x0,
      x1: Float64Array.from(tops),
      // The first row is on top, and axes rise.
      y0: Float64Array.from(shown, (_row, row) => shown.length - 1 - row + 0.12),
      y1: Float64Array.from(shown, (_row, row) => shown.length - 1 - row + 0.88),
    };
  });
  const categories = shown.map((row) => safeLine(row.name)).toReversed();
  const extent = extentOf(...layers.flatMap(({ x0, x1 }) => [x0, x1]));
  return {
    panel: {
      x: { ...value, scale: 'linear', domain: linearDomain(extent) },
      y: { label: name, scale: 'category', domain: [0, Math.max(1, categories.length)], categories },
      layers,
    },
    notes,
  };
}

function together(rows: readonly BarRow[], series: number): BarRow {
  return {
    name: `${rows.length.toLocaleString('en-US')} others`,
    lengths: Array.from({ length: series }, (_unused, nth) =>
      rows.reduce((sum, { lengths }) => sum + (Number.isFinite(lengths[nth]) ? (lengths[nth] ?? 0) : 0), 0),
    ),
  };
}
