import type { TableBatch } from './table.js';

const FIRST_ROWS = 1024;

/** Numbers of some columns, row-major, that grow as a table is read. */
export class Grid {
  #values: Float64Array;
  #rows = 0;

  /** @param columns their places in the table. */
  constructor(private readonly columns: readonly number[]) {
    this.#values = new Float64Array(FIRST_ROWS * columns.length);
  }

  /** @throws InputError with file and line where a cell is no number. */
  add(batch: TableBatch): void {
    const width = this.columns.length;
    const needed = (this.#rows + batch.rows) * width;
    if (needed > this.#values.length) {
      const larger = new Float64Array(Math.max(needed, this.#values.length * 2));
      larger.set(this.#values.subarray(0, this.#rows * width));
      this.#values = larger;
    }
    this.columns.forEach((column, nth) =>
      batch.numbers(column, this.#values, this.#rows * width + nth, width),
    );
    this.#rows += batch.rows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @returns the first two numbers of a row, as the place that they are. */
  pair(row: number): { lon: number; lat: number } {
    const at = row * this.columns.length;
    return { lon: this.#values[at] ?? Number.NaN, lat: this.#values[at + 1] ?? Number.NaN };
  }

  /** @returns all numbers, rows x columns. */
  values(): Float64Array {
    return this.#values.slice(0, this.#rows * this.columns.length);
  }
}
