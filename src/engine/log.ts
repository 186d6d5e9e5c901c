import type { Transport } from '../http/transport.js';
import { readJson } from './replies.js';
import type { LogRow } from './types.js';
import { logWire, tracebackWire } from './wire.js';

/** Rows asked for at once: few enough that a page is quick, many enough that a long log is not many calls. */
export const LOG_PAGE_ROWS = 1000;
/**
 * Rows asked for at once where a page was full. The server skips to a page by counting from the first row of the log,
 * 0.1 s for 1,000,000: pages of 1,000 would cost it five times the work of reading.
 */
const LONG_PAGE_ROWS = 10_000;

/** @returns how many rows to ask for behind `read` rows of a log that were read in one go. */
export function logPageRows(read: number): number {
  return read < LOG_PAGE_ROWS ? LOG_PAGE_ROWS : LONG_PAGE_ROWS;
}

/**
 * Reads up to `rows` rows from the 0-based ordinal `start`. Rows are only ever appended, so an ordinal
 * names the same row for ever. An unknown calculation has an empty log: ask for its status first.
 */
export async function readLogPage(
  transport: Transport,
  id: number,
  start: number,
  signal?: AbortSignal,
  rows = LOG_PAGE_ROWS,
): Promise<LogRow[]> {
  const path = `/v1/calc/${id}/log/${start}:${start + rows}`;
  const reply = await transport.send({ method: 'GET', path, answer: 'list', signal });
  const found = await readJson(reply, logWire, {
    baseUrl: transport.baseUrl,
    what: `the log of calculation ${id}`,
  });
  return found.map(([time, level, process, message]) => ({ time, level, process, message }));
}

/** @returns the lines of the traceback as far as the server finds it; several versions answer `[]` (see the log then). */
export async function readTraceback(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const reply = await transport.send({
    method: 'GET',
    path: `/v1/calc/${id}/traceback`,
    answer: 'list',
    signal,
  });
  return readJson(reply, tracebackWire, {
    baseUrl: transport.baseUrl,
    what: `the traceback of calculation ${id}`,
  });
}
