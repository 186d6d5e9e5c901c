import { csvFault } from '../csv/csv-fault.js';
import type { EngineComment } from '../csv/engine-comment.js';
import { readNumberText } from '../csv/number-bytes.js';
import type { NpyArray, NpyRecords } from '../numpy/npy-array.js';
import type { Table, TableBatch } from './table.js';

/** A column of records, under the name that the engine's csv has for it. */
export interface RecordColumn {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
}

/** @returns the fields of records as columns, nested ones under `a~b` as the engine's csv writes them; what is not read is left out. */
export function columnsOf(records: NpyRecords, before = ''): RecordColumn[] {
  return [...records.fields].flatMap(([name, field]): RecordColumn[] => {
    if (field.kind === 'records') return columnsOf(field, `${before}${name}~`);
    return isFlat(field, records) ? [{ name: `${before}${name}`, values: field.values }] : [];
  });
}

/** One value for each record: a field with a shape of its own has no place in a table. */
function isFlat(field: NpyArray, records: NpyRecords): field is NpyArray & { kind: 'numbers' | 'texts' } {
  return (field.kind === 'numbers' || field.kind === 'texts') && field.shape.length === records.shape.length;
}

/** Makes a table of columns of the same length. */
export function recordTable(path: string, comment: EngineComment, columns: readonly RecordColumn[]): Table {
  const rows = columns[0]?.values.length ?? 0;
  return {
    ...{ path, comment, namesLine: undefined },
    columns: columns.map(({ name }) => name),
    async *batches() {
      if (rows > 0) yield new RecordBatch(path, columns, rows);
    },
  };
}

/** All records at once: they are in memory anyway. */
class RecordBatch implements TableBatch {
  constructor(
    private readonly path: string,
    private readonly columns: readonly RecordColumn[],
    readonly rows: number,
  ) {}

  text(row: number, column: number): string {
    return String(this.columns[column]?.values[row] ?? '');
  }

  row(row: number): string[] {
    return this.columns.map((_, column) => this.text(row, column));
  }

  number(row: number, column: number): number {
    const value = this.columns[column]?.values[row];
    if (typeof value === 'number') return value;
    const read = readNumberText(value ?? '');
    if (read !== undefined) return read;
    const name = this.columns[column]?.name ?? '';
    throw csvFault(
      this.path,
      undefined,
      `"${name}" of record ${row + 1} is "${value ?? ''}", which is no number`,
    );
  }

  numbers(column: number, into: Float64Array, at = 0, step = 1): void {
    for (let row = 0, to = at; row < this.rows; row += 1, to += step) into[to] = this.number(row, column);
  }

  line(): undefined {
    return undefined;
  }
}
