import { cellsApart } from './cells.js';
import type { CellDifference, Tolerance } from './comparison.js';
import type { ColumnPair } from './pair-columns.js';
import { placeOf } from './row-key.js';

/** What pairs of rows add up to. */
export class Tally {
  rows = 0;
  cellsChanged = 0;
  cellsBeyond = 0;
  maxRelative: number | undefined;
  readonly #worst: { readonly rank: number; readonly cell: CellDifference }[] = [];
  readonly #values: readonly ColumnPair[];

  constructor(
    private readonly pairs: readonly ColumnPair[],
    private readonly keys: readonly ColumnPair[],
    private readonly tolerance: Tolerance,
    /** How many of the worst cells are kept. */
    private readonly kept: number,
  ) {
    this.#values = pairs.filter((pair) => !keys.includes(pair));
  }

  /** The worst cells, the worst first. */
  get worst(): readonly CellDifference[] {
    return this.#worst.map(({ cell }) => cell);
  }

  /** Rows whose lines are the same, letter by letter. */
  same(): void {
    this.rows += 1;
  }

  /** Compares all but the keys of two rows. */
  pair(left: readonly string[], right: readonly string[], row: number, rightRow: number): void {
    this.rows += 1;
    for (const pair of this.#values) {
      const [one = '', two = ''] = [left[pair.at], right[pair.to]];
      if (one === two) continue;
      this.cellsChanged += 1;
      const { rank, absolute, relative, isBeyond } = cellsApart(one, two, pair.kind, this.tolerance);
      if (isBeyond) this.cellsBeyond += 1;
      if (relative !== undefined && relative > (this.maxRelative ?? -1)) this.maxRelative = relative;
      const last = this.#worst.at(-1);
      if (this.#worst.length >= this.kept && last !== undefined && rank <= last.rank) continue;
      const cell: CellDifference = {
        row,
        rightRow,
        place: this.keys.length === 0 ? [] : placeOf(left, this.pairs, this.keys, 'at'),
        column: pair.column,
        left: one,
        right: two,
        absolute,
        relative,
        isBeyond,
        cells: { left, right },
      };
      const before = this.#worst.findIndex((other) => other.rank < rank);
      this.#worst.splice(before < 0 ? this.#worst.length : before, 0, { rank, cell });
      if (this.#worst.length > this.kept) this.#worst.pop();
    }
  }
}
