import { openEngineCsv } from '../engine-csv.js';
import { chooseKeys } from './choose-keys.js';
import type { TableComparison, Tolerance } from './comparison.js';
import { cellsOf } from './held-rows.js';
import { LoneKeeper, tellLone } from './lone-rows.js';
import { pairNear } from './near-keys.js';
import { pairColumns } from './pair-columns.js';
import { partition } from './partitions.js';
import { shapeInWords } from './shape-words.js';
import { FileRows } from './table-rows.js';
import { Tally } from './tally.js';
import { type BothHeld, walk, type WalkTables } from './walk.js';

/** Rows by which columns are judged. */
const SAMPLED_ROWS = 1_000;
/** Rows in another order than on the other side that are kept in memory. */
const HELD_BYTES = 16 * 1024 ** 2;

/** How two tables are compared. */
export interface CompareOptions {
  readonly tolerance: Tolerance;
  /** How many of the worst cells are told; 10 by custom. */
  readonly worst?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of rows that may wait in memory for their counterpart; beyond them, files are used. */
  readonly heldBytes?: number | undefined;
  /**
   * Makes an empty folder for rows that memory has no room for; the caller removes it. Without one everything is kept in memory.
   */
  readonly makeFolder?: (() => Promise<string>) | undefined;
}

/**
 * Compares two csv of the engine, rows paired by what they are about (site, IMT, poe, asset, event, realization, tags ...) and
 * columns by name, in whatever order they stand. The line of the calculation above the names (version, date, checksum) is not
 * compared. Rows of one key are paired in their order; so are all rows of a table without keys.
 * Tables in the same order are walked through with no memory to speak of; of others, rows wait in memory up to a limit, then
 * both tables are laid into files by a hash of their keys.
 * @throws InputError with file and line where a table is broken; the system's error where a file cannot be read.
 */
export async function compareTablesByKeys(
  leftPath: string,
  rightPath: string,
  options: CompareOptions,
): Promise<TableComparison> {
  const [left, right] = [await openEngineCsv(leftPath), await openEngineCsv(rightPath)];
  const { pairs, pairing } = pairColumns(left.columns, right.columns);
  const [one, two] = [new FileRows(left, options.signal), new FileRows(right, options.signal)];
  try {
    const samples = { left: await one.sample(SAMPLED_ROWS), right: await two.sample(SAMPLED_ROWS) };
    const keys = chooseKeys(pairs, samples);
    const tally = new Tally(pairs, keys, options.tolerance, options.worst ?? 10);
    const sameLayout = left.columns.join('\n') === right.columns.join('\n');
    const tables: WalkTables = { pairs, keys, sameLayout, tally };
    const lone = new LoneKeeper();
    const limit = options.makeFolder === undefined ? Infinity : (options.heldBytes ?? HELD_BYTES);
    const walked = await walk(one, two, tables, limit);
    if (walked.overflow && options.makeFolder !== undefined) {
      const folder = await options.makeFolder();
      const parts = await partition(one, two, walked.held, keys, [leftPath, rightPath], folder);
      for (const part of parts) keepLone(lone, (await walk(part.left, part.right, tables, Infinity)).held);
    } else keepLone(lone, walked.held);
    const near = pairNear(lone.left.kept, lone.right.kept, keys);
    for (const [a, b] of near.pairs) tally.pair(cellsOf(a), cellsOf(b), a.row, b.row);
    const nearKeys = near.pairs.length;
    const told = (side: 'left' | 'right'): ReturnType<typeof tellLone> =>
      tellLone(side, near[side], lone[side].count - nearKeys, tables, [leftPath, rightPath], options.signal);
    const [onlyLeft, onlyRight] = [await told('left'), await told('right')];
    const shape = shapeInWords(pairing, onlyLeft, onlyRight, tally.rows);
    const isDifferent = tally.cellsBeyond > 0 || shape !== undefined;
    return {
      verdict: isDifferent ? 'different' : tally.cellsChanged + nearKeys > 0 ? 'close' : 'identical',
      keys: keys.map(({ column }) => column),
      rows: tally.rows,
      cellsChanged: tally.cellsChanged,
      cellsBeyond: tally.cellsBeyond,
      maxRelative: tally.maxRelative,
      worst: tally.worst,
      columns: pairing,
      onlyLeft,
      onlyRight,
      nearKeys,
      shape,
    };
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

function keepLone(lone: LoneKeeper, held: BothHeld): void {
  for (const side of ['left', 'right'] as const)
    for (const [, row] of held[side].drain()) lone[side].add(row);
}
