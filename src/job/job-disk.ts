import { readFileSync } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import type { InputSource } from './job-inputs.js';
import { type OpenZip, openZip, type ZipMember } from './zip-reader.js';

/** Something that exists where a job looks for it. */
export interface Found {
  /** Normalised path. */
  readonly path: string;
  readonly source: InputSource;
  /** 0 for a directory. */
  readonly sizeBytes: number;
}

const CHUNK_BYTES = 65_536;
const SWEEP_BYTES = 1_048_576;
/** Small files that are read before anything else is heard. */
const SWEPT_AT_ONCE = 16;
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE']);

/**
 * The disk as a job sees it: zips that it names lie unpacked beside themselves, over the files that are really there.
 * Nothing is ever written.
 */
export class JobDisk {
  readonly #members = new Map<string, Found>();
  readonly #folders = new Map<string, Set<string>>();
  /** Closed, but for their directories: a zip may have thousands of members, and each is opened by itself. */
  readonly #zips = new Map<string, OpenZip>();
  #swept = 0;
  readonly #seen = new Map<string, Promise<Found | undefined>>();

  /**
   * @param path absolute; `x/../y` is asked of the system as it is, so `x` must exist.
   * @returns what lies there, links followed; undefined where there is nothing.
   * @throws Error of the system where it may not be asked.
   */
  look(path: string): Promise<Found | undefined> {
    const known = this.#seen.get(path) ?? this.#ask(path);
    this.#seen.set(path, known);
    return known;
  }

  async #ask(path: string): Promise<Found | undefined> {
    const plain = withoutEndSlash(normalize(path));
    const member = this.#members.get(plain);
    if (member !== undefined) return member;
    const folder: Found = { path: plain, source: { kind: 'directory', path: plain }, sizeBytes: 0 };
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) return { ...folder, source: { kind: 'directory', path } };
      // To open a pipe waits for whoever writes into it, and a device has no end.
      if (!stats.isFile()) throw new Error('it is neither a file nor a folder');
      const source: InputSource = { kind: 'file', path, changedMs: stats.ctimeMs };
      return { path: plain, source, sizeBytes: stats.size };
    } catch (error) {
      if (!isNotThere(error)) throw error;
      return this.#folders.has(plain) ? folder : undefined;
    }
  }

  /** @returns the names in a folder, in no order; none where there is no such folder. */
  async names(folder: string): Promise<string[]> {
    const unpacked = this.#folders.get(withoutEndSlash(normalize(folder))) ?? [];
    const real = await readdir(folder).catch(() => []);
    return [...new Set([...real, ...unpacked])];
  }

  /** Reads a file piece by piece, to its end or as long as somebody wants more. */
  async *chunks(found: Found): AsyncGenerator<Uint8Array> {
    if (found.source.kind === 'member') {
      const { zipPath } = found.source;
      const zip = await (this.#zips.get(zipPath)?.reopen() ?? openZip(zipPath));
      try {
        for await (const chunk of await zip.open(found.source.member)) yield chunk as Uint8Array;
      } finally {
        zip.close();
      }
      return;
    }
    const handle = await open(found.source.path);
    try {
      yield* chunksOf(handle);
    } finally {
      await handle.close();
    }
  }

  /**
   * Reads a whole file, the next piece while the last is looked at.
   * @returns pieces that are only valid until the next one is asked for: two buffers serve for any size.
   */
  async *sweep(found: Found): AsyncGenerator<Uint8Array> {
    if (found.source.kind === 'member') {
      yield* this.chunks(found);
      return;
    }
    if (found.sizeBytes > 0 && found.sizeBytes <= CHUNK_BYTES) {
      // Of thousands of small files, most of the time would go into handing each over and back four times.
      this.#swept += 1;
      // A Ctrl-C between them must be heard all the same.
      if (this.#swept % SWEPT_AT_ONCE === 0) await setImmediate();
      yield readFileSync(found.source.path);
      return;
    }
    const handle = await open(found.source.path);
    const size = Math.max(1, Math.min(found.sizeBytes, SWEEP_BYTES));
    let [reading, idle] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
    // That it fails is heard of when it is asked for; until then it must not end the program.
    const read = (into: Buffer): ReturnType<typeof handle.read> => {
      const done = handle.read(into, 0, size);
      done.catch(() => undefined);
      return done;
    };
    let next = read(reading);
    try {
      for (;;) {
        const { bytesRead } = await next;
        if (bytesRead === 0) return;
        const ready = reading.subarray(0, bytesRead);
        [reading, idle] = [idle, reading];
        next = read(reading);
        yield ready;
      }
    } finally {
      await next.catch(() => undefined);
      await handle.close();
    }
  }

  /**
   * Lays the members of a zip into a folder, as far as the job can see.
   * @param folder default: that of the zip. The path of the zip itself is a folder where nothing else lies.
   * @throws Error where the file is not a zip.
   */
  async unpack(zipPath: string, folder = dirname(zipPath)): Promise<void> {
    const zip = await openZip(zipPath);
    zip.close();
    this.#zips.set(zipPath, zip);
    for (const member of zip.members) this.#lay(zipPath, folder, member);
    this.#seen.clear();
  }

  /** Makes a file visible under another path too. */
  alias(found: Found, path: string): void {
    this.#members.set(path, { ...found, path });
    this.#seen.clear();
  }

  #lay(zipPath: string, folder: string, member: ZipMember): void {
    const path = join(folder, member.name);
    const source: InputSource = { kind: 'member', zipPath, member: member.name };
    this.#members.set(path, { path, source, sizeBytes: member.sizeBytes });
    for (let child = path; child !== folder; child = dirname(child)) {
      const names = this.#folders.get(dirname(child)) ?? new Set();
      this.#folders.set(dirname(child), names.add(basename(child)));
    }
  }
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function isNotThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code));
}

/** @returns a normalised path without the slash that Node, unlike Python, leaves at its end. */
export function withoutEndSlash(path: string): string {
  return path.length > 1 && path.endsWith(sep) && !path.endsWith(`:${sep}`) ? path.slice(0, -1) : path;
}
