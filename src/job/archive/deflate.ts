import { constants, deflateRaw, deflateRawSync, type ZlibOptions } from 'node:zlib';

/**
 * Large contents are cut into blocks of this size, which are deflated side by side. Part of the format of our archives:
 * another size gives other bytes for the same inputs.
 */
export const BLOCK_BYTES = 1_048_576;

/** Smaller than level 6 of Info-ZIP on source models, equal on tables, at two thirds of the work (bench/pack.mjs). */
const LEVEL = 5;
/** For small files, where the room of their entries outweighs the difference: two thirds of the work of level 5. */
const SMALL_LEVEL = 3;
/** How far back deflate looks. */
const WINDOW_BYTES = 32_768;
/** Of a content that shrinks less, nobody has the benefit: it costs more time to deflate than to send. */
const WORTHWHILE = 0.95;
/** Contents that are compressed already, or, like hdf5, hold what is. */
const COMPRESSED = /\.(?:zip|gz|tgz|bz2|xz|zst|7z|npz|hdf5|h5|nc4|png|jpe?g)$/i;

/** Whether a file is stored because of its name, without a try. */
export function isCompressed(name: string): boolean {
  return COMPRESSED.test(name);
}

/** Whether deflating a content, or its first block, has made it so much smaller that it pays. */
export function paysOff(size: number, deflatedSize: number): boolean {
  return deflatedSize < size * WORTHWHILE;
}

/**
 * Deflates in one go, in this thread: small contents, which cost more to hand over, and samples of large ones.
 * @param like as which of them it is deflated.
 */
export function deflateWhole(content: Buffer, like: 'small' | 'large' = 'small'): Buffer {
  return deflateRawSync(content, {
    level: like === 'small' ? SMALL_LEVEL : LEVEL,
    chunkSize: roomFor(content),
    windowBits: windowBitsFor(content.length),
  });
}

/**
 * Deflates one block of a content in a thread of the pool that Node has anyway. The deflated blocks of a content, one
 * behind the other, are one deflate stream.
 * @param before the block before this one, which it may refer to: without it, each block would begin from nothing.
 */
export async function deflateBlock(
  block: Buffer,
  before: Buffer | undefined,
  isLast: boolean,
): Promise<Buffer> {
  const options: ZlibOptions = {
    level: LEVEL,
    // One call of the pool deflates the whole: Node goes back and forth each time that the room is used up.
    chunkSize: roomFor(block),
    finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
  };
  if (before !== undefined) options.dictionary = before.subarray(-WINDOW_BYTES);
  return new Promise((resolve, reject) => {
    deflateRaw(block, options, (error, deflated) => {
      if (error === null) resolve(deflated);
      else reject(error);
    });
  });
}

/** A window no larger than the content: with 5,000 small files, clearing larger ones is a tenth of the work. */
function windowBitsFor(size: number): number {
  return Math.min(15, Math.max(9, Math.ceil(Math.log2(size + 1)) + 1));
}

/** What cannot be compressed grows by five bytes for each 16 KB, and a flush takes a few more. */
function roomFor(content: Buffer): number {
  return content.length + (content.length >> 11) + 64;
}
