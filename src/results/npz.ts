import type { Entry } from 'yauzl';
import { diskFault, ExportError, LocalFileError } from '../errors.js';
import { openArchive, SMALL_BYTES, type ZipArchive } from '../zip/zip-archive.js';
import { isZipFault } from '../zip/zip-fault.js';
import type { NpyArray } from './numpy/npy-array.js';
import { NpyFault } from './numpy/npy-fault.js';
import { readNpy } from './numpy/npy.js';

export type { NpyArray, NpyNumbers, NpyRecords } from './numpy/npy-array.js';

/** The arrays of an archive, by their names without `.npy`. */
export type Npz = ReadonlyMap<string, NpyArray>;

/** How to read an archive of arrays. */
export interface NpzOptions {
  readonly signal?: AbortSignal | undefined;
  /** What it is, for messages, e.g. `The hazard curves of calculation 12`; its path when left out. */
  readonly what?: string | undefined;
  /** Arrays that are wanted; all when left out. */
  readonly names?: readonly string[] | undefined;
  /** Bytes that the wanted arrays may have when unpacked: they are held in memory. */
  readonly mostBytes?: number | undefined;
}

const MOST_BYTES = 1024 ** 3;
/** Numbers of one byte become numbers of eight. */
const LARGEST_MEMBER = 512 * 1024 ** 2;

/**
 * Reads an archive of numpy (`.npz`), as the engine exports some outputs and answers `/extract`. For example the mean hazard curves
 * of `/extract/hcurves?kind=mean&imt=PGA`:
 *
 *     const npz = await readNpz(path);
 *     const mean = npz.get('mean');            // { kind: 'numbers', shape: [sites, 1, levels], values: Float64Array }
 *     const json = npz.get('json');            // { kind: 'texts', shape: [], values: ['{"investigation_time": 50.0}'] }
 *     const facts = json && readJsonArray(json);
 *
 * Values are row-major numbers or texts; records come field by field; objects of Python are `skipped` with a reason, and so is what
 * else is not read. Archives with links, members that share bytes, wrong lengths or checksums, or beyond `mostBytes`, are refused.
 * @throws ExportError where it is no such archive, or one that is broken or too large; LocalFileError where the file cannot be read.
 */
export async function readNpz(path: string, options: NpzOptions = {}): Promise<Npz> {
  const { signal, what = path, mostBytes = MOST_BYTES } = options;
  try {
    const zip = await openArchive(path);
    try {
      const wanted = zip.entries.filter(({ fileName }) => options.names?.includes(nameOf(fileName)) ?? true);
      requireRoom(wanted, mostBytes);
      const arrays = new Map<string, NpyArray>();
      for (const entry of wanted) {
        signal?.throwIfAborted();
        arrays.set(nameOf(entry.fileName), readMember(entry, await contentOf(zip, entry)));
      }
      return arrays;
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof NpyFault || isZipFault(error))
      throw new ExportError(`${what} cannot be read as arrays of numpy: ${error.message}.`, { cause: error });
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`${path} cannot be read: ${fault.reason}.`, { cause: error });
  }
}

function nameOf(member: string): string {
  return member.replace(/\.npy$/, '');
}

function requireRoom(entries: readonly Entry[], mostBytes: number): void {
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const large = entries.find(({ uncompressedSize }) => uncompressedSize > LARGEST_MEMBER);
  if (bytes <= mostBytes && large === undefined) return;
  const megabytes = Math.ceil((large?.uncompressedSize ?? bytes) / 1024 ** 2);
  throw new NpyFault(
    large === undefined
      ? `its arrays have ${megabytes} MB, and ${Math.floor(mostBytes / 1024 ** 2)} MB are read at the most`
      : `"${large.fileName}" in it has ${megabytes} MB, and ${LARGEST_MEMBER / 1024 ** 2} MB are read at the most`,
  );
}

function readMember(entry: Entry, bytes: Buffer): NpyArray {
  try {
    return readNpy(bytes);
  } catch (error) {
    if (!(error instanceof NpyFault)) throw error;
    throw new NpyFault(`"${entry.fileName}" in it is broken: ${error.message}`);
  }
}

/** The bytes of a member, whole: the length that the directory announces is known to be small enough, and is held to. */
async function contentOf(zip: ZipArchive, entry: Entry): Promise<Buffer> {
  if (Math.max(entry.uncompressedSize, entry.compressedSize) <= SMALL_BYTES) return zip.whole(entry);
  const bytes = Buffer.allocUnsafe(entry.uncompressedSize);
  let filled = 0;
  for await (const chunk of (await zip.stream(entry)) as AsyncIterable<Buffer>)
    filled += chunk.copy(bytes, filled);
  return bytes.subarray(0, filled);
}
