import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { wallClock } from '../clock.js';
import { diskFault, LocalFileError } from '../errors.js';
import { LockHeldError, takeLock } from '../own-files/file-lock.js';
import { OWNER_ONLY, writeJson } from '../own-files/write-whole.js';

/** A change takes milliseconds: whoever lives and holds a lock for longer was stopped in the middle. */
const LOCK_WAIT = { clock: wallClock, patienceMs: 30_000, elsewhereMs: 30_000 };

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
      const refused = (cause: unknown): never => {
        throw unwritable(path, cause);
      };
      await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(refused);
      const unlock = await takeLock(`${path}.lock`, 'writes', LOCK_WAIT).catch(refused);
      try {
        const value = edit(await read());
        if (value !== undefined) await writeJson(path, value, { mode: OWNER_ONLY }).catch(refused);
      } finally {
        await unlock();
      }
    },
  };
}

function unwritable(path: string, cause: unknown): LocalFileError {
  const reason = cause instanceof LockHeldError ? cause.message : diskFault(cause)?.reason;
  return new LocalFileError(`${path} cannot be written: ${reason ?? 'the system refuses it'}.`);
}

function unusable(path: string, reason: string | undefined): LocalFileError {
  return new LocalFileError(`${path} cannot be used: ${reason ?? 'it is not what this program writes'}.`, {
    hint: 'Remove it and log in again.',
  });
}
