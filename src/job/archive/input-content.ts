import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../../errors.js';
import { BLOCK_BYTES } from './deflate.js';
import type { JobInput } from '../job-inputs.js';
import { reasonOf } from '../job-walk.js';
import { type OpenZip, openZip } from '../zip-reader.js';

/**
 * Up to this size a file is read, and deflated, in one go and in this thread: asking the thread pool costs as much as
 * deflating some 20 KB (5,000 files of 8 KB: 1.2 s by way of the pool, 0.5 s without).
 */
const SMALL_BYTES = 24_576;

/** A named pipe that stands in for a file is empty then; waiting for its other end would stop the program. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** A piece of a content. All but the last have BLOCK_BYTES. */
export interface Block {
  readonly data: Buffer;
  readonly isLast: boolean;
}

/** Whether {@link InputReader.readSmall} is for this input. */
export function isSmall(input: JobInput): boolean {
  return input.source.kind === 'file' && input.sizeBytes <= SMALL_BYTES;
}

/** Reads inputs for packing; keeps the zips open that it reads members from. */
export class InputReader {
  readonly #zips = new Map<string, Promise<OpenZip>>();
  /** One for all small files: a buffer for each of thousands keeps the garbage collector busy. */
  readonly #small = Buffer.allocUnsafe(SMALL_BYTES + 1);

  /**
   * Reads a small file.
   * @returns its content, which stands there until the next file is read.
   * @throws InputError where it cannot be read or changed its size since the walk.
   */
  readSmall(input: JobInput): Buffer {
    // One byte more than expected tells a file that grew.
    const room = this.#small.subarray(0, input.sizeBytes + 1);
    const count = readInto(room, input);
    if (count !== input.sizeBytes) throw changed(input);
    return room.subarray(0, count);
  }

  /**
   * Reads a file or a member of a zip; an empty one is one empty block.
   * @throws InputError where the input cannot be read, or changed since the walk or while it was read.
   */
  async *blocks(input: JobInput): AsyncGenerator<Block> {
    const { source } = input;
    if (source.kind !== 'member') {
      const handle = await open(source.path, WITHOUT_WAITING).catch((error: unknown) => {
        throw unreadable(input, error);
      });
      try {
        yield* blocksOfFile(input, handle);
      } finally {
        await handle.close();
      }
      return;
    }
    const zip = this.#zips.get(source.zipPath) ?? openZip(source.zipPath);
    this.#zips.set(source.zipPath, zip);
    yield* blocksOfMember(input, zip, source.member);
  }

  /** Closes what was kept open. */
  async close(): Promise<void> {
    for (const zip of this.#zips.values()) {
      const open = await zip.catch(() => undefined);
      open?.close();
    }
  }
}

/** @returns how many bytes were read; the file may have more. */
function readInto(room: Buffer, input: JobInput): number {
  let count = 0;
  try {
    const file = openSync(input.source.kind === 'file' ? input.source.path : input.path, WITHOUT_WAITING);
    try {
      for (let read = -1; read !== 0 && count < room.length; count += read) {
        read = readSync(file, room, count, room.length - count, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(input, error);
  }
  return count;
}

async function* blocksOfFile(input: JobInput, handle: FileHandle): AsyncGenerator<Block> {
  const read = async (data: Buffer): Promise<number> =>
    readFull(handle, data).catch((error: unknown) => {
      throw unreadable(input, error);
    });
  const { mtimeNs } = await handle.stat({ bigint: true });
  for (let done = 0, isLast = false; !isLast; ) {
    const data = Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, input.sizeBytes - done));
    if ((await read(data)) < data.length) throw changed(input);
    done += data.length;
    isLast = done === input.sizeBytes;
    if (isLast) {
      const after = await handle.stat({ bigint: true });
      if (after.mtimeNs !== mtimeNs || (await read(Buffer.alloc(1))) > 0) throw changed(input);
    }
    yield { data, isLast };
  }
}

/** Reads on until the buffer is full or the file ends. @returns how many bytes were read. */
async function readFull(handle: FileHandle, data: Buffer): Promise<number> {
  let count = 0;
  while (count < data.length) {
    const { bytesRead } = await handle.read(data, count, data.length - count, null);
    if (bytesRead === 0) break;
    count += bytesRead;
  }
  return count;
}

async function* blocksOfMember(
  input: JobInput,
  zip: Promise<OpenZip>,
  member: string,
): AsyncGenerator<Block> {
  const { sizeBytes } = input;
  const newBlock = (done: number): Buffer =>
    Buffer.allocUnsafeSlow(Math.max(0, Math.min(BLOCK_BYTES, sizeBytes - done)));
  let done = 0;
  let data = newBlock(0);
  let filled = 0;
  try {
    for await (const chunk of await (await zip).open(member)) {
      for (let rest = chunk as Buffer; rest.length > 0; ) {
        if (data.length === 0) throw changed(input);
        const taken = rest.copy(data, filled);
        rest = rest.subarray(taken);
        filled += taken;
        done += taken;
        if (filled === data.length && done < sizeBytes) {
          yield { data, isLast: false };
          data = newBlock(done);
          filled = 0;
        }
      }
    }
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(input, error);
  }
  if (done !== sizeBytes) throw changed(input);
  yield { data, isLast: true };
}

function changed(input: JobInput): InputError {
  const message = 'changed while it was packed';
  return new InputError([{ file: input.path, message, fix: 'run again when nothing writes to it' }]);
}

function unreadable(input: JobInput, error: unknown): InputError {
  return new InputError([{ file: input.path, message: `cannot be read: ${reasonOf(error)}` }], {
    cause: error,
  });
}
