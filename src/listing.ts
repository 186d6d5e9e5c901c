/** A column of a table: its header and how people see its cell. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** Cut where a terminal is too narrow for the table; of one column only. */
  readonly givesWay?: true;
}

/** One fact of a row: its name for scripts, its header for people. */
export interface ListingColumn<Row> extends Column<Row> {
  /** Name in `--columns`, in csv and tsv heads, and of the fact in JSON; snake_case. */
  readonly key: string;
}

/** How rows of one kind are told to people and to machines: columns as data, so that every list obeys the same flags. */
export interface Listing<Row> {
  /** Every column that can be asked for. */
  readonly columns: readonly ListingColumn<Row>[];
  /** Keys of those shown where none is asked for; all when left out. */
  readonly shown?: readonly string[];
  /** The row as data; every column's key is one of its names. */
  json(row: Row): Readonly<Record<string, unknown>>;
  /** The row as columns have it, where these are other facts than those of `json`: a column for each tag. */
  facts?(row: Row): Readonly<Record<string, unknown>>;
  /** What `--quiet` prints of a row. */
  id(row: Row): string | number;
}
