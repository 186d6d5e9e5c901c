import type { Context } from '../../context.js';
import { InterruptedError } from '../../errors.js';
import type { Printer } from '../../output/printer.js';
import type { StopSignal } from '../../system.js';
import { safeLine } from '../../views/safe-text.js';
import type { LiveBoard } from './live-board.js';

/** The world as one of several jobs sees it. */
export interface JobContext {
  readonly context: Context;
  /** What the job printed as its result, in order. */
  readonly lines: readonly string[];
  /** Hands a stop signal to whatever the job is doing. */
  interrupt(signal: StopSignal): void;
  /** To be called when the job has ended: the program's own signal outlives it. */
  release(): void;
}

/**
 * Makes the world of one of several jobs: its notes carry its name, its live line is a row of the board, its results wait
 * until it has ended, and a stop signal reaches what it is doing, not what its neighbours do.
 */
export function jobContext(base: Context, label: string, board: LiveBoard): JobContext {
  const listeners: ((signal: StopSignal) => void)[] = [];
  const stopping = new AbortController();
  const stopAlong = (): void => stopping.abort(base.stopped.reason);
  if (base.stopped.aborted) stopAlong();
  else base.stopped.addEventListener('abort', stopAlong, { once: true });
  const lines: string[] = [];
  const context: Context = {
    ...base,
    printer: jobPrinter(base.printer, label, board, lines),
    stopped: stopping.signal,
    interrupts: {
      take(listener) {
        listeners.push(listener);
        return () => {
          const place = listeners.indexOf(listener);
          if (place >= 0) listeners.splice(place, 1);
        };
      },
    },
  };
  return {
    context,
    lines,
    release: () => base.stopped.removeEventListener('abort', stopAlong),
    interrupt(signal) {
      const listener = listeners.at(-1);
      if (listener === undefined) stopping.abort(new InterruptedError('Interrupted.', signal));
      else listener(signal);
    },
  };
}

function jobPrinter(base: Printer, label: string, board: LiveBoard, lines: string[]): Printer {
  const named = (text: string): string => `${safeLine(label)}: ${text}`;
  return {
    ...base,
    line: (text) => void lines.push(text),
    note: (text) => base.note(named(text)),
    warn: (text) => base.warn(named(text)),
    live: async (text) => {
      await Promise.resolve();
      const row = board.row(named(text));
      return { ...row, update: (next) => row.update(named(next)) };
    },
  };
}
