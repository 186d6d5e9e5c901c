import { setTimeout as sleepTimer } from 'node:timers/promises';

/** Time as a value that is handed down, so that tests decide how fast it goes. */
export interface Clock {
  /** @returns milliseconds since the epoch. */
  now(): number;
  /**
   * @returns milliseconds since some moment, which no setting of the clock changes: for how long an answer took. Left out
   * where time passes in sleeps alone.
   */
  elapsedMs?(): number;
  /**
   * Waits `ms` milliseconds, or until `signal` is aborted.
   * @returns at once, without an error, when the signal is or becomes aborted: whoever waits looks at the signal.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock on the wall. */
export const wallClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await sleepTimer(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  },
};
