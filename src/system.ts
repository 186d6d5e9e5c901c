import type { Clock } from './clock.js';
import type { Streams } from './output/streams.js';

/** The signals that ask the program to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Where stop signals go: to whoever took them last, until it lets go. */
export interface Interrupts {
  /** @returns a function that lets go again. */
  take(listener: (signal: StopSignal) => void): () => void;
}

/** Everything outside the program that a run of it can touch, as values. Only context.ts makes the real one. */
export interface System {
  readonly streams: Streams;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The words that start this very program again: the interpreter, its options, the script. */
  readonly program: readonly string[];
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** Stops the process as Ctrl-Z does; resolves when the shell lets it go on. */
  suspend(): Promise<void>;
  /** Runs something when the process ends, also by an error. @returns a function that takes it back. */
  atExit(action: () => void): () => void;
  /** Aborted by a stop signal that nobody took; every request and child carries it. */
  readonly stopped: AbortSignal;
}
