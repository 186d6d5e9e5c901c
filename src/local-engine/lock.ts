import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { diskFault, LocalEngineError } from '../errors.js';
import type { LocalEngineEvent } from './local-engine.js';
import { type Machine, throwIfStopped } from './machine.js';
import { findProcess, ownPid } from './process-table.js';

/** Who holds a lock, as written in its file. */
interface Holder {
  readonly pid: number;
  readonly began: string;
  readonly purpose: string;
}

/** A lock file without a whole holder in it for this long was left by a process that died while it wrote. */
const HALF_WRITTEN_MS = 5_000;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

type Watcher = (event: LocalEngineEvent) => void;

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
  machine: Pick<Machine, 'clock' | 'platform' | 'stopped'>,
  onEvent: Watcher,
  work: () => Promise<T>,
): Promise<T> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => refused(folder, error));
  const self = await findProcess(ownPid(), machine.platform);
  const mine: Holder = { pid: ownPid(), began: self?.began ?? '', purpose };
  let pauseMs = FIRST_PAUSE_MS;
  let said: number | undefined;
  while (!(await tryTake(file, mine))) {
    throwIfStopped(machine.stopped);
    const holder = await livingHolder(file, machine);
    if (holder === 'dead') {
      await breakLock(file, machine);
      continue;
    }
    if (holder !== 'writing' && holder !== 'gone' && holder.pid !== said) {
      said = holder.pid;
      onEvent({ kind: 'waiting-for-lock', holderPid: holder.pid, purpose: holder.purpose });
    }
    await machine.clock.sleep(pauseMs, machine.stopped);
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
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

/** Only one process can create a file that is not there. */
async function tryTake(file: string, holder: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(JSON.stringify(holder));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return refused(path.dirname(file), error);
  }
}

async function livingHolder(
  file: string,
  machine: Pick<Machine, 'clock' | 'platform'>,
): Promise<Holder | 'dead' | 'writing' | 'gone'> {
  let holder: Holder | undefined;
  try {
    const [text, facts] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    holder = readHolder(text);
    if (holder === undefined)
      return machine.clock.now() - facts.mtimeMs > HALF_WRITTEN_MS ? 'dead' : 'writing';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
  const row = await findProcess(holder.pid, machine.platform);
  return row !== undefined && row.began === holder.began ? holder : 'dead';
}

function readHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, began, purpose } = value as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== 'number' || typeof began !== 'string' || typeof purpose !== 'string') return undefined;
    return { pid, began, purpose };
  } catch {
    return undefined;
  }
}

/**
 * Removes the lock of a dead holder. Two waiters may find the same dead holder; without a lock of its own for the
 * removal the slower one would remove the lock that the faster one has just taken.
 */
async function breakLock(file: string, machine: Pick<Machine, 'clock' | 'platform'>): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await tryTake(breaking, { pid: ownPid(), began: '', purpose: 'breaks a dead lock' }))) {
    // Held for a few file operations only: an old one was left by a process that died just there.
    const age = await stat(breaking).then(
      (facts) => machine.clock.now() - facts.mtimeMs,
      () => 0,
    );
    if (age > HALF_WRITTEN_MS) await rm(breaking, { force: true });
    return;
  }
  try {
    if ((await livingHolder(file, machine)) === 'dead') await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}
