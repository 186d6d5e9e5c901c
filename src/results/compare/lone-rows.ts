import { splitCsvLine } from '../engine-csv.js';
import type { LoneRows } from './comparison.js';
import type { NumberedLine } from './held-rows.js';
import { placeOf, rowKey } from './row-key.js';
import { openTableLines } from './table-lines.js';
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
  readonly kept: NumberedLine[] = [];
  count = 0;

  add(line: NumberedLine): void {
    this.count += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push(line);
  }
}

/**
 * @param lines of those rows, as many as were kept.
 * @param paths of the left and the right table: they are read once more for how often the keys of the told rows come.
 */
export async function tellLone(
  side: 'left' | 'right',
  lines: readonly NumberedLine[],
  count: number,
  { pairs, keys }: WalkTables,
  paths: readonly [left: string, right: string],
  signal: AbortSignal | undefined,
): Promise<LoneRows> {
  if (count === 0) return { count, first: [] };
  const at = side === 'left' ? 'at' : 'to';
  const first = lines.toSorted((a, b) => a.row - b.row).slice(0, MOST_TOLD);
  const rows = first.map(({ line, row }) => {
    const cells = splitCsvLine(line);
    return { row, key: rowKey(cells, keys, at), place: placeOf(cells, pairs, keys, at) };
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
  const lines = await openTableLines(path, signal);
  try {
    do {
      for (let line = lines.take(); line !== undefined; line = lines.take()) {
        const key = rowKey(splitCsvLine(line), keys, side);
        if (wanted.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    } while (await lines.fill());
  } finally {
    lines.close();
  }
  return counts;
}
