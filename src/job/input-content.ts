import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../errors.js';
import type { JobInput } from './job-inputs.js';
import { reasonOf } from './job-walk.js';
import { type OpenZip, openZip } from './zip-reader.js';

/** Below this a file is read in one go, which spares a stream for each of thousands of small files. */
const SMALL_BYTES = 65_536;

/** The bytes of an input, on their way. */
export interface InputContent {
  readonly data: Buffer | Readable;
  /** Settles when the input was read to its end; fails where it could not be, or is not as long as it was. */
  readonly done: Promise<void>;
}

/** Reads inputs for packing; keeps the zips open that it reads members from. */
export class InputReader {
  readonly #zips = new Map<string, Promise<OpenZip>>();

  /**
   * @param onBytes told how many more bytes were read.
   * @throws InputError where the input cannot be read or changed its size since the walk.
   */
  async open(input: JobInput, onBytes: (count: number) => void): Promise<InputContent> {
    const { source } = input;
    if (source.kind === 'file' && input.sizeBytes <= SMALL_BYTES) {
      const data = await readFile(source.path).catch((error: unknown) => {
        throw unreadable(input, error);
      });
      mustBeWhole(input, data.length);
      onBytes(data.length);
      return { data, done: Promise.resolve() };
    }
    return counted(input, await this.#stream(input), onBytes);
  }

  /** Closes what was kept open. */
  async close(): Promise<void> {
    for (const zip of this.#zips.values()) {
      const open = await zip.catch(() => undefined);
      open?.close();
    }
  }

  async #stream(input: JobInput): Promise<Readable> {
    const { source, sizeBytes } = input;
    // One byte more than expected tells a file that grows, without following it forever.
    if (source.kind !== 'member') return createReadStream(source.path, { end: sizeBytes });
    const zip = this.#zips.get(source.zipPath) ?? openZip(source.zipPath);
    this.#zips.set(source.zipPath, zip);
    try {
      return await (await zip).open(source.member);
    } catch (error) {
      throw unreadable(input, error);
    }
  }
}

function counted(input: JobInput, source: Readable, onBytes: (count: number) => void): InputContent {
  let count = 0;
  const data = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      count += chunk.length;
      onBytes(chunk.length);
      next(null, chunk);
    },
  });
  const done = pipeline(source, data).then(
    () => mustBeWhole(input, count),
    (error: unknown) => {
      throw unreadable(input, error);
    },
  );
  return { data, done };
}

function mustBeWhole(input: JobInput, count: number): void {
  if (count === input.sizeBytes) return;
  const message = 'changed while it was packed';
  throw new InputError([{ file: input.path, message, fix: 'run again when nothing writes to it' }]);
}

function unreadable(input: JobInput, error: unknown): InputError {
  return new InputError([{ file: input.path, message: `cannot be read: ${reasonOf(error)}` }], {
    cause: error,
  });
}
