import { dirname, join, normalize, sep } from 'node:path';
import { withoutEndSlash } from './job-disk.js';
import type { Chain, JobWalk } from './job-walk.js';
import { nearestName } from '../near-names.js';

/** What to say of a file that is named and does not exist. */
export interface MissingFile {
  readonly message: string;
  readonly fix: string;
}

/** Notes that a named file does not exist, with the name most like it. */
export async function reportMissing(walk: JobWalk, path: string, name: string, chain: Chain): Promise<void> {
  const { message, fix } = await describeMissing(walk, path, name, chain);
  walk.fault(chain, message, fix);
}

/**
 * @param path where the file was looked for.
 * @param name how the job names it.
 */
export async function describeMissing(
  walk: JobWalk,
  path: string,
  name: string,
  chain: Chain,
): Promise<MissingFile> {
  const plain = withoutEndSlash(normalize(path));
  const key = chain.at(-1)?.key ?? '';
  if (name.includes('\n')) {
    const message = `${key} takes one file, and its value has ${name.split('\n').length} lines`;
    return { message, fix: 'write the name on the line of the key, and no second one' };
  }
  const message = `${key} names ${name}, and there is no ${walk.shown(plain)}`;
  if (sep === '/' && name.includes('\\')) return { message, fix: 'write / between folders, not \\' };
  const near = walk.suggests ? await nearestPath(walk, plain) : undefined;
  return {
    message,
    fix: near === undefined ? 'correct the name, or put the file there' : `there is ${near}`,
  };
}

/** The first part of the path that does not exist decides what is suggested. */
async function nearestPath(walk: JobWalk, path: string): Promise<string | undefined> {
  const folder = dirname(path);
  if (folder === path) return undefined;
  const exists = await walk.disk.look(folder).catch(() => undefined);
  if (exists === undefined) return nearestPath(walk, folder);
  const name = path.slice(join(folder, sep).length);
  // A link that leads nowhere stands there under the very name.
  const names = (await walk.disk.names(folder)).filter((other) => other !== name);
  const near = nearestName(name, names);
  return near === undefined ? undefined : walk.shown(join(folder, near));
}
