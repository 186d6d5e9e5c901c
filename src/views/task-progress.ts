import type { LogRow } from '../engine/types.js';
import { safeLine } from './safe-text.js';

/** How far a kind of task is, as the engine's log tells it. */
export interface TaskProgress {
  readonly task: string;
  /** 0 to 100. */
  readonly percent: number;
  /** e.g. `10 submitted, 0 queued`. */
  readonly detail: string;
}

/**
 * @returns the progress that a row tells, e.g. `classical  50% [10 submitted, 0 queued]`; undefined for any other row,
 * also for one that merely speaks of a percentage: it must not vanish into the bar.
 */
export function taskProgressOf(row: LogRow): TaskProgress | undefined {
  const match = /^\s*(\S+)\s+(\d{1,3})%\s*\[(.*)\]\s*$/.exec(row.message);
  if (match === null) return undefined;
  const percent = Number(match[2]);
  if (percent > 100) return undefined;
  return { task: match[1] ?? '', percent, detail: match[3] ?? '' };
}

/** `classical  50% ██████░░░░░░ 10 submitted, 0 queued`; `width` is that of the bar, in columns. */
export function progressBar(progress: TaskProgress, width: number): string {
  const filled = Math.round((progress.percent / 100) * width);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  return safeLine(
    `${progress.task} ${String(progress.percent).padStart(3)}% ${bar} ${progress.detail}`,
  ).trimEnd();
}
