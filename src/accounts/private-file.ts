import { chmod, stat } from 'node:fs/promises';
import { diskFault, LocalFileError } from '../errors.js';
import { changeJson, whyUnchanged } from '../own-files/change-json.js';
import { type JsonObject, readJson, setAside } from '../own-files/read-json.js';
import { OWNER_ONLY } from '../own-files/write-whole.js';

/** A file of JSON that nobody else may read. */
export interface PrivateFile {
  readonly path: string;
  /**
   * @returns what it holds, `{}` where it is not there. Rights that are too wide are taken away first. A file that is of
   * no use is moved aside and counts as empty: it must not stop a call to a server that wants no login.
   */
  read(): Promise<JsonObject>;
  /**
   * Replaces it as a whole by what `edit` makes of it; nothing is written where that is undefined. Programs that
   * change it at the same time wait for one another.
   * @throws LocalFileError
   */
  change(edit: (value: JsonObject) => JsonObject | undefined): Promise<void>;
}

/** What a private file tells the user; each may come more than once with the same words. */
export interface PrivateFileWorld {
  /** Where Windows is, rights are those of the user's folder. */
  readonly platform: NodeJS.Platform;
  readonly warn: (text: string) => void;
}

/** @returns the file at a path, which need not be there. */
export function privateFile(path: string, { platform, warn }: PrivateFileWorld): PrivateFile {
  const close = async (): Promise<void> => {
    if (platform === 'win32') return;
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined || (facts.mode & 0o077) === 0) return;
    await chmod(path, OWNER_ONLY);
    warn(`Others could read ${path} until now; it is closed to them. Log in anew if you are not alone here.`);
  };
  const putAside = async (): Promise<void> =>
    warn(
      `${path} is not what this program writes; it is kept as ${await setAside(path, Date.now())}. Log in again where that is needed.`,
    );
  return {
    path,
    async read() {
      try {
        await close();
        const value = await readJson(path);
        if (value !== 'broken') return value ?? {};
        // Another program may have mended it meanwhile.
        await changeJson(path, async (now) => {
          if (now === 'broken') await putAside();
          return undefined;
        });
        return {};
      } catch (cause) {
        const reason = whyUnchanged(cause);
        if (reason === undefined) throw cause;
        warn(
          `${path} cannot be used: ${diskFault(cause)?.code === 'EACCES' ? 'you may not open it' : reason}.`,
        );
        return {};
      }
    },
    async change(edit) {
      try {
        await changeJson(
          path,
          async (value) => {
            if (value === 'broken') await putAside();
            return edit(value === 'broken' ? {} : (value ?? {}));
          },
          { mode: OWNER_ONLY },
        );
      } catch (cause) {
        throw new LocalFileError(
          `${path} cannot be written: ${whyUnchanged(cause) ?? 'the system refuses it'}.`,
          {
            cause,
          },
        );
      }
    },
  };
}
