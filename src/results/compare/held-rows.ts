import type { TableRow } from './table-rows.js';

/** A row that is kept: its cells as one text, for a million texts of their own take ten times the room. */
export interface KeptRow {
  readonly row: number;
  readonly text: string;
}

/** What stands between cells of a kept row; no table has it. */
const CELLS = '\u001e';

/** @returns the row to keep. */
export function keep({ row, cells }: TableRow): KeptRow {
  return { row, text: cells.join(CELLS) };
}

/** @returns the cells of a kept row. */
export function cellsOf({ text }: KeptRow): readonly string[] {
  return text.split(CELLS);
}

interface Queue {
  readonly rows: KeptRow[];
  next: number;
}

/** Bytes that a held row costs beside its text, about. */
const OVERHEAD = 160;

/** Rows of one table that wait for their counterpart, by key; those of one key leave in the order in which they came. */
export class HeldRows {
  readonly #byKey = new Map<string, KeptRow | Queue>();
  /** Rough size in memory. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  hold(key: string, row: KeptRow): void {
    this.bytes += row.text.length + key.length + OVERHEAD;
    const there = this.#byKey.get(key);
    if (there === undefined) this.#byKey.set(key, row);
    else if ('rows' in there) there.rows.push(row);
    else this.#byKey.set(key, { rows: [there, row], next: 0 });
  }

  /** @returns the oldest row of a key, which is no longer held. */
  release(key: string): KeptRow | undefined {
    const there = this.#byKey.get(key);
    if (there === undefined) return undefined;
    const row = 'rows' in there ? there.rows[there.next++] : there;
    if (!('rows' in there) || there.next >= there.rows.length) this.#byKey.delete(key);
    this.bytes -= (row?.text.length ?? 0) + key.length + OVERHEAD;
    return row;
  }

  /** Gives up every row, those of one key in their order. */
  *drain(): Generator<readonly [string, KeptRow]> {
    for (const [key, there] of this.#byKey) {
      if ('rows' in there) for (const row of there.rows.slice(there.next)) yield [key, row];
      else yield [key, there];
    }
    this.#byKey.clear();
    this.bytes = 0;
  }
}
