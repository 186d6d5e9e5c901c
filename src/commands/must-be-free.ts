import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LocalFileError } from '../errors.js';

/**
 * Looks whether a file can be written, before the work for it begins: never replaces what it was not told to replace.
 * @param what is written, e.g. `the report`.
 * @throws LocalFileError where its folder is missing, or something stands there.
 */
export async function mustBeFree(
  path: string,
  shown: string,
  overwrite: boolean,
  what: string,
): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new LocalFileError(
      `Cannot write ${shown}: its folder ${folder === undefined ? 'does not exist' : 'is a file'}.`,
      { hint: 'Make the folder first, or name another place with -o.' },
    );
  }
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || (overwrite && there.isFile())) return;
  throw new LocalFileError(`${shown} ${there.isFile() ? 'exists already' : 'exists and is not a file'}.`, {
    hint: `${there.isFile() ? '--overwrite replaces it; ' : ''}-o writes ${what} under another name.`,
  });
}
