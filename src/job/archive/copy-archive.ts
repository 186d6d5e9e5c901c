import { rm } from 'node:fs/promises';
import type { Entry, ZipFile } from 'yauzl';
import { ArchiveOutput } from './archive-output.js';
import type { ZipMethod } from './zip-records.js';
import { ZipWriter } from './zip-writer.js';

const METHODS: ReadonlyMap<number, ZipMethod> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);
const ENCRYPTED_FLAG = 0x0001;
/** A name that stands beside the plain one; not every reader of zips looks at it. */
const OTHER_NAME_EXTRA = 0x7075;

/**
 * Copies an archive with every name put below a folder; packed contents stay the bytes that they are.
 * @param target a path where nothing is.
 * @returns the SHA-256 of names and contents, as without the folder; undefined, and no file, where the copy could unpack
 * to something else than the archive itself, or where there is no room for it.
 * @throws the reason of `signal` when it is aborted.
 */
export async function copyArchiveBelow(
  folder: string,
  source: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    return await copy(folder, source, target, signal);
  } catch {
    await rm(target, { force: true });
    signal?.throwIfAborted();
    // What is wrong with it is for the server to say: it gets the archive as it is.
    return undefined;
  }
}

async function copy(
  folder: string,
  source: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(source, { autoClose: false });
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    if (!entries.every(canBeCopied)) return undefined;
    const output = await ArchiveOutput.open(target, false);
    try {
      const writer = new ZipWriter(output, folder);
      for (const entry of entries) await copyEntry(zip, entry, writer, signal);
      await writer.finish();
      await output.finish();
      return writer.contentsSha256();
    } finally {
      await output.close();
    }
  } finally {
    zip.close();
  }
}

/** Readers of zips differ in what they make of the others. */
function canBeCopied(entry: Entry): boolean {
  const { compressionMethod, generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return (
    METHODS.has(compressionMethod) &&
    (generalPurposeBitFlag & ENCRYPTED_FLAG) === 0 &&
    !fileNameRaw.includes('\\') &&
    !fileNameRaw.includes(0) &&
    !extraFields.some(({ id }) => id === OTHER_NAME_EXTRA)
  );
}

async function copyEntry(
  zip: ZipFile,
  entry: Entry,
  writer: ZipWriter,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const { fileName, uncompressedSize, compressionMethod } = entry;
  if (fileName.endsWith('/')) {
    await writer.addFolder(fileName);
    return;
  }
  const method = METHODS.get(compressionMethod) ?? 'stored';
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  const copied = await writer.begin(fileName, method, uncompressedSize);
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    await copied.write(chunk);
  }
  await copied.finish(entry.crc32);
}
