import type { Context } from '../../context.js';
import { StillRunningError } from '../../errors.js';
import type { LogSink } from './log-sink.js';
import { ROWS_AT_ONCE } from './show-log.js';

/** Whoever read the log in a pipe has closed it: how the calculation ends was not awaited. */
export class ReaderLeftError extends StillRunningError {
  /** Whether the server said before that the calculation has ended. */
  hasEnded = false;
}

/** Between two questions whether the log is still read; of a burst of rows it is asked once a thousand. */
const ASK_EVERY_MS = 200;

/** @returns what to ask after each row: whether anybody still takes them. */
export function readerOf(sink: LogSink, clock: Context['clock']): (ordinal: number) => Promise<boolean> {
  let askAtMs = clock.now();
  let askAtRow = 0;
  return async (ordinal) => {
    if (sink.isTaken === undefined || (clock.now() < askAtMs && ordinal < askAtRow)) return true;
    askAtMs = clock.now() + ASK_EVERY_MS;
    askAtRow = ordinal + ROWS_AT_ONCE;
    return sink.isTaken();
  };
}
