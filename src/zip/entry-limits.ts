import type { Entry } from 'yauzl';
import { ZipFault } from './zip-fault.js';

/** More members than any export or job has; each costs some 500 bytes of memory before the first is unpacked. */
export const MOST_ENTRIES = 250_000;

/**
 * Deflate shrinks by 1,030 at the most, and a table of zeros comes near. So a ratio alone proves nothing, and what is
 * small does no harm: only what is both large and shrunk beyond any table of numbers is refused.
 */
const HARMLESS_BYTES = 1024 ** 3;
const MOST_RATIO = 200;

/** The part of a local header before its name. */
const LOCAL_HEADER_BYTES = 30;

/** Unix file types in the upper half of the external attributes (APPNOTE 4.4.15, as Info-ZIP uses it). */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const MADE_BY_UNIX = 3;

/**
 * Looks at the directory of an archive before anything is unpacked. Lengths are what the directory announces; who
 * unpacks must hold the members to them.
 * @returns the bytes of all members unpacked.
 * @throws ZipFault for members that are no files, that share bytes, or that are a bomb.
 */
export function checkEntries(entries: readonly Entry[], archiveBytes: number): number {
  let total = 0;
  for (const entry of entries) {
    const type = typeOf(entry);
    if (type !== 0 && type !== REGULAR && type !== DIRECTORY)
      throw new ZipFault(`"${entry.fileName}" in it is no file, but a link or a device`);
    if (entry.fileName.includes('\uFFFD'))
      throw new ZipFault(`the name "${entry.fileName}" in it is not in the encoding that it announces`);
    total += entry.uncompressedSize;
  }
  if (total > HARMLESS_BYTES && total > archiveBytes * MOST_RATIO) {
    throw new ZipFault(
      `it would unpack to ${(total / 1024 ** 3).toFixed(1)} GB, ${Math.round(total / Math.max(1, archiveBytes))} times its size, which no table of numbers does`,
    );
  }
  requireApart(entries);
  return total;
}

function typeOf(entry: Entry): number {
  if (entry.versionMadeBy >>> 8 !== MADE_BY_UNIX) return 0;
  return (entry.externalFileAttributes >>> 16) & TYPE_MASK;
}

/** Members that share their bytes make a small archive huge: no honest writer does that. */
function requireApart(entries: readonly Entry[]): void {
  const sorted = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  let before = '';
  for (const entry of sorted) {
    if (entry.relativeOffsetOfLocalHeader < end)
      throw new ZipFault(`"${before}" and "${entry.fileName}" in it share their bytes`);
    // The header's own extra field may differ from the directory's: without it the end is at least here.
    end =
      entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    before = entry.fileName;
  }
}
