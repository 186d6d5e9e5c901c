import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.js';
import { diskFault, refusesLinks } from '../errors.js';
import { temporaryIn } from './leftovers.js';
import { type Owner, stateOf, thisOwner } from './owner.js';
import { forgetUnfinished } from './unfinished.js';

/** Who holds a lock, as written in its file. */
export interface Holder extends Owner {
  /** What is done under the lock, for those who wait. */
  readonly purpose: string;
  /** Tells this lock from the next one of the same process. */
  readonly nonce: string;
}

/** How a lock is waited for. */
export interface LockWait {
  readonly clock: Clock;
  /** Called before each look; what it throws ends the waiting. */
  readonly goOn?: () => void;
  /** Ends a pause early; `goOn` then says whether to go on. */
  readonly stopped?: AbortSignal | undefined;
  /** Told of each living holder once. */
  readonly onHolder?: (holder: Holder) => void;
  /** A living holder is waited for so long; for ever where it is undefined. */
  readonly patienceMs?: number | undefined;
  /** A lock of another machine, whose processes cannot be seen from here, is taken over when it is that old. */
  readonly elsewhereMs: number;
}

/** A living process does not let go of its lock. */
export class LockHeldError extends Error {
  constructor(readonly holder: Holder) {
    super(`process ${holder.pid} holds its lock (it ${holder.purpose})`);
  }
}

/** A lock file without a whole holder in it for this long was left by a process that died while it wrote. */
const HALF_WRITTEN_MS = 5_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/**
 * Takes a lock file, in a folder that exists. A lock whose holder is dead is taken over at once, a living holder is
 * waited for.
 * @returns lets the next one in.
 * @throws LockHeldError after the patience; Node's own error when the folder refuses; what `goOn` throws.
 */
export async function takeLock(file: string, purpose: string, wait: LockWait): Promise<() => Promise<void>> {
  const mine: Holder = { ...(await thisOwner()), purpose, nonce: randomBytes(8).toString('hex') };
  const { clock } = wait;
  const began = clock.now();
  let pauseMs = FIRST_PAUSE_MS;
  let said: string | undefined;
  while (!(await tryTake(file, mine))) {
    wait.goOn?.();
    const holder = await holderOf(file, wait);
    if (holder === 'dead') {
      await breakLock(file, mine, wait);
      continue;
    }
    if (typeof holder === 'object') {
      if (said !== holder.nonce) {
        said = holder.nonce;
        wait.onHolder?.(holder);
      }
      if (wait.patienceMs !== undefined && clock.now() - began > wait.patienceMs)
        throw new LockHeldError(holder);
    }
    // Of many that wait for a short work not all look at the same time.
    await clock.sleep(pauseMs * (0.5 + Math.random()), wait.stopped);
    pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS);
  }
  return async () => {
    // Not ours any more where it was taken over, e.g. from a machine that slept.
    if ((await readHolder(file))?.nonce === mine.nonce) await rm(file, { force: true });
  };
}

/** Only one process can give a file a name that is not there; it has its content from the first moment. */
async function tryTake(file: string, holder: Holder): Promise<boolean> {
  const text = JSON.stringify(holder);
  const draft = await temporaryIn(dirname(file));
  try {
    await writeNew(draft, text);
    await link(draft, file);
    return true;
  } catch (error) {
    if (diskFault(error)?.code === 'EEXIST') return false;
    if (!refusesLinks(error)) throw error;
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
    forgetUnfinished(draft);
  }
  try {
    await writeNew(file, text);
    return true;
  } catch (error) {
    if (diskFault(error)?.code === 'EEXIST') return false;
    throw error;
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

async function holderOf(
  file: string,
  { clock, elsewhereMs }: Pick<LockWait, 'clock' | 'elsewhereMs'>,
): Promise<Holder | 'dead' | 'writing' | 'gone'> {
  const facts = await stat(file).catch(() => undefined);
  if (facts === undefined) return 'gone';
  const ageMs = clock.now() - facts.mtimeMs;
  const holder = await readHolder(file);
  if (holder === undefined) return ageMs > HALF_WRITTEN_MS ? 'dead' : 'writing';
  const state = await stateOf(holder);
  return state === 'dead' || (state === 'elsewhere' && ageMs > elsewhereMs) ? 'dead' : holder;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, began, purpose, machine = '', nonce = '' } = value as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== 'number' || typeof began !== 'string' || typeof purpose !== 'string') return undefined;
    if (typeof machine !== 'string' || typeof nonce !== 'string') return undefined;
    return { pid, began, purpose, machine, nonce };
  } catch {
    return undefined;
  }
}

/**
 * Removes the lock of a dead holder. Two waiters may find the same dead holder; without a lock of its own for the
 * removal the slower one would remove the lock that the faster one has just taken.
 */
async function breakLock(file: string, mine: Holder, wait: LockWait): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await tryTake(breaking, mine))) {
    // Held for a few file operations only: a dead one was killed just there.
    if ((await holderOf(breaking, wait)) === 'dead') await rm(breaking, { force: true });
    return;
  }
  try {
    if ((await holderOf(file, wait)) === 'dead') await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}
