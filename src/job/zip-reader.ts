import type { Readable } from 'node:stream';
import type { Entry } from 'yauzl';
import type { ZipArchive } from '../zip/zip-archive.js';

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
 * @throws Error where the file is not a zip, or holds a name that would leave its directory, a link, members that
 * share their bytes, or a bomb.
 */
export async function openZip(path: string): Promise<OpenZip> {
  return zipOver(path, await openFile(path));
}

async function openFile(path: string, known?: ZipArchive): Promise<ZipArchive> {
  const { openArchive } = await import('../zip/zip-archive.js');
  return openArchive(path, known);
}

function zipOver(
  path: string,
  zip: ZipArchive,
  entries: ReadonlyMap<string, Entry> = entriesByName(zip),
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
      return zip.stream(entry);
    },
    reopen: async () => zipOver(path, await openFile(path, zip), entries, members),
    close: () => {
      zip.close();
    },
  };
}

/** Of two of one name the last counts, as where the engine unpacks them. */
function entriesByName({ entries }: ZipArchive): Map<string, Entry> {
  return new Map(
    entries.filter(({ fileName }) => !fileName.endsWith('/')).map((entry) => [entry.fileName, entry]),
  );
}
