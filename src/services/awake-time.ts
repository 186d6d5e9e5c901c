import type { Clock } from '../clock.js';

/** Time in which this machine was awake and looked: what passed while a laptop slept is nobody's silence. */
export interface AwakeTime {
  /**
   * Ends a step: ask after each try and after each pause.
   * @param longestStepMs what the step can have taken at most; a longer one was a sleep of the machine, or a clock
   * that was set, and does not count.
   * @returns milliseconds since the start or the last {@link AwakeTime.restart}.
   */
  elapsedMs(longestStepMs?: number): number;
  restart(): void;
}

/** No read that ends takes longer: connection, head and body have limits of their own (http/transport.ts). */
const LONGEST_READ_MS = 300_000;

/**
 * @returns a stopwatch that stands still while the machine sleeps and does not run back. The clock that no setting moves
 * stands still by itself on Linux and macOS; on Windows, and where a program was stopped, the long step tells.
 */
export function awakeTime(clock: Clock): AwakeTime {
  let elapsed = 0;
  const time = (): number => clock.elapsedMs?.() ?? clock.now();
  let last = time();
  return {
    elapsedMs(longestStepMs = LONGEST_READ_MS) {
      const now = time();
      const step = now - last;
      if (step > 0 && step <= longestStepMs) elapsed += step;
      last = now;
      return elapsed;
    },
    restart() {
      elapsed = 0;
      last = time();
    },
  };
}
