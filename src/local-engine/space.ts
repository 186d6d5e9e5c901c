import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { LocalEngineError } from '../errors.js';
import type { Release } from './releases.js';

/** Room beyond the measured size: file systems round up, other platforms' wheels weigh more. */
const MARGIN_BYTES = 200 * 1024 ** 2;

/** @returns the bytes that must be free before an installation begins: the wheels lie beside the engine for a while. */
export function neededBytes(release: Release): number {
  return release.diskBytes + release.downloadBytes + MARGIN_BYTES;
}

/** @returns the bytes free to this user in the file system that holds the folder, which need not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      const facts = await statfs(place);
      return facts.bavail * facts.bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || place === path.dirname(place)) throw error;
    }
  }
}

/** @throws LocalEngineError when there is too little room for the release. */
export function checkSpace(release: Release, folder: string, free: number): void {
  const needed = neededBytes(release);
  if (free >= needed) return;
  throw new LocalEngineError(
    `Too little space for engine ${release.version}: it needs ${gigabytes(needed)} in ${folder}, ${gigabytes(free)} is free.`,
    {
      hint: 'Free some space, or point OPENQUAKE_CACHE_DIR at a roomier disk.',
      facts: { needed_bytes: needed, free_bytes: free },
    },
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
