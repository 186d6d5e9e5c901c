import type { Clock } from '../clock.js';
import { ServerError, UnreachableError } from '../errors.js';
import { type AwakeTime, awakeTime } from './awake-time.js';
import { LogContradictedError } from './log-thread.js';
import type { PollPace } from './poll-pace.js';

/** Told when the server stops answering, and when it answers again. */
export interface ContactEvents {
  lost(error: Error, retryInMs: number): void;
  back(): void;
}

/** Something that reads from a server through any number of disconnects. */
export interface Contact {
  /**
   * Repeats a read until it succeeds.
   * @throws UnreachableError when the server has not answered for the whole patience, or has contradicted itself for a
   * minute; whatever the read throws that another try cannot mend; the reason of `signal` when it is aborted.
   */
  read<Value>(action: () => Promise<Value>): Promise<Value>;
}

/** A stale page lives in a cache no longer than this; a database that was replaced stays so. */
const CONTRADICTED_MS = 60_000;
/** How late a timer may be on a machine that is awake but busy. */
const LATE_TIMER_MS = 30_000;

/**
 * @param pace is told how quick the server is, and says when to try again.
 * @returns a contact that gives up after `patienceMs` of silence; time that this machine slept is not counted.
 */
export function keepContact(
  clock: Clock,
  pace: Pick<PollPace, 'answered' | 'failed'>,
  patienceMs: number,
  events: ContactEvents,
  signal: AbortSignal | undefined,
): Contact {
  return {
    async read(action) {
      let silence: AwakeTime | undefined;
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        const askedMs = clock.elapsedMs?.() ?? 0;
        try {
          const value = await action();
          pace.answered((clock.elapsedMs?.() ?? 0) - askedMs);
          if (silence !== undefined) events.back();
          return value;
        } catch (error) {
          if (signal?.aborted === true || !isPassing(error)) throw error;
          silence ??= awakeTime(clock);
          const limitMs =
            error instanceof LogContradictedError ? Math.min(patienceMs, CONTRADICTED_MS) : patienceMs;
          const leftMs = limitMs - silence.elapsedMs();
          if (leftMs <= 0) throw error;
          // Who is told to come back later than patience lasts still asks once more before giving up.
          const waitMs = Math.min(pace.failed(error, attempt), Math.max(leftMs, 1));
          if (attempt === 1) events.lost(error, waitMs);
          await clock.sleep(waitMs, signal);
          silence.elapsedMs(waitMs + LATE_TIMER_MS);
        }
      }
    },
  };
}

/**
 * Whether a read that failed so may succeed when repeated: no answer, a proxy's apology, a server in the middle of a
 * restart (which may answer with another page or a crash), but neither a missing calculation nor a login.
 */
function isPassing(error: unknown): error is Error {
  return error instanceof UnreachableError || error instanceof ServerError;
}
