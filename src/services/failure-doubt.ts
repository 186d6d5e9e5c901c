import type { Clock } from '../clock.js';
import type { LogRow } from '../engine/types.js';
import { utcMs } from '../engine/utc-time.js';

/**
 * A server that starts marks as `failed` what ran before, although its process may live on, add rows and turn it
 * `complete` (seen with 3.23.5). Silence of the log for this long ends the doubt without an answer.
 */
export const DOUBT_MS = 120_000;
/** Whose log is older than this does not live on behind a `failed`, however long its tasks are silent. */
const DOUBTFUL_FOR_MS = 3_600_000;
/** How far the server's clock may be ahead of ours. */
const CLOCK_LEEWAY_MS = 300_000;

/** Whether the log of a calculation that says `failed` without a reason is so young that a restart may have written it. */
export function isRecent(row: LogRow | undefined, clock: Clock): boolean {
  if (row === undefined) return false;
  const ageMs = clock.now() - utcMs(row.time);
  return ageMs > -CLOCK_LEEWAY_MS && ageMs < DOUBTFUL_FOR_MS;
}
