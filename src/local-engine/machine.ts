import type { Clock } from '../clock.js';
import { InterruptedError } from '../errors.js';

/** What the embedded engine needs of the world outside. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Aborted when the user interrupts; children are ended then. */
  readonly stopped: AbortSignal;
  /**
   * Asks an engine server for its version, within a few seconds.
   * @returns undefined when nothing, or no engine, answers at `url` (e.g. `http://127.0.0.1:40123`).
   */
  readonly probe: (url: string) => Promise<string | undefined>;
}

/** @throws the reason of the interruption, when there was one. */
export function throwIfStopped(stopped: AbortSignal): void {
  if (!stopped.aborted) return;
  const reason: unknown = stopped.reason;
  // Without a reason of its own an aborted signal carries a DOMException, which is no error kind of ours.
  if (reason instanceof Error && !(reason instanceof DOMException)) throw reason;
  throw new InterruptedError('Interrupted.', 'SIGINT');
}
