import { resolve } from 'node:path';
import type { OpenFaulted } from './fault-excerpts.js';
import { JobDisk } from './job-disk.js';
import type { JobWalk } from './job-walk.js';

/**
 * @param walk knows the files of a job by the names that its faults call them, members of zips among them; any other
 * name is a path.
 * @param cwd where a relative path starts from.
 */
export function faultedFiles(cwd: string, walk?: JobWalk): OpenFaulted {
  const disk = walk?.disk ?? new JobDisk();
  const byName = new Map(walk?.files.map(({ found }) => [walk.shownFile(found), found]));
  return async (file) => {
    const found = byName.get(file) ?? (await disk.look(resolve(cwd, file)));
    return found === undefined || found.source.kind === 'directory' ? undefined : disk.chunks(found);
  };
}
