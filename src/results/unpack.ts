import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Entry } from 'yauzl';
import { freeBytes } from '../disk-space.js';
import { ExportError } from '../errors.js';
import { openArchive, SMALL_BYTES, type ZipArchive } from '../zip/zip-archive.js';
import { isZipFault } from '../zip/zip-fault.js';
import { isBareName } from './file-names.js';

/** A member that was unpacked. */
export interface UnpackedFile {
  /** Its name in the archive: a bare file name. */
  readonly name: string;
  /** Where it was written. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A hundred thousand paths would be most of what is remembered of as many members. */
class Numbered implements UnpackedFile {
  constructor(
    private readonly folder: string,
    private readonly nth: number,
    readonly name: string,
    readonly sizeBytes: number,
    readonly sha256: string,
  ) {}

  get path(): string {
    return join(this.folder, String(this.nth));
  }
}

/** Small members that are unpacked side by side: their time goes into waiting for the disk. */
const SIDE_BY_SIDE = 16;
/** What must stay free beside the unpacked files. */
const SPARE_BYTES = 16 * 1024 ** 2;

/**
 * Unpacks an archive of exports into a folder, each member under a number for a name: what it is called is decided
 * later, when all of it is known to be whole (length and CRC of each) and on the disk.
 * @param free asked how much room there is.
 * @throws ExportError for a broken or hostile archive, a name with a folder in it, two members of one name, more than
 * the disk has room for.
 */
export async function unpackExports(
  archive: string,
  folder: string,
  signal?: AbortSignal,
  free: typeof freeBytes = freeBytes,
): Promise<UnpackedFile[]> {
  try {
    const zip = await openArchive(archive);
    try {
      requireBareNames(zip.entries);
      requireRoom(zip.totalBytes, await free(folder));
      return await unpackAll(zip, folder, signal);
    } finally {
      zip.close();
    }
  } catch (error) {
    throw isZipFault(error) ? broken(error.message, error) : error;
  }
}

function requireBareNames(entries: readonly Entry[]): void {
  const names = new Set<string>();
  for (const { fileName } of entries) {
    if (!isBareName(fileName)) throw broken(`it holds "${fileName}", which is not a plain file name`);
    if (names.has(fileName)) throw broken(`it holds two files of the name "${fileName}"`);
    names.add(fileName);
  }
}

function requireRoom(totalBytes: number, free: number | undefined): void {
  if (free === undefined || totalBytes + SPARE_BYTES <= free) return;
  const [needed, there] = [totalBytes, free].map((bytes) => `${(bytes / 1024 ** 2).toFixed(0)} MB`);
  throw new ExportError(
    `The archive of exports unpacks to ${needed ?? ''}, and ${there ?? ''} are free on the disk.`,
    {
      hint: 'Free some space, or name a folder on a roomier disk; nothing was left there.',
      facts: { needed_bytes: totalBytes, free_bytes: free },
    },
  );
}

async function unpackAll(
  zip: ZipArchive,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  const one = async (entry: Entry, index: number): Promise<UnpackedFile> => {
    const isSmall = Math.max(entry.uncompressedSize, entry.compressedSize) <= SMALL_BYTES;
    const chunks = isSmall ? [await zip.whole(entry)] : await zip.stream(entry);
    const { sizeBytes, sha256 } = await writeChunks(chunks, join(folder, String(index)), signal);
    return new Numbered(folder, index, entry.fileName, sizeBytes, sha256);
  };
  // Taken from the end, so that each entry goes when its file comes.
  zip.entries.reverse();
  while (zip.entries.length > 0) {
    signal?.throwIfAborted();
    const batch = zip.entries.splice(-SIDE_BY_SIDE).reverse();
    const start = files.length;
    const settled = await Promise.allSettled(batch.map(async (entry, nth) => one(entry, start + nth)));
    for (const result of settled) {
      if (result.status === 'rejected') throw result.reason;
      files.push(result.value);
    }
  }
  return files;
}

async function writeChunks(
  chunks: readonly Buffer[] | Readable,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const sum = createHash('sha256');
  const file = await open(path, 'wx');
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      await file.writeFile(chunk);
      sum.update(chunk);
      sizeBytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: sum.digest('hex') };
}

function broken(words: string, cause?: unknown): ExportError {
  return new ExportError(`The archive of exports that the server sent is broken: ${words}.`, { cause });
}
