import type { LogRow } from '../engine/types.js';
import { safeText } from './safe-text.js';

/**
 * A row as the engine prints it while it runs: `[2026-11-22 16:02:46 #19 INFO] message`, local time, whole seconds.
 * @param offsetMinutes how many minutes local time is ahead of UTC at a time; default: this machine's.
 */
export function runningLogLine(
  calculationId: number,
  row: LogRow,
  offsetMinutes: (time: Date) => number = (time) => -time.getTimezoneOffset(),
): string {
  const utc = new Date(`${row.time.slice(0, 19)}Z`);
  const shown = Number.isNaN(utc.getTime())
    ? row.time
    : new Date(utc.getTime() + offsetMinutes(utc) * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return `[${safeText(shown)} #${calculationId} ${safeText(row.level)}] ${safeText(row.message)}`;
}

/** A row as `--show-log` prints it: `[2026-11-22 15:56:36.79 #17 WARNING] process message`, UTC, two decimals. */
export function storedLogLine(calculationId: number, row: LogRow): string {
  const time = row.time.replace('T', ' ').slice(0, 22);
  return `[${safeText(time)} #${calculationId} ${safeText(row.level)}] ${safeText(row.process)} ${safeText(row.message)}`;
}

/** Levels in rising order; `warn` is the flag's word for the log's WARNING, `progress` an old one for INFO. */
const LEVELS: Readonly<Record<string, number>> = {
  debug: 10,
  progress: 20,
  info: 20,
  warn: 30,
  warning: 30,
  error: 40,
  critical: 50,
};

/** The words that name a level on the command line. */
export const LOG_LEVELS: readonly string[] = Object.keys(LEVELS);

/** Whether a row is at or above a level; an unknown level is always shown. */
export function isAtLevel(row: LogRow, level: string): boolean {
  return (LEVELS[row.level.toLowerCase()] ?? 100) >= (LEVELS[level] ?? 0);
}

/** A row for `--json`. */
export function logRowJson(row: LogRow): Record<string, string> {
  return { time: row.time, level: row.level, process: row.process, message: row.message };
}
