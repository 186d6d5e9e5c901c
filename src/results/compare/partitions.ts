import { createReadStream } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { splitCsvLine } from '../engine-csv.js';
import type { NumberedLine } from './held-rows.js';
import type { ColumnPair } from './pair-columns.js';
import { rowKey } from './row-key.js';
import type { BothHeld, RowLines } from './walk.js';

/** Text of one part on one side, about: two of them are in memory at a time. */
const PART_BYTES = 12 * 1024 ** 2;
const MOST_PARTS = 256;
/** Text that waits in memory to be written, over all parts. */
const BUFFER_BYTES = 8 * 1024 ** 2;

/** One part of both tables: rows whose keys have the same remainder. */
export interface Part {
  readonly left: RowLines;
  readonly right: RowLines;
}

/**
 * Lays the rows of two tables that are in quite another order into files by a hash of their keys, so that each pair of files
 * fits into memory. Rows of one key keep their order.
 * @param held what was held when memory ran out: these rows come first.
 * @param folder an empty one, which the caller removes.
 */
export async function partition(
  left: RowLines,
  right: RowLines,
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
    for (const [key, line] of held[name].drain()) await writer.add(key, line);
    do {
      for (let line = rows.take(); line !== undefined; line = rows.take())
        await writer.add(rowKey(splitCsvLine(line.line), keys, side), line);
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

  async add(key: string, { line, row }: NumberedLine): Promise<void> {
    const text = `${row} ${line}\n`;
    this.#texts[hash(key) % this.#texts.length]?.push(text);
    this.#waiting += text.length;
    if (this.#waiting > BUFFER_BYTES) await this.flush();
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

function readPart(path: string): RowLines {
  let lines: NumberedLine[] = [];
  let next = 0;
  let isRead = false;
  return {
    take: () => lines[next++],
    fill: async () => {
      if (isRead) {
        lines = [];
        return false;
      }
      isRead = true;
      // No row fell into it.
      if ((await stat(path).catch(() => undefined)) === undefined) return false;
      for await (const text of createInterface({ input: createReadStream(path, 'utf8') })) {
        const blank = text.indexOf(' ');
        lines.push({ row: Number(text.slice(0, blank)), line: text.slice(blank + 1) });
      }
      next = 0;
      return lines.length > 0;
    },
  };
}
