import { randomBytes } from 'node:crypto';
import { lstat, mkdir, opendir, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { MARK, ownerMark, stateOfMark } from './owner.js';
import { noteUnfinished } from './unfinished.js';

/** Every temporary file and folder of ours: whose it is stands in its name. */
const TEMPORARY = new RegExp(`^\\.?openquake-(?:[a-z]+-)?${MARK}-[A-Za-z0-9]{6,12}(?:\\.tmp)?$`);

/** A folder of temporary files may hold very many of others: the look must not hold up the work. */
const MOST_LOOKED_AT = 5_000;
const MOST_REMOVED = 100;

/** Whether a process on another machine lives cannot be known; what lies so long is not in use. */
const KEPT_ELSEWHERE_MS = 10 * 24 * 60 * 60_000;

/**
 * @param kind what it is for, a word in small letters that becomes part of its name.
 * @returns a path in the folder that nothing else has, for a file that is removed, or moved when it is whole.
 */
export async function temporaryIn(folder: string, kind?: string): Promise<string> {
  const word = kind === undefined ? '' : `${kind}-`;
  const path = join(folder, `.openquake-${word}${await ownerMark()}-${randomBytes(6).toString('hex')}.tmp`);
  noteUnfinished(path);
  return path;
}

/**
 * Makes a folder that is removed by whoever makes the next one there, should this process die.
 * @param prefix how its name begins: `openquake-` or `.openquake-`, and a word in small letters with a dash, if any.
 * @throws Node's own error when the parent refuses.
 */
export async function makeTemporaryFolder(parent: string, prefix = 'openquake-'): Promise<string> {
  // Not mkdtemp: the name must be known before the folder is there, or a program that is stopped just then leaves it.
  const folder = join(parent, `${prefix}${await ownerMark()}-${randomBytes(6).toString('hex')}`);
  noteUnfinished(folder);
  await mkdir(folder, { mode: 0o700 });
  await sweepLeftovers(parent);
  return folder;
}

const swept = new Set<string>();

/**
 * Removes what dead processes of this user have left in a folder; looks once in a process, and throws never. Takes
 * nothing but files and folders named as ours, of this user, whose process is dead; never a link.
 * @returns how many were removed.
 */
export async function sweepLeftovers(folder: string): Promise<number> {
  if (swept.has(folder)) return 0;
  swept.add(folder);
  let removed = 0;
  for (const name of await namesIn(folder, TEMPORARY)) {
    if (removed >= MOST_REMOVED) break;
    if (await isLeftover(folder, name)) {
      await rm(join(folder, name), { recursive: true, force: true }).then(
        () => (removed += 1),
        () => undefined,
      );
    }
  }
  return removed;
}

/**
 * Removes the files of a folder of ours that nobody has written to for so long; throws never.
 * @param name what the whole name must be. @param now milliseconds since the epoch.
 */
export async function sweepOld(folder: string, name: RegExp, now: number, keptMs: number): Promise<void> {
  for (const file of await namesIn(folder, name)) {
    const facts = await lstat(join(folder, file)).catch(() => undefined);
    if (facts?.isFile() !== true || now - facts.mtimeMs <= keptMs) continue;
    await rm(join(folder, file), { force: true }).catch(() => undefined);
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    let seen = 0;
    for await (const { name } of await opendir(folder)) {
      if (pattern.test(name)) names.push(name);
      if (++seen >= MOST_LOOKED_AT) break;
    }
  } catch {
    // A folder that cannot be read is left as it is.
  }
  return names;
}

async function isLeftover(folder: string, name: string): Promise<boolean> {
  const [, pid = '', machine = '', begin = ''] = TEMPORARY.exec(name) ?? [];
  const facts = await lstat(join(folder, name)).catch(() => undefined);
  if (facts === undefined || !(facts.isFile() || facts.isDirectory())) return false;
  const { uid } = userInfo();
  if (uid >= 0 && facts.uid !== uid) return false;
  const state = await stateOfMark(Number(pid), machine, begin);
  return state === 'dead' || (state === 'elsewhere' && Date.now() - facts.mtimeMs > KEPT_ELSEWHERE_MS);
}
