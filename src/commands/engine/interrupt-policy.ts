import type { StopSignal } from '../../system.js';

/** What a stop signal means to a calculation that is being followed. */
export type InterruptAction =
  /** Say that we leave soon and that a second signal aborts. */
  | 'announce-detach'
  | 'abort'
  /** Leave at once, although an abort is under way. */
  | 'leave'
  /** Leave at once; nothing was asked of the calculation. */
  | 'detach'
  /** Go on with what is under way. */
  | 'go-on';

/** A second signal within this time means: abort. */
export const SECOND_SIGNAL_WITHIN_MS = 3_000;

/** Decides what each signal means. Once: detach; twice within three seconds: abort; once more: leave it to itself. */
export class InterruptPolicy {
  #firstAtMs: number | undefined;
  #aborting = false;
  /** The last signal that came. */
  lastSignal: StopSignal = 'SIGINT';

  constructor(readonly mode: 'detach' | 'abort') {}

  /** Whether an abort was asked for. */
  get aborting(): boolean {
    return this.#aborting;
  }

  /** @param nowMs when the signal came. */
  next(signal: StopSignal, nowMs: number): InterruptAction {
    this.lastSignal = signal;
    // A terminal that closes may send several, right after a Ctrl-C too: none of them is a second Ctrl-C.
    if (signal === 'SIGHUP' && this.#aborting) return 'go-on';
    if (signal === 'SIGHUP' && this.mode === 'detach') return 'detach';
    if (this.#aborting) return 'leave';
    const isSecond = this.#firstAtMs !== undefined && nowMs - this.#firstAtMs <= SECOND_SIGNAL_WITHIN_MS;
    if (this.mode === 'abort' || isSecond) {
      this.#aborting = true;
      return 'abort';
    }
    this.#firstAtMs = nowMs;
    return 'announce-detach';
  }
}
