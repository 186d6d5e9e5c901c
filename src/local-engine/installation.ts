import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { readCached } from '../own-files/read-json.js';
import { writeJson } from '../own-files/write-whole.js';
import { type Folders, installationFiles, venvPython } from './folders.js';
import type { InstalledEngine } from './local-engine.js';
import type { Machine } from './machine.js';
import { findProcess, groupOf, sendSignal } from '../process-table.js';

/** Time for the system to clear away an installer that was killed. */
const KILL_MS = 5_000;

/** @returns the engine of that version, if it lies there complete. */
export async function findInstalled(
  folders: Folders,
  version: string,
  platform: NodeJS.Platform,
): Promise<(InstalledEngine & { readonly python: string }) | undefined> {
  const { folder, marker } = installationFiles(folders, version);
  const facts = await readCached(marker);
  if (facts?.['version'] !== version) return undefined;
  const python = venvPython(folder, platform);
  // The interpreter is a link: a Python that was removed or upgraded since leaves an engine that cannot start.
  const works = await stat(python).then(
    () => true,
    () => false,
  );
  if (!works) return undefined;
  const sizeBytes = facts['size_bytes'];
  return { version, folder, python, sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : undefined };
}

/** @returns every complete engine in the cache folder. */
export async function listInstalled(
  folders: Folders,
  platform: NodeJS.Platform,
): Promise<readonly InstalledEngine[]> {
  const names = await readdir(folders.engines).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
      .sort()
      .map(async (name) => findInstalled(folders, name, platform)),
  );
  return found
    .filter((engine) => engine !== undefined)
    .map(({ version, folder, sizeBytes }) => ({ version, folder, sizeBytes }));
}

/** Says that the engine is complete; before that the folder counts as half an engine. */
export async function markInstalled(
  folders: Folders,
  version: string,
  facts: Readonly<Record<string, string | number>>,
): Promise<void> {
  await writeJson(installationFiles(folders, version).marker, { version, ...facts });
}

/** Notes which process installs, for a later run that finds this one dead. */
export async function noteInstaller(
  folders: Folders,
  version: string,
  pid: number,
  platform: NodeJS.Platform,
): Promise<void> {
  const row = await findProcess(pid, platform);
  await writeJson(installationFiles(folders, version).installing, { pid, began: row?.began ?? '' });
}

/**
 * Removes all that belongs to a version except its install log: a complete engine, or the half of one with the
 * installer that may still write to it (a run that was killed leaves its installer alive).
 */
export async function removeInstallation(
  folders: Folders,
  version: string,
  machine: Pick<Machine, 'platform' | 'clock'>,
): Promise<void> {
  const files = installationFiles(folders, version);
  await endInstaller(files.installing, machine);
  // Without its marker the folder is no engine, even if the removal is cut short.
  for (const target of [files.marker, files.folder, files.scratch, files.installing]) {
    await rm(target, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function endInstaller(note: string, machine: Pick<Machine, 'platform' | 'clock'>): Promise<void> {
  const noted = await readCached(note);
  const pid = noted?.['pid'];
  if (typeof pid !== 'number') return;
  const until = machine.clock.now() + KILL_MS;
  while (machine.clock.now() < until) {
    const row = await findProcess(pid, machine.platform);
    if (row === undefined || row.began !== noted?.['began']) return;
    sendSignal(pid, 'SIGKILL', groupOf(machine.platform));
    await machine.clock.sleep(20);
  }
}

/** @returns the bytes of all files in a folder; links are not followed. */
export async function folderSize(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) total += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return total;
}
