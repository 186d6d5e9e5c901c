import { readNumberText } from './csv/number-bytes.js';
import { RowCursor } from './csv/row-cursor.js';
import { type EngineCsv, openEngineCsv } from './engine-csv.js';

/** How far two numbers may lie apart and still count as the same. */
export interface Tolerance {
  /** Part of the larger of the two. */
  readonly rtol: number;
  /** In the unit of the column. */
  readonly atol: number;
}

/** A cell that differs. */
export interface CellDifference {
  /** 1-based, the line of names not counted. */
  readonly row: number;
  readonly column: string;
  readonly left: string;
  readonly right: string;
  /** Distance over the larger of the two; undefined where one is no number. */
  readonly relative: number | undefined;
}

/** What a comparison of two tables found. */
export interface TableComparison {
  /** `identical`: every cell reads the same. `close`: some numbers differ, none by more than the tolerance. */
  readonly verdict: 'identical' | 'close' | 'different';
  /** Rows compared. */
  readonly rows: number;
  /** Cells beyond the tolerance. */
  readonly cellsBeyond: number;
  /** The cell that lies furthest apart; one that is no number before any number. */
  readonly worst: CellDifference | undefined;
  /** What differs in shape: columns or number of rows. */
  readonly shape: string | undefined;
}

/**
 * Compares two tables of the engine cell by cell, rows in their order and columns by name. The line of the calculation above the
 * names (version, date, checksum) is not compared. Numbers a and b are the same where |a - b| <= atol + rtol * max(|a|, |b|).
 * @throws InputError with file and line where a row is broken; the system's error where a file cannot be read.
 */
export async function compareTables(
  leftPath: string,
  rightPath: string,
  tolerance: Tolerance,
  signal?: AbortSignal,
): Promise<TableComparison> {
  const [left, right] = [await openEngineCsv(leftPath), await openEngineCsv(rightPath)];
  const shapes: string[] = columnsApart(left.columns, right.columns);
  const pairs = pairColumns(left, right);
  const [leftRows, rightRows] = [new RowCursor(left.batches(signal)), new RowCursor(right.batches(signal))];
  let rows = 0;
  let changed = 0;
  let cellsBeyond = 0;
  let worst: CellDifference | undefined;
  try {
    for (;;) {
      const inLeft = leftRows.step() || (await leftRows.next());
      const inRight = rightRows.step() || (await rightRows.next());
      if (!inLeft || !inRight) {
        if (inLeft) shapes.push(`${rows + 1 + (await leftRows.countRest())} rows against ${rows}`);
        if (inRight) shapes.push(`${rows} rows against ${rows + 1 + (await rightRows.countRest())}`);
        break;
      }
      rows += 1;
      for (const { column, at, to, isText } of pairs) {
        if (leftRows.isWrittenAs(at, rightRows, to)) continue;
        const [one, two] = [leftRows.text(at), rightRows.text(to)];
        if (one === two) continue;
        changed += 1;
        const { relative, isBeyond } = apart(one, two, isText, tolerance);
        if (isBeyond) cellsBeyond += 1;
        const found: CellDifference = { row: rows, column, left: one, right: two, relative };
        if (isWorse(found, worst)) worst = found;
      }
    }
  } finally {
    await Promise.all([leftRows.close(), rightRows.close()]);
  }
  const isDifferent = cellsBeyond > 0 || shapes.length > 0;
  return {
    verdict: isDifferent ? 'different' : changed > 0 ? 'close' : 'identical',
    rows,
    cellsBeyond,
    worst,
    shape: shapes.length === 0 ? undefined : shapes.join('; '),
  };
}

interface ColumnPair {
  readonly column: string;
  readonly at: number;
  readonly to: number;
  /** Names of things may look like numbers, geohashes above all: `8e12`. */
  readonly isText: boolean;
}

function pairColumns(left: EngineCsv, right: EngineCsv): ColumnPair[] {
  return left.columns.flatMap((column, at) => {
    const to = right.columns.indexOf(column);
    return to < 0 ? [] : [{ column, at, to, isText: /(?:^|_)id$/.test(column) }];
  });
}

function columnsApart(left: readonly string[], right: readonly string[]): string[] {
  const lost = left.filter((name) => !right.includes(name));
  const added = right.filter((name) => !left.includes(name));
  return [
    ...(lost.length > 0 ? [`columns only on the left: ${lost.join(', ')}`] : []),
    ...(added.length > 0 ? [`columns only on the right: ${added.join(', ')}`] : []),
  ];
}

function apart(
  left: string,
  right: string,
  isText: boolean,
  { rtol, atol }: Tolerance,
): { readonly relative: number | undefined; readonly isBeyond: boolean } {
  const [a, b] = isText ? [undefined, undefined] : [readNumberText(left), readNumberText(right)];
  if (a === undefined || b === undefined) return { relative: undefined, isBeyond: true };
  if (Object.is(a, b) || a === b) return { relative: 0, isBeyond: false };
  const distance = Math.abs(a - b);
  const larger = Math.max(Math.abs(a), Math.abs(b));
  // Not a number against a number, or an infinity against anything else.
  if (!Number.isFinite(distance)) return { relative: Number.POSITIVE_INFINITY, isBeyond: true };
  return { relative: distance / larger, isBeyond: distance > atol + rtol * larger };
}

function isWorse(found: CellDifference, than: CellDifference | undefined): boolean {
  if (than === undefined) return true;
  const rank = ({ relative = Number.POSITIVE_INFINITY }: CellDifference): number => relative;
  return rank(found) > rank(than);
}
