import type { Dataset, Origin } from '../dataset.js';
import type { Table } from './table.js';

/** A table, with what was told of it beside its columns. */
export interface TableSource {
  readonly table: Table;
  readonly origin: Origin;
  /** Of the comment or, failing that, of the file's name: `mean`, `quantile-0.15`, `rlz-003`. */
  readonly kind: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** The event whose ground motion is wanted of a gmf-data file; undefined for the mean of all. */
  readonly eventId: number | undefined;
}

/**
 * Reads tables of one kind.
 * @returns undefined where the names of the columns are not those of its kind.
 * @throws InputError with file and line where they are, and the table is broken.
 */
export type Recogniser = (source: TableSource) => Promise<Dataset[]> | undefined;
