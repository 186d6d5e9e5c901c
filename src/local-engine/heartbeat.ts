import type { Clock } from '../clock.js';

/**
 * Calls `beat` at intervals while `work` goes on, so that a silent wait shows life.
 * @param beat is given the milliseconds since the begin.
 */
export async function withHeartbeat<T>(
  clock: Clock,
  everyMs: number,
  beat: (elapsedMs: number) => void,
  work: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const began = clock.now();
  const beats = (async () => {
    for (;;) {
      await clock.sleep(everyMs, over.signal);
      if (over.signal.aborted) return;
      beat(clock.now() - began);
    }
  })();
  try {
    return await work;
  } finally {
    over.abort();
    await beats;
  }
}
