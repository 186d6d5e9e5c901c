import { access, readFile, rename } from 'node:fs/promises';
import { diskFault } from '../errors.js';

/** What a file of ours holds: an object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a file of JSON that this program writes.
 * @returns undefined where there is none, `broken` where something else stands in it.
 * @throws Node's own error when it cannot be read.
 */
export async function readJson(path: string): Promise<JsonObject | 'broken' | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(diskFault(error)?.code ?? '')) return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : 'broken';
  } catch {
    return 'broken';
  }
}

/** @returns what a file holds that may be lost at any time, such as a cache; undefined for one of no use. */
export async function readCached(path: string): Promise<JsonObject | undefined> {
  const value = await readJson(path).catch(() => undefined);
  return value === 'broken' ? undefined : value;
}

/**
 * Moves a broken file out of the way, to `NAME.broken-TIME`, so that nothing is written over it.
 * @param now milliseconds since the epoch.
 * @returns where it lies now.
 * @throws Node's own error when the folder refuses.
 */
export async function setAside(path: string, now: number): Promise<string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const aside = `${path}.broken-${stamp}${count === 1 ? '' : `-${count}`}`;
    const isTaken = await access(aside).then(
      () => true,
      () => false,
    );
    if (isTaken) continue;
    await rename(path, aside);
    return aside;
  }
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
