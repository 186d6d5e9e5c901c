import { cellsOf, HeldRows, keep } from './held-rows.js';
import type { ColumnPair } from './pair-columns.js';
import { keysReadTheSame, rowKey } from './row-key.js';
import { type RowSource, sameBytes, type TableRow } from './table-rows.js';
import type { Tally } from './tally.js';

/** What a walk knows of both tables. */
export interface WalkTables {
  readonly pairs: readonly ColumnPair[];
  readonly keys: readonly ColumnPair[];
  /** Whether the columns stand in the same order on both sides: equal bytes are equal rows then. */
  readonly sameLayout: boolean;
  readonly tally: Tally;
}

/** Rows that wait on either side. */
export interface BothHeld {
  readonly left: HeldRows;
  readonly right: HeldRows;
}

/**
 * Walks through two tables side by side and pairs their rows by key; rows that are out of step are held until their
 * counterpart comes, in the order in which they came where several have one key. Tables in the same order need no memory.
 * @param limitBytes of held rows.
 * @returns the rows without a counterpart; `overflow` where more had to be held, with what is held by then and the sources
 *   where they stand.
 */
export async function walk(
  left: RowSource,
  right: RowSource,
  tables: WalkTables,
  limitBytes: number,
): Promise<{ readonly held: BothHeld; readonly overflow: boolean }> {
  const held: BothHeld = { left: new HeldRows(), right: new HeldRows() };
  let [hasLeft, hasRight] = [true, true];
  for (;;) {
    let one = left.take();
    let two = right.take();
    while (one === undefined && hasLeft) {
      hasLeft = await left.fill();
      one = left.take();
    }
    while (two === undefined && hasRight) {
      hasRight = await right.fill();
      two = right.take();
    }
    if (one === undefined && two === undefined) return { held, overflow: false };
    if (one !== undefined && two !== undefined && inStep(one, two, tables, held)) continue;
    if (one !== undefined) settle(one, 'at', tables, held);
    if (two !== undefined) settle(two, 'to', tables, held);
    if (held.left.bytes + held.right.bytes > limitBytes) return { held, overflow: true };
  }
}

/** Pairs two rows that come at the same time, where nothing waits that could be meant instead. */
function inStep(one: TableRow, two: TableRow, tables: WalkTables, held: BothHeld): boolean {
  if (!held.left.isEmpty || !held.right.isEmpty) return false;
  const { keys, tally, sameLayout } = tables;
  if (sameLayout && sameBytes(one, two)) {
    tally.same();
    return true;
  }
  const [left, right] = [one.cells, two.cells];
  if (!keysReadTheSame(left, right, keys) && rowKey(left, keys, 'at') !== rowKey(right, keys, 'to'))
    return false;
  tally.pair(left, right, one.row, two.row);
  return true;
}

/** Pairs a row with the oldest of its key that waits on the other side, or has it wait. */
function settle(row: TableRow, side: 'at' | 'to', { keys, tally }: WalkTables, held: BothHeld): void {
  const { cells } = row;
  const key = rowKey(cells, keys, side);
  const [own, others] = side === 'at' ? [held.left, held.right] : [held.right, held.left];
  const other = others.release(key);
  if (other === undefined) own.hold(key, keep(row));
  else if (side === 'at') tally.pair(cells, cellsOf(other), row.row, other.row);
  else tally.pair(cellsOf(other), cells, other.row, row.row);
}
