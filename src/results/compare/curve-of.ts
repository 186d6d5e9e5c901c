import { readNumberText } from '../csv/number-bytes.js';
import type { CellDifference, ColumnPairing } from './comparison.js';

/** A small curve of both sides, for a look at what a difference means. */
export interface CurvePair {
  /** What the points are at: levels, periods, return periods. */
  readonly at: readonly number[];
  /** What `at` is: `poe` for columns `poe-0.1` ... */
  readonly along: string;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

const FEWEST_POINTS = 3;

/**
 * @returns the curve that a cell is a point of, where its row holds one: hazard curves (`poe-LEVEL`), spectra
 * (`POE~SA(PERIOD)`); undefined where the row holds none.
 */
export function curveOf({ column, cells }: CellDifference, columns: ColumnPairing): CurvePair | undefined {
  const own = pointOf(column);
  if (own === undefined) return undefined;
  const found: { at: number; left: number; right: number }[] = [];
  for (const [index, name] of columns.left.entries()) {
    const point = pointOf(name);
    if (point?.family !== own.family) continue;
    const renamed = columns.renamed.find((pair) => pair.left === name)?.right ?? name;
    const left = readNumberText(cells.left[index] ?? '');
    const right = readNumberText(cells.right[columns.right.indexOf(renamed)] ?? '');
    if (left === undefined || right === undefined) return undefined;
    found.push({ at: point.at, left, right });
  }
  if (found.length < FEWEST_POINTS) return undefined;
  found.sort((a, b) => a.at - b.at);
  return {
    along: own.family,
    at: found.map(({ at }) => at),
    left: found.map(({ left }) => left),
    right: found.map(({ right }) => right),
  };
}

function pointOf(column: string): { readonly family: string; readonly at: number } | undefined {
  const [, level] = /^poe-(.+)$/.exec(column) ?? [];
  if (level !== undefined) {
    const at = readNumberText(level);
    return at === undefined ? undefined : { family: 'poe', at };
  }
  const [, poe, imt, period] = /^([\d.eE+-]+)~(PGA|SA\(([\d.]+)\))$/.exec(column) ?? [];
  if (poe === undefined) return undefined;
  return { family: `spectrum of poe ${poe}`, at: imt === 'PGA' ? 0 : Number(period) };
}
