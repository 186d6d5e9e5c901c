import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InputError, LocalFileError } from '../errors.js';
import { InputReader } from './input-content.js';
import type { JobInput, JobInputs } from './job-inputs.js';
import { reasonOf } from './job-walk.js';
import { openZipSink, type ZipSink } from './zip-sink.js';

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
 * as it was before.
 * @throws InputError where an input cannot be read, or changed since the walk.
 * @throws LocalFileError where the archive cannot be written.
 */
export async function writeArchive(
  inputs: JobInputs,
  targetZipPath: string,
  options: ArchiveOptions = {},
): Promise<WrittenArchive> {
  options.signal?.throwIfAborted();
  const partial = join(dirname(targetZipPath), `.${basename(targetZipPath)}.${randomUUID()}.partial`);
  try {
    const sha256 = await pack(inputs, partial, options);
    const { size } = await stat(partial);
    await rename(partial, targetZipPath);
    return { path: targetZipPath, sizeBytes: size, entries: inputs.files.length, sha256 };
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new LocalFileError(`${targetZipPath} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}

/** @returns the SHA-256 of the archive. */
async function pack(inputs: JobInputs, path: string, options: ArchiveOptions): Promise<string> {
  const sink = await openZipSink();
  const hash = createHash('sha256');
  const hashed = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const { signal } = options;
  const target = createWriteStream(path, { flags: 'wx' });
  const written = pipeline(sink.output, hashed, target, signal === undefined ? {} : { signal });
  // Feeding waits for the disk, so when writing fails it would wait forever.
  const writeFailed = new Promise<never>((_resolve, reject) => void written.catch(reject));
  try {
    await Promise.race([feed(inputs, sink, options), writeFailed]);
    await written;
    return hash.digest('hex');
  } catch (error) {
    sink.abort();
    await written.catch(() => undefined);
    throw error;
  }
}

async function feed(inputs: JobInputs, sink: ZipSink, options: ArchiveOptions): Promise<void> {
  const ini = options.iniOverride ?? (inputs.iniOverridden ? inputs.iniText : undefined);
  const reader = new InputReader();
  let doneBytes = 0;
  const onBytes = (count: number): void => {
    doneBytes += count;
    options.onProgress?.({ doneBytes, totalBytes: inputs.totalBytes });
  };
  try {
    for (const input of inputs.files) {
      options.signal?.throwIfAborted();
      if (ini !== undefined && input.path === inputs.iniPath) {
        await sink.addFile(input.name, Buffer.from(ini));
        onBytes(input.sizeBytes);
      } else {
        await addInput(input, sink, reader, onBytes);
      }
    }
    await sink.finish();
  } finally {
    await reader.close();
  }
}

async function addInput(
  input: JobInput,
  sink: ZipSink,
  reader: InputReader,
  onBytes: (count: number) => void,
): Promise<void> {
  if (input.source.kind === 'directory') {
    await sink.addFolder(input.name);
    return;
  }
  const { data, done } = await reader.open(input, onBytes);
  // A broken input never ends, so it is the reading that must be heard first.
  await Promise.all([sink.addFile(input.name, data), done]);
}
