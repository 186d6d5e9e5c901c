import { rmSync } from 'node:fs';

/** Temporary files and folders that this process makes, from before they are there until they are over. */
const unfinished = new Set<string>();

/** Notes a temporary path before it is made; to forget it is not needed, for what is gone is not removed again. */
export function noteUnfinished(path: string): void {
  unfinished.add(path);
}

/** What got its name, or was removed by its maker. */
export function forgetUnfinished(path: string): void {
  unfinished.delete(path);
}

/**
 * Removes what is unfinished at once, for a program that ends without waiting for anybody: a second Ctrl-C while the
 * first still tidies up. What was under way in another thread may come after it; the next program removes that.
 */
export function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // Whoever makes the next one there removes it.
    }
  }
  unfinished.clear();
}
