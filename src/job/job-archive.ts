import { basename } from 'node:path/posix';
import { InputError, type InputFault } from '../errors.js';
import { byCodePoint } from './archive/archive-names.js';
import { nearestName } from '../near-names.js';
import { openZip } from './zip-reader.js';

/** Which job file of an archive will run. */
export interface ChosenJobFile {
  /** Value for the form field `job_ini`. */
  readonly jobIni: string;
  /** Name in the archive. */
  readonly iniName: string;
  /** All job files in the archive, in the order in which the server tries them. */
  readonly iniNames: readonly string[];
}

/**
 * Chooses the job file of an archive as the server does: of the files whose base name ends with the form field
 * `job_ini`, the first by its whole name.
 * @param typed the path of the archive as the user typed it.
 * @param wanted base name, or whole name, of the job file to run; by default the server's own choice.
 * @throws InputError where the archive cannot be read, holds no job file, or the server would run another one.
 */
export async function chooseJobFile(
  zipPath: string,
  typed: string,
  wanted: string | undefined,
): Promise<ChosenJobFile> {
  const names = (await namesIn(zipPath, typed))
    .filter((name) => !name.includes('__MACOSX'))
    .sort(byCodePoint);
  const iniNames = names.filter((name) => basename(name).endsWith('.ini'));
  const [first] = iniNames;
  if (wanted === undefined) {
    if (first === undefined)
      throw refuse(typed, 'holds no job file', 'put the .ini file of the job into the archive');
    return { jobIni: basename(first), iniName: first, iniNames };
  }
  const iniName = names.find((name) => name === wanted) ?? names.find((name) => basename(name) === wanted);
  if (iniName === undefined) {
    const base = nearestName(
      basename(wanted),
      iniNames.map((name) => basename(name)),
    );
    const near = iniNames.find((name) => basename(name) === base) ?? first;
    throw refuse(typed, `holds no ${wanted}`, near === undefined ? undefined : `there is ${near}`);
  }
  const jobIni = basename(iniName);
  const run = names.find((name) => basename(name).endsWith(jobIni));
  if (run !== undefined && run !== iniName) {
    throw refuse(
      typed,
      `the server would run ${run} instead of ${iniName}`,
      'give the job files names that differ',
    );
  }
  return { jobIni, iniName, iniNames };
}

/**
 * The value of the form field `job_ini` for a job file, as short as it can be: a server takes the first file whose base name ends
 * with it. Since 3.26 a server that has lost the archive takes the field for the path of a file of its own, and would run the
 * `job.ini` of the folder that it was started in; a `.ini` there is nobody's.
 * @param iniName the job file, and `names` all files, by their names in the archive.
 * @returns an end of its base name that no other has; the whole where there is none.
 */
export function jobIniField(iniName: string, names: readonly string[]): string {
  const others = names.filter((name) => name !== iniName && !name.includes('__MACOSX'));
  const letters = Array.from(basename(iniName));
  for (let from = Math.max(1, letters.lastIndexOf('.')); from >= 1; from -= 1) {
    const end = letters.slice(from).join('');
    if (end !== '' && !others.some((name) => basename(name).endsWith(end))) return end;
  }
  return basename(iniName);
}

async function namesIn(zipPath: string, typed: string): Promise<string[]> {
  try {
    const zip = await openZip(zipPath);
    zip.close();
    return zip.members.map((member) => member.name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(typed, `cannot be read as a zip: ${reason}`, 'make the archive anew', error);
  }
}

function refuse(file: string, message: string, fix?: string, cause?: unknown): InputError {
  const fault: InputFault = { file, message, fix };
  return new InputError([fault], { cause });
}
