import { randomBytes } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HEAD_BYTES } from '../engine/in-place.js';
import type { EngineServer } from '../engine/server.js';
import { diskFault } from '../errors.js';
import { sweepLeftovers, temporaryIn } from '../own-files/leftovers.js';
import type { JobInputs } from '../job/job-inputs.js';

/** Folders that are proven one by one; a job spread over more is uploaded. */
const MOST_FOLDERS = 64;
/** Heads that are compared: enough to hear of a server that may not read the files, few enough to cost nothing. */
const MOST_HEADS = 12;
/** Questions under way at once; an engine takes 45 ms for each. */
const AT_ONCE = 6;

type Asks = Pick<EngineServer, 'seesFile'>;

/**
 * Proves that the server sees the very folders that hold the inputs, not folders of the same names on its own disk: a
 * file of random bytes is written beside the inputs, asked for, and removed at once.
 * @returns undefined when it is proven, or why it is not.
 * @throws UnreachableError when the server does not answer.
 */
export async function whyOtherFolders(
  server: Asks,
  inputs: JobInputs,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const folders = [...new Set(filesOf(inputs).map(({ path }) => dirname(path)))];
  if (folders.length > MOST_FOLDERS) return `the inputs lie in more than ${MOST_FOLDERS} folders`;
  return firstOf(folders, async (folder) => whyOtherFolder(server, folder, signal));
}

async function whyOtherFolder(
  server: Asks,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const probe = await temporaryIn(folder, 'probe');
  const head = randomBytes(HEAD_BYTES);
  try {
    // Readable by all: the server may run as another user.
    await writeFile(probe, head, { flag: 'wx', mode: 0o644 });
    return (await server.seesFile(probe, head, signal))
      ? undefined
      : `the server does not see ${folder}, or may not read it`;
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    return `that the server sees ${folder} cannot be proven, for nothing can be written there: ${fault.reason}`;
  } finally {
    // What could not be written cannot be removed either, and is told above.
    await rm(probe, { force: true }).catch(() => undefined);
    await sweepLeftovers(folder);
  }
}

/**
 * Compares how the job file and the largest inputs begin. Alone it proves nothing about a server on another machine.
 * @returns undefined when the server can read them all, or which it cannot.
 * @throws UnreachableError when the server does not answer.
 */
export async function whyUnreadable(
  server: Asks,
  inputs: JobInputs,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const others = filesOf(inputs)
    .filter(({ path }) => path !== inputs.iniPath)
    .sort((left, right) => right.sizeBytes - left.sizeBytes)
    .map(({ path }) => path);
  const paths = [inputs.iniPath, ...others].slice(0, MOST_HEADS);
  return firstOf(paths, async (path) => {
    const head = await headOf(path);
    // What cannot be read here is for the packing to tell.
    if (head === undefined) return `${path} cannot be read`;
    return (await server.seesFile(path, head, signal)) ? undefined : `the server cannot read ${path}`;
  });
}

/** Asks several questions, a few at a time. @returns the first reason in the order of the items. */
async function firstOf(
  items: readonly string[],
  ask: (item: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const reasons = await Promise.all(items.slice(start, start + AT_ONCE).map(ask));
    const reason = reasons.find((answer) => answer !== undefined);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function filesOf(inputs: JobInputs): { path: string; sizeBytes: number }[] {
  return inputs.files.filter(({ source }) => source.kind === 'file');
}

async function headOf(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path).catch(() => undefined);
  try {
    const read = await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return read?.buffer.subarray(0, read.bytesRead);
  } finally {
    await file?.close();
  }
}
