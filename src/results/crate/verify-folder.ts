import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFault } from '../../errors.js';
import { CRATE_NAME } from './crate-facts.js';
import type { Entity } from './crate-graph.js';
import { filesOf, type NamedFile } from './read-crate.js';

/** How a file of a folder stands to its description. */
export type FileState =
  /** Size and SHA-256 are those described. */
  | 'same'
  | 'changed'
  | 'missing'
  /** It is there and not described. */
  | 'extra'
  /** The description names a place that is not in the folder, a link, or one file twice: it is not looked at. */
  | 'refused'
  /** The description has no checksum of it, or it cannot be read. */
  | 'unproven';

/** One file, and how it stands. */
export interface VerifiedFile {
  readonly name: string;
  readonly state: FileState;
  /** What is told beside the state, in words. */
  readonly detail?: string | undefined;
  /** As described. */
  readonly sizeBytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/** More are not listed as extra: such a folder is no export. */
const MOST_LISTED = 250_000;

/** What a program of ours that works there has under way: never a result. */
const WORKSHOP = /^\.openquake-/;

/**
 * Holds every file of a folder to its description: size and SHA-256 of each, what is missing, what is there beside. The
 * description may come from anybody: whatever it names, nothing outside of the folder is opened and no link is followed.
 * @param folder absolute.
 * @returns described files in the order of their names, then those that are extra.
 * @throws the system's error where the folder cannot be read; the reason of the signal.
 */
export async function verifyFolder(
  folder: string,
  graph: ReadonlyMap<string, Entity>,
  onBytes: (doneBytes: number) => void,
  signal?: AbortSignal,
): Promise<VerifiedFile[]> {
  const root = await realpath(folder);
  const files = filesOf(graph).toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const verified: VerifiedFile[] = [];
  const seen = new Set<string>();
  let doneBytes = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    const { name, id, sizeBytes, sha256 } = file;
    const why = refusal(name) ?? (seen.has(name) ? 'it is described twice' : undefined);
    seen.add(name);
    if (why !== undefined) {
      verified.push({ name: id, state: 'refused', detail: why });
      continue;
    }
    const found = await holdTo(root, file, signal);
    if (found.state === 'same') onBytes((doneBytes += sizeBytes ?? 0));
    verified.push({ name, sizeBytes, sha256, ...found });
  }
  for (const name of await filesIn(root, signal))
    if (!seen.has(name) && name !== CRATE_NAME) verified.push({ name, state: 'extra' });
  return verified;
}

/** @returns why a name of a description is no place in its folder. */
function refusal(name: string): string | undefined {
  if (name === CRATE_NAME) return 'a description cannot prove itself';
  if (/[\\\u0000-\u001f\u007f]/.test(name) || name.startsWith('/') || /^[A-Za-z]:/.test(name))
    return 'it names a place outside of the folder';
  const parts = name.split('/');
  if (parts.includes('..')) return 'it names a place outside of the folder';
  return parts.some((part) => part === '' || part === '.') ? 'it is no plain path' : undefined;
}

async function holdTo(
  root: string,
  { name, sizeBytes, sha256 }: NamedFile,
  signal: AbortSignal | undefined,
): Promise<Pick<VerifiedFile, 'state' | 'detail'>> {
  const parent = name.split('/').slice(0, -1);
  const place = join(root, ...parent);
  try {
    // A folder that is a link leads elsewhere, wherever that is.
    if ((await realpath(place)) !== place)
      return { state: 'refused', detail: 'a folder on its path is a link' };
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const file = await open(join(place, name.split('/').at(-1) ?? ''), flags);
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return { state: 'changed', detail: 'it is no file any more' };
      if (sizeBytes === undefined || sha256 === undefined)
        return { state: 'unproven', detail: 'its size or SHA-256 is not described' };
      if (facts.size !== sizeBytes)
        return { state: 'changed', detail: `${facts.size} bytes, described are ${sizeBytes}` };
      const sum = createHash('sha256');
      const chunks = file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 });
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        sum.update(chunk);
      }
      const found = sum.digest('hex');
      return found === sha256
        ? { state: 'same' }
        : { state: 'changed', detail: `SHA-256 ${found}, described is ${sha256}` };
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    if (['ENOENT', 'ENOTDIR'].includes(fault.code)) return { state: 'missing' };
    if (['ELOOP', 'EMLINK'].includes(fault.code)) return { state: 'refused', detail: 'it is a link' };
    return { state: 'unproven', detail: `it cannot be read: ${fault.reason}` };
  }
}

/** @returns every file below a folder, and what else is there but folders; no link is followed. */
async function filesIn(root: string, signal: AbortSignal | undefined): Promise<string[]> {
  const names: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal?.throwIfAborted();
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (WORKSHOP.test(entry.name)) continue;
      if (entry.isDirectory()) folders.push(name);
      else names.push(name);
      if (names.length > MOST_LISTED) return names.toSorted();
    }
  }
  return names.toSorted();
}
