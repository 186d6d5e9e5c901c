import type { Calculation, LogRow } from './types.js';

/** How a calculation ended. */
export type Outcome = 'complete' | 'failed' | 'aborted';

const FINAL_STATUSES = new Set(['complete', 'shared', 'failed', 'aborted', 'deleted']);

/**
 * Whether a calculation has ended. A `created` one says `is_running: true` before it runs, and right after an abort
 * the status is final while the process still dies: both words count.
 */
export function hasEnded(calculation: Calculation): boolean {
  return FINAL_STATUSES.has(calculation.status) && !calculation.isRunning;
}

/** Whether a row is the one an engine writes when its process is killed; an aborted calculation ends as `failed`. */
export function tellsOfKill(row: LogRow): boolean {
  return row.message.includes('MasterKilled');
}

/** Whether a row says that something went wrong for good; a calculation that fails by itself ends with one. */
export function tellsOfError(row: LogRow): boolean {
  return row.level === 'ERROR' || row.level === 'CRITICAL';
}

/**
 * @param killed whether somebody asked for the abort, or the log tells of a kill: the status alone cannot say it.
 * @returns the outcome of a calculation that has ended.
 */
export function outcomeOf(calculation: Calculation, killed: boolean): Outcome {
  if (calculation.status === 'complete' || calculation.status === 'shared') return 'complete';
  return calculation.status === 'aborted' || killed ? 'aborted' : 'failed';
}
