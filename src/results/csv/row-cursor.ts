import type { CsvBatch } from './csv-batch.js';

/** Walks over the rows of a table, one at a time; waits only where the next bytes must be read. */
export class RowCursor {
  #batch: CsvBatch | undefined;
  #row = 0;

  constructor(private readonly batches: AsyncGenerator<CsvBatch, void, void>) {}

  /** Steps to the next row of what was read. @returns false where more must be read: see {@link next}. */
  step(): boolean {
    if (this.#batch === undefined || this.#row + 1 >= this.#batch.rows) return false;
    this.#row += 1;
    return true;
  }

  /** Reads on and steps to the next row. @returns false at the end. */
  async next(): Promise<boolean> {
    const read = await this.batches.next();
    this.#batch = read.done === true ? undefined : read.value;
    this.#row = 0;
    return this.#batch !== undefined;
  }

  /** @returns a cell of the row without its quotes. */
  text(column: number): string {
    return this.#batch?.text(this.#row, column) ?? '';
  }

  /** @returns whether a cell is written with the very same bytes as one of another table. */
  isWrittenAs(column: number, other: RowCursor, otherColumn: number): boolean {
    const [mine, its] = [this.#batch?.span(this.#row, column), other.#batch?.span(other.#row, otherColumn)];
    if (mine === undefined || its === undefined || mine.end - mine.start !== its.end - its.start)
      return false;
    for (let at = mine.start, to = its.start; at < mine.end; at += 1, to += 1)
      if (mine.bytes[at] !== its.bytes[to]) return false;
    return true;
  }

  /** Reads to the end. @returns how many rows there were behind this one. */
  async countRest(): Promise<number> {
    let count = (this.#batch?.rows ?? 0) - this.#row - 1;
    while (await this.next()) count += this.#batch?.rows ?? 0;
    return count;
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.batches.return();
  }
}
