import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { diskFault, LocalEngineError } from '../errors.js';
import { takeLock } from '../own-files/file-lock.js';
import type { LocalEngineEvent } from './local-engine.js';
import { type Machine, throwIfStopped } from './machine.js';

type Watcher = (event: LocalEngineEvent) => void;

/** The longest that anything is done under such a lock: an installation over a slow line. */
const ELSEWHERE_MS = 2 * 60 * 60_000;

/**
 * Runs `work` while no other process of this machine runs under the same lock file. A lock whose holder is dead is
 * taken over; a living holder is waited for, and said so once.
 * @param purpose what is done under the lock, for those who wait: "installs engine 3.23.5".
 * @throws LocalEngineError when its folder cannot be written; InterruptedError when the user interrupts while waiting;
 * whatever `work` throws.
 */
export async function withLock<T>(
  file: string,
  purpose: string,
  machine: Pick<Machine, 'clock' | 'stopped'>,
  onEvent: Watcher,
  work: () => Promise<T>,
): Promise<T> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => refused(folder, error));
  const unlock = await takeLock(file, purpose, {
    clock: machine.clock,
    stopped: machine.stopped,
    goOn: () => throwIfStopped(machine.stopped),
    onHolder: (holder) =>
      onEvent({ kind: 'waiting-for-lock', holderPid: holder.pid, purpose: holder.purpose }),
    elsewhereMs: ELSEWHERE_MS,
  }).catch((error: unknown) => refused(folder, error));
  try {
    return await work();
  } finally {
    await unlock();
  }
}

/** The lock is the first file that is written in the cache or the data folder, so here one learns that it cannot be. */
function refused(folder: string, error: unknown): never {
  const fault = diskFault(error);
  if (fault === undefined) throw error;
  throw new LocalEngineError(`The folder ${folder} cannot be used: ${fault.reason}.`, {
    cause: error,
    hint: 'Name others with OPENQUAKE_CACHE_DIR (for the engine) and OPENQUAKE_DATA_DIR (for its results).',
    facts: { folder, code: fault.code },
  });
}
