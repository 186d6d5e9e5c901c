import { createReadStream } from 'node:fs';
import { splitCsvLine } from '../engine-csv.js';

/** A table read by lines, many at a time: the million rows of a ground motion field are not worth a promise each. */
export interface TableLines {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The line of the calculation above the names, without its `#`; undefined where there is none. */
  readonly comment: string | undefined;
  /** @returns the next line that is not blank; undefined where the lines at hand are used up: see {@link fill}. */
  take(): string | undefined;
  /** Reads on. @returns false at the end of the file. */
  fill(): Promise<boolean>;
  close(): void;
}

/** Bytes read at a time. */
const CHUNK = 256 * 1024;

/**
 * Opens a csv of the engine as {@link TableLines}: lines behind a leading `#`, a line of names, rows. Line ends within a cell are
 * not understood, for the engine writes none.
 * @throws the system's error where the file cannot be read, at once or while reading on.
 */
export async function openTableLines(path: string, signal?: AbortSignal): Promise<TableLines> {
  const input = createReadStream(path, {
    encoding: 'utf8',
    highWaterMark: CHUNK,
    ...(signal === undefined ? {} : { signal }),
  });
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<string>;
  let lines: string[] = [];
  let next = 0;
  let rest = '';
  let ended = false;
  const take = (): string | undefined => {
    while (next < lines.length) {
      const line = lines[next++];
      if (line !== undefined && line !== '' && line !== '\r')
        return line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    return undefined;
  };
  const fill = async (): Promise<boolean> => {
    while (!ended && next >= lines.length) {
      const chunk = await chunks.next();
      ended = chunk.done === true;
      lines = (rest + (chunk.done === true ? '' : chunk.value)).split('\n');
      rest = ended ? '' : (lines.pop() ?? '');
      next = 0;
    }
    return next < lines.length;
  };
  const first = async (): Promise<string> => {
    for (;;) {
      const line = take();
      if (line !== undefined) return line;
      if (!(await fill())) return '';
    }
  };
  let comment: string | undefined;
  let names = (await first()).replace(/^\uFEFF/, '');
  while (names.startsWith('#')) {
    comment ??= names.slice(1);
    names = await first();
  }
  return { columns: splitCsvLine(names), comment, take, fill, close: () => input.destroy() };
}
