import type { LogRow } from '../engine/types.js';

/** @returns when a row was logged, milliseconds since the epoch; NaN where the server's text is no time. */
export function loggedAtMs(row: LogRow): number {
  return Date.parse(`${row.time.slice(0, 23).replace(' ', 'T')}Z`);
}

/** Which rows of a log are wanted; each condition that is left out takes all. */
export interface LogFilter {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly sinceMs?: number | undefined;
  /** Found in the message. */
  readonly pattern?: RegExp | undefined;
  readonly isAtLevel: (row: LogRow) => boolean;
}

/** @returns whether a row meets every condition; a row without a readable time is never too old. */
export function wantsRow(filter: LogFilter, row: LogRow): boolean {
  if (filter.sinceMs !== undefined && loggedAtMs(row) < filter.sinceMs) return false;
  if (filter.pattern !== undefined && row.message.search(filter.pattern) < 0) return false;
  return filter.isAtLevel(row);
}
