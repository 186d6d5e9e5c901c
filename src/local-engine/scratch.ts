import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** What systems do to /tmp by custom; inputs of calculations may be large. */
const KEPT_MS = 10 * 24 * 60 * 60_000;

/** Removes the unpacked inputs (`USER/calc_N`) that nobody has touched for ten days. */
export async function sweepScratch(folder: string, nowMs: number): Promise<void> {
  for (const user of await readdir(folder, { withFileTypes: true })) {
    if (!user.isDirectory()) continue;
    const place = path.join(folder, user.name);
    for (const name of await readdir(place)) {
      const target = path.join(place, name);
      const { mtimeMs } = await stat(target);
      if (nowMs - mtimeMs > KEPT_MS) await rm(target, { recursive: true, force: true });
    }
  }
}
