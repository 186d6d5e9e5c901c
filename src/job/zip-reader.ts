import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';

/** A file in a zip. */
export interface ZipMember {
  /** With forward slashes; never absolute, never with `..`: an archive with such names is refused. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** A zip whose directory was read; members are opened one at a time. */
export interface OpenZip {
  readonly members: readonly ZipMember[];
  /** @throws Error where there is no such member, or its bytes are damaged. */
  open(name: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens a zip and reads its directory, not its contents.
 * @throws Error where the file is not a zip, or holds a name that would leave its directory.
 */
export async function openZip(path: string): Promise<OpenZip> {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    }
    return zipOver(zip, entries);
  } catch (error) {
    zip.close();
    throw error;
  }
}

function zipOver(zip: ZipFile, entries: ReadonlyMap<string, Entry>): OpenZip {
  return {
    members: [...entries.values()].map((entry) => ({
      name: entry.fileName,
      sizeBytes: entry.uncompressedSize,
    })),
    open: async (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`no ${name} in the archive`);
      return zip.openReadStreamPromise(entry);
    },
    close: () => {
      zip.close();
    },
  };
}
