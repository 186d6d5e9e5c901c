import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeArchive } from '../../job/archive/archive.js';
import { hashInputs } from '../../job/hash-inputs.js';
import { overrideParameters } from '../../job/parameters.js';
import { openZip } from '../../job/zip-reader.js';
import { type PreparedJob, prepareJob } from '../submit-job.js';

/** One thing that is not the same in two jobs. */
export type JobChange =
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  | { readonly kind: 'file'; readonly name: string };

/** A job laid out in a folder of its own. */
export interface LaidOutJob {
  readonly folder: string;
  /** Name of the job file below it. */
  readonly iniName: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** SHA-256 of every other file by its name. */
  readonly files: ReadonlyMap<string, string>;
}

/** Says nothing of what is computed. */
const NOT_COMPUTED = new Set(['export_dir', 'description']);

/**
 * Lays a job out as the server would unpack it.
 * @param folder an empty one. @throws what packing and reading throw.
 */
export async function layOut(job: PreparedJob, folder: string, signal: AbortSignal): Promise<LaidOutJob> {
  const archive = job.kind === 'zip' ? job.path : `${folder}.zip`;
  if (job.kind === 'ini') await writeArchive(job.inputs, archive, { signal });
  const iniName =
    job.kind === 'zip'
      ? job.iniName
      : (job.inputs.files.find(({ path }) => path === job.inputs.iniPath)?.name ?? job.inputs.jobIni);
  const zip = await openZip(archive);
  try {
    for (const { name } of zip.members) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await pipeline(await zip.open(name), createWriteStream(join(folder, name)), { signal });
    }
  } finally {
    zip.close();
  }
  const laid = await prepareJob(
    { path: join(folder, iniName), cwd: folder, overrides: new Map(), preflight: undefined },
    signal,
  );
  if (laid.kind === 'zip') throw new Error('a job file was taken for an archive');
  const parameters = new Map([...laid.inputs.parameters.values()].map(({ key, text }) => [key, text]));
  const hashed = await hashInputs(laid.inputs, signal);
  const ini = laid.inputs.files.find(({ path }) => path === laid.inputs.iniPath)?.name;
  const top =
    dirname(join(folder, iniName)).length -
    (ini === undefined ? 0 : dirname(ini) === '.' ? 0 : dirname(ini).length + 1);
  const below = join(folder, iniName).slice(0, top);
  const files = new Map(
    hashed.flatMap(({ name, sha256 }) => {
      if (name === ini) return [];
      return [[join(below, name).slice(folder.length + 1), sha256 ?? ''] as const];
    }),
  );
  return { folder, iniName, parameters, files };
}

/** @returns all that differs from one job to another, parameters first; a file that only one has is there for either. */
export function changesBetween(from: LaidOutJob, to: LaidOutJob): JobChange[] {
  const names = [...new Set([...from.parameters.keys(), ...to.parameters.keys()])].toSorted();
  const parameters = names
    .filter((name) => !NOT_COMPUTED.has(name) && from.parameters.get(name) !== to.parameters.get(name))
    .map(
      (name): JobChange => ({
        ...{ kind: 'parameter', name },
        ...{ from: from.parameters.get(name), to: to.parameters.get(name) },
      }),
    );
  const files = [...from.files.keys()]
    .filter((name) => to.files.has(name) && to.files.get(name) !== from.files.get(name))
    .map((name): JobChange => ({ kind: 'file', name }));
  return [...parameters, ...files];
}

/**
 * Writes the job that lies between two: the first with some changes of the second.
 * @param folder an empty one. @returns the path of its job file.
 */
export async function writeVariant(
  from: LaidOutJob,
  to: LaidOutJob,
  changes: readonly JobChange[],
  folder: string,
): Promise<string> {
  const taken = new Set(changes.flatMap((change) => (change.kind === 'file' ? [change.name] : [])));
  for (const name of new Set([...from.files.keys(), ...to.files.keys()])) {
    const source = taken.has(name) || !from.files.has(name) ? to : from;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await copyFile(join(source.folder, name), join(folder, name));
  }
  const parameters = new Map(from.parameters);
  for (const change of changes) {
    if (change.kind === 'file') continue;
    if (change.to === undefined) parameters.delete(change.name);
    else parameters.set(change.name, change.to);
  }
  const path = join(folder, from.iniName);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, overrideParameters('[general]\n', parameters));
  return path;
}
