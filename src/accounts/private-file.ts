import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { diskFault, LocalFileError } from '../errors.js';
import { lockFile } from './lock-file.js';

/** Rights of a file that its owner alone may read and write. */
const OWNER_ONLY = 0o600;

/** A file of JSON that nobody else may read. */
export interface PrivateFile {
  readonly path: string;
  /**
   * @returns what it holds, `{}` where it is not there. Rights that are too wide are taken away first.
   * @throws LocalFileError when it cannot be read, is no object, or cannot be closed to others.
   */
  read(): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Replaces it as a whole by what `edit` makes of it; nothing is written where that is undefined. Programs that
   * change it at the same time wait for one another.
   * @throws LocalFileError
   */
  change(
    edit: (value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | undefined,
  ): Promise<void>;
}

/**
 * @param mended told when the file could be read by others until now: what it held may be known to them.
 * @param platform where Windows is, rights are those of the user's folder.
 */
export function privateFile(
  path: string,
  platform: NodeJS.Platform,
  mended: (path: string) => void,
): PrivateFile {
  const read = async (): Promise<Readonly<Record<string, unknown>>> => {
    try {
      if (platform !== 'win32') {
        const { mode } = await stat(path);
        if ((mode & 0o077) !== 0) {
          await chmod(path, OWNER_ONLY);
          mended(path);
        }
      }
      const value = JSON.parse(await readFile(path, 'utf8')) as unknown;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as Readonly<Record<string, unknown>>;
      }
    } catch (cause) {
      if (['ENOENT', 'ENOTDIR'].includes(diskFault(cause)?.code ?? '')) return {};
      // The parser's own words repeat what stands in the file.
      throw unusable(path, diskFault(cause)?.reason);
    }
    throw unusable(path, undefined);
  };
  return {
    path,
    read,
    async change(edit) {
      const unlock = await lockFile(path).catch((cause: unknown) => {
        throw unwritable(path, cause);
      });
      try {
        const value = edit(await read());
        if (value !== undefined) await replace(path, `${JSON.stringify(value, undefined, 2)}\n`);
      } finally {
        await unlock();
      }
    },
  };
}

async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    // "wx" follows no link and takes no file that somebody else has laid there.
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): LocalFileError {
  return new LocalFileError(
    `${path} cannot be written: ${diskFault(cause)?.reason ?? 'the system refuses it'}.`,
  );
}

function unusable(path: string, reason: string | undefined): LocalFileError {
  return new LocalFileError(`${path} cannot be used: ${reason ?? 'it is not what this program writes'}.`, {
    hint: 'Remove it and log in again.',
  });
}
