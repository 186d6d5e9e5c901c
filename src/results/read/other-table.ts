import type { OtherTable } from '../dataset.js';
import type { TableSource } from './recogniser.js';

/** Rows of a table of no known kind that are kept: texts cost memory, and events come in millions. */
const MOST_ROWS = 100_000;

/** Any table: its first rows as texts, and how many there are. @throws InputError with file and line where a row is broken. */
export async function readOtherTable({ table, origin, kind, signal }: TableSource): Promise<OtherTable[]> {
  const rows: string[][] = [];
  let totalRows = 0;
  for await (const batch of table.batches(signal)) {
    totalRows += batch.rows;
    for (let row = 0; row < batch.rows && rows.length < MOST_ROWS; row += 1) rows.push(batch.row(row));
  }
  return [{ type: 'table', origin, kind, columns: table.columns, rows, totalRows }];
}
