import { open } from 'node:fs/promises';
import type { CsvBatch } from './csv/csv-batch.js';
import { csvFault } from './csv/csv-fault.js';
import { type EngineComment, readEngineComment } from './csv/engine-comment.js';
import { readBatches } from './csv/read-blocks.js';

/** A table that the engine exported. */
export interface EngineCsv {
  readonly path: string;
  /** What stands in the comment above the names; empty where there is none. */
  readonly comment: EngineComment;
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The 1-based line that the names stand on. */
  readonly namesLine: number;
  /**
   * Reads the rows from the first on, as often as it is called. A batch holds until the next is asked for.
   * @throws InputError with file and line where a row is broken; the system's error where the file cannot be read.
   */
  batches(signal?: AbortSignal): AsyncGenerator<CsvBatch, void, void>;
}

const HEAD_BYTES = 64 * 1024;
/** Comments of disaggregations hold every edge of every bin: some kilobytes. */
const LONGEST_HEAD_BYTES = 16 * 1024 * 1024;
const [LF, HASH] = [0x0a, 0x23];
const BOM = Buffer.from('\uFEFF');

/**
 * Opens a csv of the engine: lines that begin with `#` (version, date, checksum and parameters of the calculation, behind as many
 * commas as there are columns), a line of names, then the rows; lines end in CR LF (seen on 3.23.5 and 3.26.2). Nothing stays open.
 * @throws InputError where no line of names is found; the system's error where the file cannot be read.
 */
export async function openEngineCsv(path: string): Promise<EngineCsv> {
  const head = await readHead(path);
  let at = head.subarray(0, 3).equals(BOM) ? BOM.length : 0;
  let line = 1;
  let comment: EngineComment = new Map();
  const lineEnd = (from: number): number => {
    const end = head.indexOf(LF, from);
    return end < 0 ? head.length : end + 1;
  };
  for (; head[at] === HASH; line += 1) {
    const end = lineEnd(at);
    const cells = splitLine(head.subarray(at + 1, end));
    if (comment.size === 0) comment = readEngineComment(cells.filter((cell) => cell !== '').join(','));
    at = end;
  }
  const end = lineEnd(at);
  const columns = splitLine(head.subarray(at, end));
  if (columns.every((name) => name === ''))
    throw csvFault(
      path,
      line,
      'no line with the names of columns is found',
      'is this a table of the engine?',
    );
  const from = { byte: end, line: line + 1 };
  return {
    path,
    comment,
    columns,
    namesLine: line,
    batches: (signal) => readBatches(path, columns, from, signal),
  };
}

/** RFC 4180 but for line ends within a cell, which the engine does not write there. */
function splitLine(bytes: Buffer): string[] {
  const cells: string[] = [];
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  const cell = /,(?:"([^"]*(?:""[^"]*)*)"|([^,]*))/g;
  for (const [, quoted, bare = ''] of `,${text}`.matchAll(cell))
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
  return cells;
}

/** @returns the comments and the line of names, and maybe more. */
async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    for (let room = HEAD_BYTES; ; room *= 4) {
      const bytes = Buffer.allocUnsafe(room);
      const { bytesRead } = await file.read(bytes, 0, room, 0);
      const head = bytes.subarray(0, bytesRead);
      if (bytesRead < room || holdsNames(head)) return head;
      if (room >= LONGEST_HEAD_BYTES)
        throw csvFault(path, 1, 'no line ends within the first 16 MB', 'is this a table of the engine?');
    }
  } finally {
    await file.close();
  }
}

function holdsNames(head: Buffer): boolean {
  let at = head.subarray(0, 3).equals(BOM) ? BOM.length : 0;
  for (;;) {
    const end = head.indexOf(LF, at);
    if (end < 0) return false;
    if (head[at] !== HASH) return true;
    at = end + 1;
  }
}
