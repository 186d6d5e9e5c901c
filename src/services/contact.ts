import type { Clock } from '../clock.js';
import { ServerError, UnreachableError } from '../errors.js';
import { backOffMs } from '../http/retry.js';

/** Told when the server stops answering, and when it answers again. */
export interface ContactEvents {
  lost(error: Error, retryInMs: number): void;
  back(): void;
}

/** Something that reads from a server through any number of disconnects. */
export interface Contact {
  /**
   * Repeats a read until it succeeds.
   * @throws UnreachableError when the server has not answered for the whole patience; whatever the read throws that
   * another try cannot mend; the reason of `signal` when it is aborted.
   */
  read<Value>(action: () => Promise<Value>): Promise<Value>;
}

/** @returns a contact that gives up after `patienceMs` of silence. */
export function keepContact(
  clock: Clock,
  patienceMs: number,
  events: ContactEvents,
  signal: AbortSignal | undefined,
): Contact {
  return {
    async read(action) {
      let silentSinceMs: number | undefined;
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        try {
          const value = await action();
          if (silentSinceMs !== undefined) events.back();
          return value;
        } catch (error) {
          if (signal?.aborted === true || !isPassing(error)) throw error;
          silentSinceMs ??= clock.now();
          if (clock.now() - silentSinceMs >= patienceMs) throw error;
          const waitMs = backOffMs(attempt);
          if (attempt === 1) events.lost(error, waitMs);
          await clock.sleep(waitMs, signal);
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
