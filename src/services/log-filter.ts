import type { LogRow } from '../engine/types.js';
import { utcMs } from '../engine/utc-time.js';

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
  if (filter.sinceMs !== undefined && utcMs(row.time) < filter.sinceMs) return false;
  if (filter.pattern !== undefined && row.message.search(filter.pattern) < 0) return false;
  return filter.isAtLevel(row);
}
