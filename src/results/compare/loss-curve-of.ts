import { readNumberText } from '../csv/number-bytes.js';
import { openEngineCsv } from '../engine-csv.js';
import type { CellDifference, TableComparison } from './comparison.js';
import type { CurvePair } from './curve-of.js';
import { roleOf } from './pair-columns.js';
import { FileRows } from './table-rows.js';

/** Points that are looked at; a loss curve has some tens. */
const MOST_POINTS = 500;
/** Columns along which a loss curve has its points, a row each. */
const ALONG = ['return_period', 'poe', 'loss_ratio', 'period'];

/**
 * @returns the curve that a cell is a point of, where its points are rows: loss curves by return period or probability.
 * Both tables are read once more, for the rows whose other keys are those of the cell.
 */
export async function lossCurveOf(
  { column, place }: CellDifference,
  { keys, columns }: TableComparison,
  leftPath: string,
  rightPath: string,
): Promise<CurvePair | undefined> {
  const along = keys.find((key) => ALONG.includes(roleOf(key)));
  if (along === undefined) return undefined;
  const fixed = place.filter(({ column: key }) => keys.includes(key) && key !== along);
  const inRight = (name: string): string => columns.renamed.find(({ left }) => left === name)?.right ?? name;
  const [left, right] = [
    await points(leftPath, along, column, fixed),
    await points(
      rightPath,
      inRight(along),
      inRight(column),
      fixed.map(({ column: key, value }) => ({ column: inRight(key), value })),
    ),
  ];
  const at = [...left.keys()].filter((point) => right.has(point)).toSorted((a, b) => a - b);
  if (at.length < 3) return undefined;
  const values = (side: ReadonlyMap<number, number>): number[] =>
    at.map((point) => side.get(point) ?? Number.NaN);
  return { along: roleOf(along).replace('_', ' '), at, left: values(left), right: values(right) };
}

async function points(
  path: string,
  along: string,
  column: string,
  fixed: CellDifference['place'],
): Promise<Map<number, number>> {
  const csv = await openEngineCsv(path);
  const [x, y] = [csv.columns.indexOf(along), csv.columns.indexOf(column)];
  const conditions = fixed.map(({ column: key, value }) => ({ at: csv.columns.indexOf(key), value }));
  const found = new Map<number, number>();
  const rows = new FileRows(csv);
  try {
    do {
      for (let row = rows.take(); row !== undefined && found.size < MOST_POINTS; row = rows.take()) {
        const { cells } = row;
        if (conditions.some(({ at, value }) => cells[at] !== value)) continue;
        const [point, value] = [readNumberText(cells[x] ?? ''), readNumberText(cells[y] ?? '')];
        if (point !== undefined && value !== undefined) found.set(point, value);
      }
    } while (found.size < MOST_POINTS && (await rows.fill()));
  } finally {
    await rows.close();
  }
  return found;
}
