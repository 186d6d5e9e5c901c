import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFault, InputError, LocalFileError } from '../../errors.js';
import { sweepLeftovers, temporaryIn } from '../../own-files/leftovers.js';
import { ArchiveOutput } from './archive-output.js';
import { requireSpace } from './archive-space.js';
import type { JobInputs } from '../job-inputs.js';
import { reasonOf } from '../job-walk.js';
import { packInputs } from './pack-inputs.js';
import { ZipWriter } from './zip-writer.js';

/** What was written. */
export interface WrittenArchive {
  readonly path: string;
  readonly sizeBytes: number;
  readonly entries: number;
  /**
   * SHA-256 of the archive, in lower-case hex: the same inputs give the same bytes, hence the same hash. Where everything
   * went below a folder that of its contents, which does not know the folder.
   */
  readonly sha256: string;
}

/** How far packing is, in bytes of the inputs. */
export interface ArchiveProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What of a job goes into its archive. */
export type PackedInputs = Pick<JobInputs, 'files' | 'totalBytes' | 'iniPath' | 'iniText' | 'iniOverridden'>;

export interface ArchiveOptions {
  /** Folder in the archive below which every entry goes; none by default. */
  readonly folder?: string | undefined;
  /** Text to pack in place of the job file; default: what the walk says. */
  readonly iniOverride?: string | undefined;
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
  /** How many blocks of large files may be packed at the same time; the bytes are the same. Default: see packInputs. */
  readonly blocksUnderWay?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Packs a job. Writes under a temporary name beside the target and renames at the end, so that the target is whole or
 * as it was before.
 * @throws InputError where an input cannot be read, or changed since the walk.
 * @throws LocalFileError where the archive cannot be written, or would find too little room.
 */
export async function writeArchive(
  inputs: PackedInputs,
  targetZipPath: string,
  options: ArchiveOptions = {},
): Promise<WrittenArchive> {
  options.signal?.throwIfAborted();
  const folder = dirname(targetZipPath);
  await requireSpace(inputs.files, inputs.totalBytes, folder, targetZipPath);
  const partial = await temporaryIn(folder);
  try {
    const sha256 = await pack(inputs, partial, options);
    const { size } = await stat(partial);
    options.signal?.throwIfAborted();
    await rename(partial, targetZipPath);
    await sweepLeftovers(folder);
    return { path: targetZipPath, sizeBytes: size, entries: inputs.files.length, sha256 };
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    const reason = diskFault(error)?.reason ?? reasonOf(error);
    throw new LocalFileError(`${targetZipPath} cannot be written: ${reason}.`, { cause: error });
  }
}

/** @returns the SHA-256 of the archive. */
async function pack(inputs: PackedInputs, path: string, options: ArchiveOptions): Promise<string> {
  const ini = options.iniOverride ?? (inputs.iniOverridden ? inputs.iniText : undefined);
  const replaced = new Map(ini === undefined ? [] : [[inputs.iniPath, Buffer.from(ini)]]);
  let doneBytes = 0;
  const onBytes = (count: number): void => {
    doneBytes += count;
    options.onProgress?.({ doneBytes, totalBytes: inputs.totalBytes });
  };
  const output = await ArchiveOutput.open(path, options.folder === undefined);
  try {
    const zip = new ZipWriter(output, options.folder);
    const { blocksUnderWay, signal } = options;
    await packInputs(inputs.files, zip, { replaced, onBytes, blocksUnderWay, signal });
    await zip.finish();
    return (await output.finish()) ?? zip.contentsSha256() ?? '';
  } finally {
    await output.close();
  }
}
