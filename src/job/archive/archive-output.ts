import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Records and small contents are gathered up to this size before they are written. */
const GATHERED_BYTES = 262_144;

/** The file that an archive is written to, from its first byte to its last. */
export class ArchiveOutput {
  readonly #gathered = Buffer.allocUnsafe(GATHERED_BYTES);
  #gatheredBytes = 0;
  #sizeBytes = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly hash: Hash | undefined,
  ) {}

  /**
   * Makes a new file.
   * @param hashed whether anybody wants to know its hash: that of gigabytes takes seconds.
   * @throws Error of the system, also where there is a file of that name.
   */
  static async open(path: string, hashed = true): Promise<ArchiveOutput> {
    return new ArchiveOutput(await open(path, 'wx'), hashed ? createHash('sha256') : undefined);
  }

  /** How much was written by now. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** @throws Error of the system where there is no room. */
  async write(data: Buffer): Promise<void> {
    this.#sizeBytes += data.length;
    if (this.#gatheredBytes + data.length > GATHERED_BYTES) await this.#flush();
    if (data.length > GATHERED_BYTES) {
      await this.#put(data);
      return;
    }
    data.copy(this.#gathered, this.#gatheredBytes);
    this.#gatheredBytes += data.length;
  }

  /** Writes what is left. @returns the SHA-256 of all that was written, in lower-case hex, where it was asked for. */
  async finish(): Promise<string | undefined> {
    await this.#flush();
    return this.hash?.digest('hex');
  }

  /** Lets go of the file. @throws Error of the system: some file systems tell only now that there was no room. */
  async close(): Promise<void> {
    await this.handle.close();
  }

  async #flush(): Promise<void> {
    const length = this.#gatheredBytes;
    this.#gatheredBytes = 0;
    if (length > 0) await this.#put(this.#gathered.subarray(0, length));
  }

  async #put(data: Buffer): Promise<void> {
    this.hash?.update(data);
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await this.handle.write(data, done, data.length - done);
      done += bytesWritten;
    }
  }
}
