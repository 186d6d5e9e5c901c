import { LOG_PAGE_ROWS, logPageRows } from '../engine/log.js';
import type { LogRow } from '../engine/types.js';
import { type LogSource, LogThread, type NumberedRow } from './log-thread.js';

/**
 * @returns the rows that a log holds now, from `start` on, page by page.
 * @throws LogContradictedError when a page does not continue the one before.
 */
export async function* storedRows(
  server: LogSource,
  id: number,
  start: number,
  signal?: AbortSignal,
): AsyncGenerator<NumberedRow, void, void> {
  const thread = new LogThread(server, id, start);
  for (;;) {
    const { rows, goesOn } = await thread.page(signal);
    yield* rows;
    if (!goesOn) return;
  }
}

/**
 * Counts the rows of a log in few calls, whatever its length: doubling, then halving. (`log/size` would say it, but
 * fails in every engine since 3.24.)
 */
export async function countLogRows(server: LogSource, id: number, signal?: AbortSignal): Promise<number> {
  return (await findEnd(server, id, signal)).count;
}

/** The last page that was read on the way to the end of a log: most logs have no other. */
interface LogEnd {
  readonly count: number;
  readonly page: readonly LogRow[];
  /** Ordinal of its first row. */
  readonly start: number;
}

async function findEnd(server: LogSource, id: number, signal: AbortSignal | undefined): Promise<LogEnd> {
  let last: LogEnd = { count: 0, page: [], start: 0 };
  let beyond = Number.POSITIVE_INFINITY;
  let look = 0;
  while (last.count < beyond) {
    const page = await server.logPage(id, look, signal);
    if (page.length > 0) last = { count: look + page.length, page, start: look };
    else beyond = look;
    if (page.length > 0 && page.length < LOG_PAGE_ROWS) return last;
    const { count } = last;
    look = beyond === Number.POSITIVE_INFINITY ? count * 2 : count + Math.floor((beyond - count) / 2);
    if (look === 0) return last;
  }
  return last;
}

/** The end of a log: the rows asked for, oldest first, and how many rows the log held then. */
export interface LogTail {
  readonly rows: readonly NumberedRow[];
  readonly count: number;
}

/** @returns the last `wanted` rows that `accepts` takes; pages are read from the end and no more than needed. */
export async function readLogTail(
  server: LogSource,
  id: number,
  wanted: number,
  accepts: (row: LogRow) => boolean,
  signal?: AbortSignal,
): Promise<LogTail> {
  const { count, page: lastPage, start: lastStart } = await findEnd(server, id, signal);
  const numberedFrom = (start: number, page: readonly LogRow[]): NumberedRow[] =>
    page.map((row, index) => ({ ordinal: start + index, row })).filter(({ row }) => accepts(row));
  /** The newest page first. */
  const pages = [numberedFrom(lastStart, lastPage)];
  let found = pages[0]?.length ?? 0;
  for (let end = lastStart, read = 0; end > 0 && found < wanted; ) {
    const start = Math.max(0, end - logPageRows(read));
    const page = await server.logPage(id, start, signal, end - start);
    const rows = numberedFrom(start, page.slice(0, end - start));
    pages.push(rows);
    found += rows.length;
    read += end - start;
    end = start;
  }
  return { rows: wanted === 0 ? [] : pages.reverse().flat().slice(-wanted), count };
}
