import { LOG_PAGE_ROWS } from '../engine/log.js';
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
  let known = 0;
  let beyond = Number.POSITIVE_INFINITY;
  let look = 0;
  while (known < beyond) {
    const page = await server.logPage(id, look, signal);
    if (page.length > 0) known = look + page.length;
    else beyond = look;
    if (page.length > 0 && page.length < LOG_PAGE_ROWS) return known;
    look = beyond === Number.POSITIVE_INFINITY ? known * 2 : known + Math.floor((beyond - known) / 2);
    if (look === 0) return 0;
  }
  return known;
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
  const count = await countLogRows(server, id, signal);
  let rows: NumberedRow[] = [];
  for (let end = count; end > 0 && rows.length < wanted; ) {
    const start = Math.max(0, end - LOG_PAGE_ROWS);
    const page = await server.logPage(id, start, signal);
    // Rows that came since the count are for whoever reads on from there.
    const numbered = page.slice(0, end - start).map((row, index) => ({ ordinal: start + index, row }));
    rows = [...numbered.filter(({ row }) => accepts(row)), ...rows];
    end = start;
  }
  return { rows: wanted === 0 ? [] : rows.slice(-wanted), count };
}
