import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskFault } from '../errors.js';

/** A change takes milliseconds: whoever holds a lock for longer is dead, or was stopped in the middle. */
const STALE_AFTER_MS = 5_000;
const ASK_AGAIN_MS = 15;

/**
 * Waits until no other program changes a file, and keeps them off; makes its folder where there is none.
 * @returns lets them in again.
 * @throws the system's error where nothing can be written beside the file.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return async () => rm(lock, { force: true });
    } catch (cause) {
      if (diskFault(cause)?.code !== 'EEXIST') throw cause;
    }
    const since = await stat(lock).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > STALE_AFTER_MS) await rm(lock, { force: true });
    else await sleep(ASK_AGAIN_MS);
  }
}
