import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cellsOf, keep, type KeptRow } from './held-rows.js';
import type { ColumnPair } from './pair-columns.js';
import { rowKey } from './row-key.js';
import type { RowSource } from './table-rows.js';
import type { BothHeld } from './walk.js';

/** Text of one part on one side, about: two of them are in memory at a time. */
const PART_BYTES = 4 * 1024 ** 2;
const MOST_PARTS = 256;
/** Text that waits in memory to be written, over all parts. */
const BUFFER_BYTES = 4 * 1024 ** 2;

/** What ends a row in a part; cells may hold line ends. */
const ROWS = '\u001f\n';

/** One part of both tables: rows whose keys have the same remainder. */
export interface Part {
  readonly left: RowSource;
  readonly right: RowSource;
}

/**
 * Lays the rows of two tables that are in quite another order into files by a hash of their keys, so that each pair of files
 * fits into memory. Rows of one key keep their order.
 * @param held what was held when memory ran out: these rows come first.
 * @param folder an empty one, which the caller removes.
 */
export async function partition(
  left: RowSource,
  right: RowSource,
  held: BothHeld,
  keys: readonly ColumnPair[],
  sizes: readonly [left: string, right: string],
  folder: string,
): Promise<readonly Part[]> {
  const bytes = await Promise.all(sizes.map(async (path) => (await stat(path)).size));
  const count = Math.min(MOST_PARTS, Math.max(2, Math.ceil(Math.max(...bytes) / PART_BYTES)));
  for (const [name, side, rows] of [
    ['left', 'at', left],
    ['right', 'to', right],
  ] as const) {
    const writer = new PartWriter(folder, name, count);
    for (const [key, row] of held[name].drain()) if (writer.add(key, row)) await writer.flush();
    do {
      for (let row = rows.take(); row !== undefined; row = rows.take())
        if (writer.add(rowKey(row.cells, keys, side), keep(row))) await writer.flush();
    } while (await rows.fill());
    await writer.flush();
  }
  return Array.from({ length: count }, (_, part) => ({
    left: readPart(join(folder, `left-${part}`)),
    right: readPart(join(folder, `right-${part}`)),
  }));
}

class PartWriter {
  readonly #texts: string[][];
  #waiting = 0;

  constructor(
    private readonly folder: string,
    private readonly name: string,
    count: number,
  ) {
    this.#texts = Array.from({ length: count }, () => []);
  }

  /** @returns whether so much waits that it should be written. */
  add(key: string, { text, row }: KeptRow): boolean {
    const written = `${row} ${text}${ROWS}`;
    this.#texts[hash(key) % this.#texts.length]?.push(written);
    this.#waiting += written.length;
    return this.#waiting > BUFFER_BYTES;
  }

  async flush(): Promise<void> {
    for (const [part, texts] of this.#texts.entries())
      if (texts.length > 0)
        await appendFile(join(this.folder, `${this.name}-${part}`), texts.splice(0).join(''));
    this.#waiting = 0;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

function readPart(path: string): RowSource {
  let rows: readonly string[] = [];
  let next = 0;
  let isRead = false;
  return {
    take: () => {
      const text = rows[next++];
      if (text === undefined || text === '') return undefined;
      const blank = text.indexOf(' ');
      const row = Number(text.slice(0, blank));
      return { row, cells: cellsOf({ row, text: text.slice(blank + 1) }), bytes: undefined };
    },
    fill: async () => {
      next = 0;
      rows = [];
      // No file: no row fell into it.
      if (!isRead && (await stat(path).catch(() => undefined)) !== undefined)
        rows = (await readFile(path, 'utf8')).split(ROWS);
      isRead = true;
      return rows.length > 0;
    },
  };
}
