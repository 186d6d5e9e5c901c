import { open } from 'node:fs/promises';
import { freeBytes } from '../../disk-space.js';
import { LocalFileError } from '../../errors.js';
import { deflateWhole, isCompressed } from './deflate.js';
import { isSmall } from './input-content.js';
import { JobDisk } from '../job-disk.js';
import type { JobInput } from '../job-inputs.js';

/** How much of a file is tried, and in how many places, to tell how far it will shrink. */
const SAMPLE_BYTES = 65_536;
const SAMPLES = 3;
/** So many files are tried; the others shrink as these do. */
const MOST_TRIED = 24;
/** What the records of one entry take, beside its name which stands there twice. */
const RECORD_BYTES = 80;
/** What stands at the end of every archive. */
const END_BYTES = 22;
/** Samples may be luckier than the rest. */
const CAUTION = 1.1;

/**
 * Tells beforehand how large an archive will be, from samples of its largest files. What cannot be read counts in full.
 * @returns bytes.
 */
export async function estimateArchive(files: readonly JobInput[]): Promise<number> {
  let estimate = files.reduce((sum, { name }) => sum + RECORD_BYTES + 2 * Buffer.byteLength(name), END_BYTES);
  const open = files.filter((file) => {
    if (!isCompressed(file.name)) return file.source.kind !== 'directory';
    estimate += file.sizeBytes;
    return false;
  });
  const largest = open.toSorted((left, right) => right.sizeBytes - left.sizeBytes);
  const tried = { sizeBytes: 0, packedBytes: 0 };
  for (const file of largest.slice(0, MOST_TRIED)) {
    tried.sizeBytes += file.sizeBytes;
    tried.packedBytes += file.sizeBytes * (await shrinkOf(file));
  }
  const rest = largest.slice(MOST_TRIED).reduce((sum, file) => sum + file.sizeBytes, 0);
  const shrink = tried.sizeBytes === 0 ? 1 : tried.packedBytes / tried.sizeBytes;
  return Math.ceil(estimate + tried.packedBytes + rest * shrink);
}

/** @returns the part that is left of a file when it is packed, 0 to 1. */
async function shrinkOf(file: JobInput): Promise<number> {
  if (file.source.kind === 'member') return shrinkOfStart(file);
  if (file.source.kind !== 'file' || file.sizeBytes === 0) return 1;
  const sample = Buffer.allocUnsafe(SAMPLE_BYTES);
  let read = 0;
  let packed = 0;
  try {
    const handle = await open(file.source.path);
    try {
      const last = Math.max(0, file.sizeBytes - SAMPLE_BYTES);
      const places = last === 0 ? [0] : Array.from({ length: SAMPLES }, (_, nth) => nth / (SAMPLES - 1));
      for (const place of places) {
        const { bytesRead } = await handle.read(sample, 0, SAMPLE_BYTES, Math.floor(place * last));
        read += bytesRead;
        packed += Math.min(
          bytesRead,
          deflateWhole(sample.subarray(0, bytesRead), isSmall(file) ? 'small' : 'large').length,
        );
      }
    } finally {
      await handle.close();
    }
  } catch {
    // Whoever packs it tells what is wrong with it.
    return 1;
  }
  return read === 0 ? 1 : packed / read;
}

/** A member of a zip is read from its start, or not at all. */
async function shrinkOfStart(file: JobInput): Promise<number> {
  const chunks: Uint8Array[] = [];
  let read = 0;
  try {
    for await (const chunk of new JobDisk().chunks(file)) {
      chunks.push(chunk);
      read += chunk.length;
      if (read >= SAMPLE_BYTES) break;
    }
  } catch {
    return 1;
  }
  return read === 0 ? 1 : Math.min(1, deflateWhole(Buffer.concat(chunks), 'large').length / read);
}

/**
 * Looks whether an archive will find room, before it is begun.
 * @param folder where it will be written.
 * @throws LocalFileError where there is too little room.
 */
export async function requireSpace(
  files: readonly JobInput[],
  totalBytes: number,
  folder: string,
  target: string,
): Promise<void> {
  const free = await freeBytes(folder);
  // An archive is hardly ever larger than what is in it: then there is nothing to try.
  if (free === undefined || free >= totalBytes * CAUTION + files.length * 4 * RECORD_BYTES) return;
  const needed = Math.ceil((await estimateArchive(files)) * CAUTION);
  if (free >= needed) return;
  throw new LocalFileError(
    `Too little space for ${target}: about ${megabytes(needed)} are needed, ${megabytes(free)} are free in ${folder}.`,
    {
      hint: 'Free some space, or write to a roomier disk: -o names the archive, TMPDIR the folder where a run packs.',
      facts: { needed_bytes: needed, free_bytes: free },
    },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
