/** One entry of an archive, as far as the archive's own records tell. Format: PKWARE APPNOTE.TXT 6.3, sections 4.3 to 4.5. */
export interface ZipEntry {
  /** UTF-8, with forward slashes; a folder ends in one. */
  readonly name: Buffer;
  readonly method: ZipMethod;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** CRC and sizes follow the content instead of standing before it. */
  readonly isStreamed: boolean;
}

export type ZipMethod = 'stored' | 'deflated';

/** What is known of an entry before its content. */
export type ZipEntryStart = Pick<ZipEntry, 'name' | 'method' | 'isStreamed' | 'sizeBytes'> &
  Partial<Pick<ZipEntry, 'crc' | 'packedBytes'>>;

const MOST_32 = 0xff_ff_ff_ff;
const MOST_16 = 0xff_ff;
/** Streamed entries from this size have 64-bit sizes: what deflate cannot shrink grows by less than the rest. */
const WIDE_BYTES = 0xf0_00_00_00;
const PLAIN_VERSION = 20;
const ZIP64_VERSION = 45;
/** Made on Unix, where the mode of a file is told. */
const MADE_BY_UNIX = (3 << 8) | ZIP64_VERSION;
const STREAMED_FLAG = 0x0008;
const UTF8_FLAG = 0x0800;
/** 1980-01-01, 00:00: the earliest that a zip can say, so that the same inputs give the same bytes. */
const DOS_DATE = (1 << 5) | 1;
const METHOD: Readonly<Record<ZipMethod, number>> = { stored: 0, deflated: 8 };
const ZIP64_EXTRA = 0x0001;
const NOTHING = Buffer.alloc(0);
const FILE_ATTRIBUTES = 0o100644 * 0x1_00_00;
/** The lowest bits are those of DOS, where 16 says folder. */
const FOLDER_ATTRIBUTES = 0o040755 * 0x1_00_00 + 0x10;

/** @returns the record that stands before the content of an entry. */
export function localHeader(entry: ZipEntryStart): Buffer {
  const wide = isWide(entry);
  const extra = wide ? zip64Extra([0, 0]) : NOTHING;
  const fixed = recordOf(30, entry.name, extra);
  fixed.writeUInt32LE(0x04_03_4b_50, 0);
  writeCommon(fixed, 4, entry, wide ? ZIP64_VERSION : PLAIN_VERSION);
  if (wide) fixed.fill(0xff, 18, 26);
  else if (!entry.isStreamed) {
    fixed.writeUInt32LE(entry.crc ?? 0, 14);
    fixed.writeUInt32LE(entry.packedBytes ?? 0, 18);
    fixed.writeUInt32LE(entry.sizeBytes, 22);
  }
  fixed.writeUInt16LE(entry.name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return fixed;
}

/** @returns the record that stands behind the content of a streamed entry. */
export function dataDescriptor(entry: ZipEntry): Buffer {
  const record = Buffer.alloc(isWide(entry) ? 24 : 16);
  record.writeUInt32LE(0x08_07_4b_50, 0);
  record.writeUInt32LE(entry.crc, 4);
  if (isWide(entry)) {
    record.writeBigUInt64LE(BigInt(entry.packedBytes), 8);
    record.writeBigUInt64LE(BigInt(entry.sizeBytes), 16);
  } else {
    record.writeUInt32LE(entry.packedBytes, 8);
    record.writeUInt32LE(entry.sizeBytes, 12);
  }
  return record;
}

/** @returns the record of an entry in the directory at the end of the archive. */
export function directoryRecord(entry: ZipEntry): Buffer {
  const { sizeBytes, packedBytes, offset } = entry;
  const tooBig = [sizeBytes, packedBytes, offset].filter((value) => value >= MOST_32);
  const extra = tooBig.length > 0 ? zip64Extra(tooBig) : NOTHING;
  const fixed = recordOf(46, entry.name, extra);
  fixed.writeUInt32LE(0x02_01_4b_50, 0);
  fixed.writeUInt16LE(MADE_BY_UNIX, 4);
  writeCommon(fixed, 6, entry, extra.length > 0 || isWide(entry) ? ZIP64_VERSION : PLAIN_VERSION);
  fixed.writeUInt32LE(entry.crc, 16);
  fixed.writeUInt32LE(Math.min(packedBytes, MOST_32), 20);
  fixed.writeUInt32LE(Math.min(sizeBytes, MOST_32), 24);
  fixed.writeUInt16LE(entry.name.length, 28);
  fixed.writeUInt16LE(extra.length, 30);
  const isFolder = entry.name.at(-1) === 0x2f;
  fixed.writeUInt32LE(isFolder ? FOLDER_ATTRIBUTES : FILE_ATTRIBUTES, 38);
  fixed.writeUInt32LE(Math.min(offset, MOST_32), 42);
  return fixed;
}

/**
 * @param start where the directory begins, in bytes.
 * @param length of the directory, in bytes.
 * @returns what stands behind the directory: the end of the archive, with its zip64 form where numbers need it.
 */
export function endOfDirectory(entries: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06_05_4b_50, 0);
  end.writeUInt16LE(Math.min(entries, MOST_16), 8);
  end.writeUInt16LE(Math.min(entries, MOST_16), 10);
  end.writeUInt32LE(Math.min(length, MOST_32), 12);
  end.writeUInt32LE(Math.min(start, MOST_32), 16);
  if (entries < MOST_16 && start < MOST_32 && length < MOST_32) return end;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06_06_4b_50, 0);
  // The length of this record, its first twelve bytes left out.
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE(MADE_BY_UNIX, 12);
  wide.writeUInt16LE(ZIP64_VERSION, 14);
  wide.writeBigUInt64LE(BigInt(entries), 24);
  wide.writeBigUInt64LE(BigInt(entries), 32);
  wide.writeBigUInt64LE(BigInt(length), 40);
  wide.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07_06_4b_50, 0);
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end]);
}

function isWide(entry: Pick<ZipEntry, 'isStreamed' | 'sizeBytes'>): boolean {
  return entry.isStreamed && entry.sizeBytes >= WIDE_BYTES;
}

/** @returns a record with zeros in its fixed part, and behind it what it has at its end. */
function recordOf(fixedBytes: number, name: Buffer, extra: Buffer): Buffer {
  // From the pool: thousands of small buffers of their own would keep the garbage collector busy.
  const record = Buffer.allocUnsafe(fixedBytes + name.length + extra.length).fill(0, 0, fixedBytes);
  name.copy(record, fixedBytes);
  extra.copy(record, fixedBytes + name.length);
  return record;
}

/** Version, flags, method, time and date stand in this order in both headers. */
function writeCommon(record: Buffer, at: number, entry: ZipEntryStart, version: number): void {
  record.writeUInt16LE(version, at);
  record.writeUInt16LE(UTF8_FLAG | (entry.isStreamed ? STREAMED_FLAG : 0), at + 2);
  record.writeUInt16LE(METHOD[entry.method], at + 4);
  record.writeUInt16LE(DOS_DATE, at + 8);
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(ZIP64_EXTRA, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}
