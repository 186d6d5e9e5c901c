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
  /** Opens the same file again, closed or not, without reading its directory: that takes a while for each entry. */
  reopen(): Promise<OpenZip>;
  close(): void;
}

/**
 * Opens a zip and reads its directory, not its contents.
 * @throws Error where the file is not a zip, or holds a name that would leave its directory.
 */
export async function openZip(path: string): Promise<OpenZip> {
  const zip = await openFile(path);
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    }
    return zipOver(path, zip, entries);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openFile(path: string): Promise<ZipFile> {
  const { openPromise } = await import('yauzl');
  return openPromise(path, { autoClose: false });
}

function zipOver(
  path: string,
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  members: readonly ZipMember[] = [...entries.values()].map(({ fileName, uncompressedSize }) => ({
    name: fileName,
    sizeBytes: uncompressedSize,
  })),
): OpenZip {
  return {
    members,
    open: async (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`no ${name} in the archive`);
      return zip.openReadStreamPromise(entry);
    },
    reopen: async () => zipOver(path, await openFile(path), entries, members),
    close: () => {
      zip.close();
    },
  };
}
