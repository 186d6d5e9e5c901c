import type { CsvBatch } from '../csv/csv-batch.js';
import type { EngineCsv } from '../engine-csv.js';

/** A row of a table. One that was just taken is gone when its source reads on: what is to stay must be asked for before. */
export interface TableRow {
  /** 1-based, the line of names not counted. */
  readonly row: number;
  /** Without quotes. */
  readonly cells: readonly string[];
  /** As the file has it; undefined where it comes from elsewhere. */
  readonly bytes: { readonly in: Buffer; readonly start: number; readonly end: number } | undefined;
}

/** Rows of one table, many at a time: the million rows of a ground motion field are not worth a promise each. */
export interface RowSource {
  /** @returns undefined where the rows at hand are used up. */
  take(): TableRow | undefined;
  /** Reads on. @returns false at the end. */
  fill(): Promise<boolean>;
}

/** Rows of a file, of which the first can be looked at before they are taken. */
export class FileRows implements RowSource {
  readonly #batches: AsyncGenerator<CsvBatch, void, void>;
  readonly #ahead: TableRow[] = [];
  #batch: CsvBatch | undefined;
  #next = 0;
  #row = 0;

  constructor(
    private readonly csv: EngineCsv,
    signal?: AbortSignal,
  ) {
    this.#batches = csv.batches(signal);
  }

  /**
   * @returns the cells of the first rows, which are taken later all the same.
   * @throws InputError with file and line where a row is broken.
   */
  async sample(count: number): Promise<readonly (readonly string[])[]> {
    do {
      for (let row = this.#fromBatch(); row !== undefined; row = this.#fromBatch()) {
        this.#ahead.push({ row: row.row, cells: row.cells, bytes: undefined });
        if (this.#ahead.length >= count) return this.#ahead.map(({ cells }) => cells);
      }
    } while (await this.fill());
    return this.#ahead.map(({ cells }) => cells);
  }

  take(): TableRow | undefined {
    return this.#ahead.shift() ?? this.#fromBatch();
  }

  async fill(): Promise<boolean> {
    const read = await this.#batches.next();
    this.#batch = read.done === true ? undefined : read.value;
    this.#next = 0;
    return this.#batch !== undefined;
  }

  async close(): Promise<void> {
    await this.#batches.return();
  }

  #fromBatch(): TableRow | undefined {
    const batch = this.#batch;
    if (batch === undefined || this.#next >= batch.rows) return undefined;
    this.#row += 1;
    return new RowOfBatch(batch, this.#next++, this.csv.columns.length, this.#row);
  }
}

class RowOfBatch implements TableRow {
  #cells: readonly string[] | undefined;

  constructor(
    private readonly batch: CsvBatch,
    private readonly index: number,
    private readonly columns: number,
    readonly row: number,
  ) {}

  get cells(): readonly string[] {
    return (this.#cells ??= this.batch.row(this.index));
  }

  get bytes(): TableRow['bytes'] {
    const { bytes, start } = this.batch.span(this.index, 0);
    return { in: bytes, start, end: this.batch.span(this.index, this.columns - 1).end };
  }
}

/** Whether two rows are the same, byte by byte; false where a row has none. */
export function sameBytes({ bytes: a }: TableRow, { bytes: b }: TableRow): boolean {
  if (a === undefined || b === undefined || a.end - a.start !== b.end - b.start) return false;
  return a.in.compare(b.in, b.start, b.end, a.start, a.end) === 0;
}
