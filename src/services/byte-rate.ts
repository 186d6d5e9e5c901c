/** Shorter than this and the steps of disk and network show, not their speed. */
const STEP_MS = 250;
/** What was longer ago than this counts for little. */
const MEMORY_MS = 3000;

/** How fast bytes go, smoothed: an exponential mean over the last seconds. */
export class ByteRate {
  #last: { readonly bytes: number; readonly ms: number } | undefined;
  #bytesPerSecond: number | undefined;

  /**
   * @param doneBytes how many bytes are done by now; fewer than before means that something else has begun.
   * @returns bytes per second; undefined as long as there is nothing to tell it from.
   */
  at(doneBytes: number, nowMs: number): number | undefined {
    const last = this.#last;
    if (last === undefined || doneBytes < last.bytes) {
      this.#last = { bytes: doneBytes, ms: nowMs };
      this.#bytesPerSecond = undefined;
      return undefined;
    }
    const elapsedMs = nowMs - last.ms;
    if (elapsedMs < STEP_MS) return this.#bytesPerSecond;
    const now = ((doneBytes - last.bytes) * 1000) / elapsedMs;
    const before = this.#bytesPerSecond ?? now;
    this.#bytesPerSecond = before + (now - before) * (1 - Math.exp(-elapsedMs / MEMORY_MS));
    this.#last = { bytes: doneBytes, ms: nowMs };
    return this.#bytesPerSecond;
  }
}
