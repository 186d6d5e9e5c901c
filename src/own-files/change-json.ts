import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { wallClock } from '../clock.js';
import { diskFault } from '../errors.js';
import { LockHeldError, takeLock } from './file-lock.js';
import { type JsonObject, readJson } from './read-json.js';
import { writeJson } from './write-whole.js';

/**
 * A change takes milliseconds: a living process that holds the lock for so long was stopped in the middle. The lock of
 * another machine, which shares the folder with this one, is taken over after the same time.
 */
const PATIENCE_MS = 30_000;

interface ChangeOptions {
  /** Rights of the file; by custom those it has. */
  readonly mode?: number | undefined;
  /** Whether a link of that name is followed: settings may be linked from elsewhere, secrets may not. */
  readonly followsLink?: boolean | undefined;
}

/**
 * Replaces a file of JSON as a whole by what `edit` makes of it, and makes its folder where there is none. Programs that
 * change it at the same time wait for one another, so no change is lost.
 * @param edit is given what {@link readJson} returns; nothing is written where it returns undefined.
 * @throws LockHeldError; Node's own error when the folder refuses; what `edit` throws.
 */
export async function changeJson(
  path: string,
  edit: (value: JsonObject | 'broken' | undefined) => Promise<JsonObject | undefined>,
  { mode, followsLink = false }: ChangeOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const wait = { clock: wallClock, patienceMs: PATIENCE_MS, elsewhereMs: PATIENCE_MS };
  const unlock = await takeLock(`${path}.lock`, 'writes', wait);
  try {
    const value = await edit(await readJson(path));
    if (value === undefined) return;
    const target = followsLink ? await realpath(path).catch(() => path) : path;
    const facts = await stat(target).catch(() => undefined);
    await writeJson(target, value, { mode: mode ?? (facts && facts.mode & 0o777) });
  } finally {
    await unlock();
  }
}

/** @returns why a file could not be changed, in words; undefined for an error that the system did not make. */
export function whyUnchanged(error: unknown): string | undefined {
  return error instanceof LockHeldError ? error.message : diskFault(error)?.reason;
}
