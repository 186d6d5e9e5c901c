import type { TableBatch } from './table.js';
import type { Table } from './table.js';
import { columnOf } from './columns.js';

/** The column that tells which realization or statistic a row is of. */
export interface KindColumn {
  readonly at: number;
  readonly isRealization: boolean;
}

/** @returns the column `stat` or `rlz_id`; undefined where all rows are of one kind. */
export function kindColumn(table: Table): KindColumn | undefined {
  const [stat, realization] = [columnOf(table, 'stat'), columnOf(table, 'rlz_id')];
  if (stat !== undefined) return { at: stat, isRealization: false };
  return realization === undefined ? undefined : { at: realization, isRealization: true };
}

/** @returns the kind of a row in the words of the engine's own file names: `rlz-003`, `mean`. */
export function kindOfCell(
  column: KindColumn | undefined,
  batch: TableBatch,
  row: number,
): string | undefined {
  if (column === undefined) return undefined;
  const text = batch.text(row, column.at);
  return column.isRealization ? `rlz-${text.padStart(3, '0')}` : text;
}
