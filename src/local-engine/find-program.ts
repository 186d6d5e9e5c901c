import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Machine } from './machine.js';

/** @returns the full path of a program on PATH, as a shell would find it, or undefined. */
export async function findProgram(
  name: string,
  machine: Pick<Machine, 'env' | 'platform'>,
): Promise<string | undefined> {
  const names = machine.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (machine.env['PATH'] ?? machine.env['Path'] ?? '').split(path.delimiter);
  for (const folder of folders.filter((entry) => path.isAbsolute(entry))) {
    for (const candidate of names.map((entry) => path.join(folder, entry))) {
      try {
        await access(candidate, constants.X_OK);
        return candidate;
      } catch {
        // Not here; the next folder.
      }
    }
  }
  return undefined;
}
