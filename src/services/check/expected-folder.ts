import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskFault, LocalFileError } from '../../errors.js';
import { temporaryIn } from '../../own-files/leftovers.js';
import { syncFolder } from '../../own-files/write-whole.js';
import { forgetUnfinished } from '../../own-files/unfinished.js';
import { outputOf } from '../../results/compare/pair-outputs.js';
import type { CheckedOutput, CheckFile } from './check-results.js';

/**
 * Lists the files of a folder, hidden ones and folders within it left out.
 * @returns undefined where there is no such folder.
 * @throws LocalFileError where it cannot be read.
 */
export async function filesIn(folder: string, shown: string): Promise<readonly CheckFile[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => ({ name, path: join(folder, name) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    if (fault.code === 'ENOENT') return undefined;
    const reason = fault.code === 'ENOTDIR' ? 'it is a file, a folder is needed' : fault.reason;
    throw new LocalFileError(`${shown} cannot be read: ${reason}.`, { cause });
  }
}

/** One expected file that is to be written. */
export interface ExpectedChange {
  readonly output: string;
  /** Name in the folder: the one that is there, or that of the output. */
  readonly name: string;
  /** What it is made of. */
  readonly from: string;
  readonly isNew: boolean;
}

/**
 * @param withExtra whether outputs that nobody expects become expected.
 * @returns what an update would write: whatever differs, under the name that it has; what agrees stays as it is.
 */
export function changesOf(checked: readonly CheckedOutput[], withExtra: boolean): readonly ExpectedChange[] {
  return checked.flatMap(({ output, verdict, expected, got, fails }): ExpectedChange[] => {
    if (got === undefined) return [];
    if (expected !== undefined && (fails || verdict === 'different'))
      return [{ output, name: expected.name, from: got.path, isNew: false }];
    if (verdict !== 'extra' || !withExtra) return [];
    return [{ output, name: `${outputOf(got.name)}.csv`, from: got.path, isNew: true }];
  });
}

/**
 * Writes expected files, each whole or not at all; the folder is made where it is missing.
 * @throws LocalFileError where the folder refuses; files before that one are written.
 */
export async function writeExpected(
  folder: string,
  shown: string,
  changes: readonly ExpectedChange[],
): Promise<void> {
  if (changes.length === 0) return;
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, from } of changes) {
      const target = join(folder, name);
      const temporary = await temporaryIn(dirname(target));
      try {
        await copyFile(from, temporary);
        await rename(temporary, target);
        forgetUnfinished(temporary);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
    }
    await syncFolder(folder);
  } catch (cause) {
    const fault = diskFault(cause);
    if (fault === undefined) throw cause;
    throw new LocalFileError(`${shown} cannot be written: ${fault.reason}.`, {
      cause,
      facts: { folder: shown },
    });
  }
}
