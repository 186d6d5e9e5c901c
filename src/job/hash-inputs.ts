import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { sha256Of } from '../own-files/sha256-of.js';
import { InputReader, isSmall } from './archive/input-content.js';
import type { JobInput, JobInputs } from './job-inputs.js';
import { openZip } from './zip-reader.js';

/** An input of a job with what proves its content. */
export interface HashedInput {
  /** Name in the archive of the job. */
  readonly name: string;
  readonly sizeBytes: number;
  /** SHA-256, hexadecimal, of the bytes that are sent; undefined where they changed since, or were never here. */
  readonly sha256: string | undefined;
}

/**
 * Tells every input of a job by the bytes that the engine is sent: of a job file with parameters from the command line
 * those of the text that was made of it.
 * @returns in the order of the archive.
 * @throws InputError where an input cannot be read; the reason of the signal.
 */
export async function hashInputs(inputs: JobInputs, signal?: AbortSignal): Promise<HashedInput[]> {
  const reader = new InputReader();
  try {
    const hashed: HashedInput[] = [];
    for (const input of inputs.files) {
      signal?.throwIfAborted();
      if (input.source.kind === 'directory') continue;
      hashed.push(
        input.path === inputs.iniPath
          ? await hashJobFile(inputs, input)
          : {
              name: input.name,
              sizeBytes: input.sizeBytes,
              sha256: await hashOf(reader, input, signal),
            },
      );
    }
    for (const { path } of inputs.leftToServer)
      hashed.push({ name: basename(path), sizeBytes: 0, sha256: undefined });
    return hashed;
  } finally {
    await reader.close();
  }
}

/** @returns the archive itself first, then what is in it. @throws Error where it is no zip; the reason of the signal. */
export async function hashArchive(
  {
    path,
    sizeBytes,
    changedMs,
  }: { readonly path: string; readonly sizeBytes: number; readonly changedMs: number },
  signal?: AbortSignal,
): Promise<HashedInput[]> {
  const sha256 = await sha256Of(path, signal);
  const after = await stat(path);
  const isSame = after.ctimeMs === changedMs && after.size === sizeBytes;
  const hashed: HashedInput[] = [{ name: basename(path), sizeBytes, sha256: isSame ? sha256 : undefined }];
  const zip = await openZip(path);
  try {
    for (const member of zip.members) {
      signal?.throwIfAborted();
      const content = createHash('sha256');
      for await (const chunk of await zip.open(member.name)) content.update(chunk as Buffer);
      hashed.push({ ...member, sha256: isSame ? content.digest('hex') : undefined });
    }
  } finally {
    zip.close();
  }
  return hashed;
}

async function hashJobFile(inputs: JobInputs, input: JobInput): Promise<HashedInput> {
  const text = inputs.iniOverridden ? Buffer.from(inputs.iniText) : undefined;
  const bytes =
    text ?? (input.source.kind === 'file' ? await readFile(input.source.path) : Buffer.from(inputs.iniText));
  const isSame = text !== undefined || (await isUnchanged(input));
  const sha256 = isSame ? createHash('sha256').update(bytes).digest('hex') : undefined;
  return { name: input.name, sizeBytes: bytes.length, sha256 };
}

async function hashOf(
  reader: InputReader,
  input: JobInput,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const sum = createHash('sha256');
  if (isSmall(input)) sum.update(reader.readSmall(input));
  else
    for await (const { data } of reader.blocks(input)) {
      signal?.throwIfAborted();
      sum.update(data);
    }
  return (await isUnchanged(input)) ? sum.digest('hex') : undefined;
}

/** The time of the last change of any kind is that of the walk, so these are the bytes that were sent. */
async function isUnchanged({ source, sizeBytes }: JobInput): Promise<boolean> {
  if (source.kind !== 'file') return true;
  const now = await stat(source.path);
  return now.ctimeMs === source.changedMs && now.size === sizeBytes;
}
