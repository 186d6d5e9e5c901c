import type { Clock } from '../../src/clock.js';

/** A clock that the test moves. Short sleeps pass by themselves in real moments; long ones wait for the hand. */
export interface ManualClock extends Clock {
  /** Moves the hand and wakes whoever slept until then. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** @param longMs from this length on a sleep waits for {@link ManualClock.advance}. */
export function manualClock(longMs: number): ManualClock {
  let nowMs = Date.UTC(2026, 0, 1);
  const sleepers = new Set<Sleeper>();
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
      for (const sleeper of sleepers) if (sleeper.untilMs <= nowMs) sleeper.wake();
    },
    async sleep(ms, signal) {
      if (signal?.aborted === true) return;
      if (ms < longMs) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return;
      }
      await new Promise<void>((resolve) => {
        const sleeper = {
          untilMs: nowMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      });
    },
  };
}
