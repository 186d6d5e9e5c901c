import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeArchive } from '../../job/archive/archive.js';
import { temporaryIn } from '../../own-files/leftovers.js';
import { sha256Of } from '../../own-files/sha256-of.js';
import { forgetUnfinished } from '../../own-files/unfinished.js';
import type { CrateFile } from '../../results/crate/crate-facts.js';
import type { PreparedJob } from '../submit-job.js';

/**
 * Puts the inputs of a calculation into its export folder, packed as they were sent.
 * @param folder of the exports. @param name below it, with forward slashes.
 * @returns undefined where an input changed since the job was read: these would not be the inputs of the calculation.
 * @throws InputError and LocalFileError where they cannot be packed; the system's error where the folder refuses.
 */
export async function keepInputsOf(
  job: PreparedJob,
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<CrateFile | undefined> {
  const target = join(folder, name);
  await mkdir(dirname(target), { recursive: true });
  const temporary = await temporaryIn(dirname(target));
  try {
    if (job.kind === 'zip') await copyFile(job.path, temporary);
    else await writeArchive(job.inputs, temporary, { signal });
    if (!(await isUnchanged(job))) return undefined;
    const { size } = await stat(temporary);
    const sha256 = await sha256Of(temporary, signal);
    await rename(temporary, target);
    return { name, sizeBytes: size, sha256 };
  } finally {
    await rm(temporary, { force: true });
    forgetUnfinished(temporary);
  }
}

async function isUnchanged(job: PreparedJob): Promise<boolean> {
  const seen =
    job.kind === 'zip'
      ? [{ path: job.path, changedMs: job.changedMs }]
      : job.inputs.files.flatMap(({ path, source }) => {
          const isReplaced = path === job.inputs.iniPath && job.inputs.iniOverridden;
          return source.kind === 'file' && !isReplaced ? [source] : [];
        });
  for (const { path, changedMs } of seen) if ((await stat(path)).ctimeMs !== changedMs) return false;
  return true;
}
