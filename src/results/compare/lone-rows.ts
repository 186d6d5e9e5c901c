import { openEngineCsv } from '../engine-csv.js';
import type { LoneRows } from './comparison.js';
import { cellsOf, type KeptRow } from './held-rows.js';
import { placeOf, rowKey } from './row-key.js';
import { FileRows } from './table-rows.js';
import type { WalkTables } from './walk.js';

/** Rows that are kept to look for a near key. */
const MOST_KEPT = 20_000;
/** Rows that are told. */
const MOST_TOLD = 5;

/** Rows without a counterpart: all are counted, some kept. */
export class LoneKeeper {
  readonly left = new Side();
  readonly right = new Side();
}

class Side {
  readonly kept: KeptRow[] = [];
  count = 0;

  add(row: KeptRow): void {
    this.count += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push(row);
  }
}

/**
 * @param kept of those rows, as many as were kept.
 * @param paths of the left and the right table: they are read once more for how often the keys of the told rows come.
 */
export async function tellLone(
  side: 'left' | 'right',
  kept: readonly KeptRow[],
  count: number,
  { pairs, keys }: WalkTables,
  paths: readonly [left: string, right: string],
  signal: AbortSignal | undefined,
): Promise<LoneRows> {
  if (count === 0) return { count, first: [] };
  const at = side === 'left' ? 'at' : 'to';
  const first = kept.toSorted((a, b) => a.row - b.row).slice(0, MOST_TOLD);
  const rows = first.map((one) => {
    const cells = cellsOf(one);
    return { row: one.row, key: rowKey(cells, keys, at), place: placeOf(cells, pairs, keys, at) };
  });
  if (keys.length === 0)
    return { count, first: rows.map(({ row }) => ({ row, place: [], here: 1, there: 0 })) };
  const wanted = new Set(rows.map(({ key }) => key));
  const [inLeft, inRight] = [
    await countKeys(paths[0], 'at', keys, wanted, signal),
    await countKeys(paths[1], 'to', keys, wanted, signal),
  ];
  const [here, there] = side === 'left' ? [inLeft, inRight] : [inRight, inLeft];
  return {
    count,
    first: rows.map(({ row, key, place }) => ({
      row,
      place,
      here: here.get(key) ?? 0,
      there: there.get(key) ?? 0,
    })),
  };
}

async function countKeys(
  path: string,
  side: 'at' | 'to',
  keys: WalkTables['keys'],
  wanted: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const rows = new FileRows(await openEngineCsv(path), signal);
  try {
    do {
      for (let row = rows.take(); row !== undefined; row = rows.take()) {
        const key = rowKey(row.cells, keys, side);
        if (wanted.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    } while (await rows.fill());
  } finally {
    await rows.close();
  }
  return counts;
}
