import { readFile, stat } from 'node:fs/promises';
import { diskFault, UsageError } from '../errors.js';
import type { Keyring } from './keyring.js';
import type { PrivateFile } from './private-file.js';

/** Where a password is, or was put. */
type SecretPlace = 'keyring' | 'file';

/** Passwords that the user asked to be remembered. */
export interface Secrets {
  /** Path of the file for machines without a keyring. */
  readonly path: string;
  find(
    server: string,
    user: string,
  ): Promise<{ readonly password: string; readonly place: SecretPlace } | undefined>;
  /** @returns where it went: the keyring if there is one that takes it, else the file. */
  keep(server: string, user: string, password: string): Promise<SecretPlace>;
  forget(server: string, user: string): Promise<boolean>;
}

/** @returns the remembered passwords of a keyring and of a file. */
export function openSecrets(file: PrivateFile, keyring: Keyring | undefined): Secrets {
  const key = (server: string, user: string): string => `${user} ${server}`;
  const forgetInFile = async (server: string, user: string): Promise<boolean> => {
    const gone = key(server, user);
    if (!Object.hasOwn(await file.read(), gone)) return false;
    await file.change((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== gone)));
    return true;
  };
  return {
    path: file.path,
    async find(server, user) {
      const all = await file.read();
      const inFile = Object.hasOwn(all, key(server, user)) ? all[key(server, user)] : undefined;
      if (typeof inFile === 'string') return { password: inFile, place: 'file' };
      const password = await keyring?.find(server, user);
      return password === undefined ? undefined : { password, place: 'keyring' };
    },
    async keep(server, user, password) {
      if (keyring !== undefined && (await keyring.keep(server, user, password))) {
        await forgetInFile(server, user);
        return 'keyring';
      }
      await file.change((all) => ({ ...all, [key(server, user)]: password }));
      return 'file';
    },
    async forget(server, user) {
      const inFile = await forgetInFile(server, user);
      const inKeyring = (await keyring?.forget(server, user)) ?? false;
      return inFile || inKeyring;
    },
  };
}

/**
 * Reads a password that the user keeps in a file of his own: its first line.
 * @param warn told when others may read that file.
 * @throws UsageError when there is none, or it is empty.
 */
export async function readPasswordFile(
  path: string,
  platform: NodeJS.Platform,
  warn: (text: string) => void,
): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
    const { mode } = await stat(path);
    if (platform !== 'win32' && (mode & 0o077) !== 0) {
      warn(`Others can read the password in ${path}; close it with chmod 600.`);
    }
  } catch (cause) {
    const fault = diskFault(cause);
    const reason = fault?.code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new UsageError(`The password file ${path}: ${reason}.`);
  }
  // Editors on Windows begin a file with a mark of its encoding.
  const password = firstLine(text.replace(/^\uFEFF/, ''));
  if (password !== '') return password;
  throw new UsageError(`The password file ${path} is empty.`);
}

/** @returns the first line, without its end. */
function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}
