import type { EngineCsv } from '../engine-csv.js';

/** Some rows of a table, of a csv or of records of numpy. It holds until the next is asked for. */
export interface TableBatch {
  readonly rows: number;
  text(row: number, column: number): string;
  row(row: number): string[];
  /** @throws InputError with the place where the cell is no number. */
  number(row: number, column: number): number;
  /** Reads a column into an array, from `into[at]` on in steps of `step`; throws as {@link number} does. */
  numbers(column: number, into: Float64Array, at?: number, step?: number): void;
  /** @returns the 1-based line of the file that a row begins on; undefined where a file has none. */
  line(row: number): number | undefined;
}

/** A table with its comment and its columns, whatever it is written in. */
export interface Table extends Pick<EngineCsv, 'path' | 'comment' | 'columns'> {
  /** The 1-based line that the names stand on; undefined where a file has none. */
  readonly namesLine: number | undefined;
  batches(signal?: AbortSignal): AsyncGenerator<TableBatch, void, void>;
}
