import { createHash, type Hash } from 'node:crypto';
import type { ArchiveOutput } from './archive-output.js';
import {
  dataDescriptor,
  directoryRecord,
  endOfDirectory,
  localHeader,
  type ZipEntry,
  type ZipMethod,
} from './zip-records.js';

/** A content that is packed already. */
export interface PackedContent {
  readonly method: ZipMethod;
  /** CRC-32 of the content as it was. */
  readonly crc: number;
  /** Size of the content as it was. */
  readonly sizeBytes: number;
  readonly packed: Buffer;
}

/** Takes the pieces of a content that is packed bit by bit. */
export interface EntryWriter {
  write(packed: Buffer): Promise<void>;
  /** @param crc CRC-32 of the whole content as it was. */
  finish(crc: number): Promise<void>;
}

/** Writes the container of a zip around contents that are packed already, one entry after the other. */
export class ZipWriter {
  /** The directory is as long as it has entries: some hundred bytes for each. */
  readonly #directory: Buffer[] = [];
  readonly #contents: Hash | undefined;
  readonly #folder: string;

  /** @param folder in the archive below which every entry goes; none by default. */
  constructor(
    readonly output: ArchiveOutput,
    folder?: string,
  ) {
    this.#folder = folder === undefined ? '' : `${folder}/`;
    this.#contents = folder === undefined ? undefined : createHash('sha256');
  }

  /**
   * @returns the SHA-256, in lower-case hex, of names and packed contents: the same whatever folder they went below;
   * undefined where they went below none, and the archive's own tells as much. To be asked once, at the end.
   */
  contentsSha256(): string | undefined {
    return this.#contents?.digest('hex');
  }

  /** Adds a folder; the name ends in a slash. */
  async addFolder(name: string): Promise<void> {
    await this.add(name, { method: 'stored', crc: 0, sizeBytes: 0, packed: Buffer.alloc(0) });
  }

  /** Adds a file that is in memory as a whole. */
  async add(name: string, content: PackedContent): Promise<void> {
    const { packed, ...facts } = content;
    const entry: ZipEntry = {
      ...facts,
      name: this.#nameOf(name, facts),
      packedBytes: packed.length,
      offset: this.output.sizeBytes,
      isStreamed: false,
    };
    await this.output.write(localHeader(entry));
    await this.#put(packed);
    this.#directory.push(directoryRecord(entry));
  }

  /** Begins a file whose pieces follow. */
  async begin(name: string, method: ZipMethod, sizeBytes: number): Promise<EntryWriter> {
    const { output } = this;
    const facts = { method, sizeBytes };
    const start = { ...facts, name: this.#nameOf(name, facts), isStreamed: true, offset: output.sizeBytes };
    await output.write(localHeader(start));
    let packedBytes = 0;
    return {
      write: async (packed) => {
        packedBytes += packed.length;
        await this.#put(packed);
      },
      finish: async (crc) => {
        const entry: ZipEntry = { ...start, crc, packedBytes };
        await output.write(dataDescriptor(entry));
        this.#directory.push(directoryRecord(entry));
      },
    };
  }

  /** Writes the directory of the archive. */
  async finish(): Promise<void> {
    const start = this.output.sizeBytes;
    for (const record of this.#directory) await this.output.write(record);
    const length = this.output.sizeBytes - start;
    await this.output.write(endOfDirectory(this.#directory.length, start, length));
  }

  #nameOf(name: string, { method, sizeBytes }: Pick<ZipEntry, 'method' | 'sizeBytes'>): Buffer {
    this.#contents?.update(JSON.stringify([name, method, sizeBytes]));
    return Buffer.from(this.#folder + name);
  }

  async #put(packed: Buffer): Promise<void> {
    this.#contents?.update(packed);
    await this.output.write(packed);
  }
}
