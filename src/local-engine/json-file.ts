import { readFile, rename, writeFile } from 'node:fs/promises';
import { ownPid } from './process-table.js';

/** @returns what the file holds, or undefined when it is missing or was not written whole. */
export async function readJsonFile(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes beside the file and renames, so that a reader sees the old text or the new one, never half of it. */
export async function writeJsonFile(file: string, value: unknown): Promise<void> {
  const fresh = `${file}.${ownPid()}`;
  await writeFile(fresh, `${JSON.stringify(value, undefined, 2)}\n`);
  await rename(fresh, file);
}
