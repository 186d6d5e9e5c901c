import type { JobInputs } from './job-inputs.js';

/** What was written. */
export interface WrittenArchive {
  readonly path: string;
  readonly sizeBytes: number;
  readonly entries: number;
  /** SHA-256 of the archive, in lower-case hex. The same inputs give the same bytes, hence the same hash. */
  readonly sha256: string;
}

/** How far packing is, in bytes read from the inputs. */
export interface ArchiveProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface ArchiveOptions {
  /** Text to pack in place of the job file; default: what the walk says. */
  readonly iniOverride?: string | undefined;
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Packs a job. Writes under a temporary name beside the target and renames at the end, so that the target is whole or
 * absent.
 * @throws LocalFileError where an input changed while it was read, or a file cannot be read or written.
 */
export async function writeArchive(
  inputs: JobInputs,
  targetZipPath: string,
  options: ArchiveOptions = {},
): Promise<WrittenArchive> {
  throw new Error(`not yet: ${targetZipPath} ${inputs.files.length} ${String(options.iniOverride)}`);
}
