import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sweepLeftovers, temporaryIn } from './leftovers.js';
import { forgetUnfinished } from './unfinished.js';

/** Rights of a file that its owner alone may read and write. */
export const OWNER_ONLY = 0o600;

interface WriteOptions {
  /** Rights of the new file; by custom what the user's mask leaves. */
  readonly mode?: number | undefined;
  /** False for what may be lost with the power, such as a cache: the disk is not waited for. */
  readonly lasting?: boolean | undefined;
}

/**
 * Writes a text file whole or not at all: under a temporary name beside it, on the disk, then moved. A file of that
 * name is replaced; a link of that name is replaced too, never followed. Temporary files of processes that died
 * meanwhile are removed on the way.
 * @throws Node's own error when the folder refuses; nothing is left behind then.
 */
export async function writeWhole(path: string, text: string, options: WriteOptions = {}): Promise<void> {
  const { mode, lasting = true } = options;
  const temporary = await temporaryIn(dirname(path));
  try {
    // "wx" follows no link and takes no file that somebody else has laid there.
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text);
      if (lasting) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    forgetUnfinished(temporary);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  if (lasting) await syncFolder(dirname(path));
  await sweepLeftovers(dirname(path));
}

/** Writes a value as JSON, indented, as {@link writeWhole} does. */
export async function writeJson(path: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, undefined, 2)}\n`, options);
}

/**
 * Waits until the names in a folder are on the disk: a rename alone may be undone by a power cut. Systems that cannot
 * (Windows, some network disks) have no better way.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
