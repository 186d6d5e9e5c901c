import { open, type FileHandle } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { checkEntries, MOST_ENTRIES } from './entry-limits.js';
import { FileReader } from './file-reader.js';
import { ZipFault } from './zip-fault.js';

/** Up to here a member is unpacked in one go; a stream for each of thousands would cost more than unpacking. */
export const SMALL_BYTES = 512 * 1024;

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);
const EMPTY = Buffer.alloc(0);
const NO_FIELDS: Entry['extraFields'] = [];
const [STORED, DEFLATED] = [0, 8];

/** A zip whose directory was read and looked at: no links, no shared bytes, no bomb. */
export interface ZipArchive {
  /** In the order of the directory; names never leave it. Who is done with one may take it out, for many are large. */
  readonly entries: Entry[];
  /** Bytes of all members unpacked, as announced; each is held to it when it is read. */
  readonly totalBytes: number;
  /** The bytes of a member; breaks off where length or checksum are wrong. */
  stream(entry: Entry): Promise<Readable>;
  /** The same in one go, of members up to {@link SMALL_BYTES}. */
  whole(entry: Entry): Promise<Buffer>;
  close(): void;
}

/**
 * Opens a zip and reads its directory, unless it is known.
 * @throws ZipFault or a plain Error of yauzl where the archive is broken or hostile; the system's own error.
 */
export async function openArchive(
  path: string,
  known?: { readonly entries: readonly Entry[]; readonly totalBytes: number },
): Promise<ZipArchive> {
  const file = await open(path);
  let zip: ZipFile;
  let sizeBytes: number;
  try {
    sizeBytes = (await file.stat()).size;
    zip = await fromRandomAccessReaderPromise(new FileReader(file), sizeBytes, { autoClose: false });
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  try {
    const entries = known === undefined ? await readEntries(zip) : [...known.entries];
    const totalBytes = known?.totalBytes ?? checkEntries(entries, sizeBytes);
    return {
      entries,
      totalBytes,
      stream: async (entry) => {
        const source = await zip.openReadStreamPromise(entry);
        const sum = checked(entry);
        source.on('error', (error) => sum.destroy(error));
        sum.on('close', () => source.destroy());
        return source.pipe(sum);
      },
      whole: async (entry) => readWhole(zip, file, entry),
      close: () => {
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MOST_ENTRIES)
    throw new ZipFault(`it announces ${zip.entryCount} members, and more than ${MOST_ENTRIES} are not read`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    // Views of what was read for it: nobody looks there again, and of many they are most of the memory.
    Object.assign(entry, {
      fileNameRaw: EMPTY,
      extraFieldRaw: EMPTY,
      fileCommentRaw: EMPTY,
      extraFields: NO_FIELDS,
    });
    entries.push(entry);
  }
  return entries;
}

async function readWhole(zip: ZipFile, file: FileHandle, entry: Entry): Promise<Buffer> {
  const plain = !entry.isEncrypted() && [STORED, DEFLATED].includes(entry.compressionMethod);
  if (!plain || entry.compressedSize > SMALL_BYTES || entry.uncompressedSize > SMALL_BYTES) {
    throw new ZipFault(`"${entry.fileName}" in it is encrypted or packed in a way that is not known`);
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const raw = Buffer.allocUnsafe(entry.compressedSize);
  const { bytesRead } = await file.read(raw, 0, raw.length, fileDataStart);
  if (bytesRead !== raw.length) throw new ZipFault(`it ends within "${entry.fileName}"`);
  const limit = { maxOutputLength: entry.uncompressedSize + 1 };
  const content = entry.compressionMethod === STORED ? raw : await inflate(raw, limit);
  if (content.length !== entry.uncompressedSize)
    throw new ZipFault(`"${entry.fileName}" in it has not the length that it announces`);
  if (crc32(content) >>> 0 !== entry.crc32 >>> 0) throw wrongSum(entry);
  return content;
}

/** Passes the bytes on and compares their CRC at the end; yauzl compares the length only. */
function checked(entry: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(undefined, chunk);
    },
    flush(done) {
      if (sum >>> 0 === entry.crc32 >>> 0) done();
      else done(wrongSum(entry));
    },
  });
}

function wrongSum(entry: Entry): ZipFault {
  return new ZipFault(`the checksum of "${entry.fileName}" is wrong`);
}
