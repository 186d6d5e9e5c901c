import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.js';
import { archiveName, byCodePoint, cannotTravel, commonFolder } from './archive/archive-names.js';
import { applyOverrides, type JobFileText, parseJobFile, readJobFile } from './job-file-text.js';
import type { CollectOptions, JobInput, JobInputs } from './job-inputs.js';
import { hazardCalculationOf } from './job-parameters.js';
import { JobWalk } from './job-walk.js';
import { walkParameters } from './walk-parameters.js';

/** A job as the walk left it: what was found, and in `walk` what is wrong with it. */
export interface WalkedJob {
  readonly walk: JobWalk;
  /** Whole only where `walk.faults` is empty. */
  readonly inputs: JobInputs;
}

/**
 * Finds every file that a job needs, by the engine's own rules and without an engine. Opens logic trees, the heads
 * of exposures and reinsurance files; source models and all other data are only looked at. Faults are noted, not
 * thrown, so that others can be found beside them.
 * @param iniPath path of the job file as the user typed it; places in messages begin like it.
 * @throws InputError where the job file itself cannot be read.
 */
export async function walkJob(iniPath: string, options: CollectOptions = {}): Promise<WalkedJob> {
  const path = resolve(options.cwd ?? '', iniPath);
  const job = applyOverrides(await readJobFile(path, iniPath), options.overrides);
  options.signal?.throwIfAborted();
  return walkFrom(new JobWalk(dirname(path), iniPath), path, job, options.signal);
}

/**
 * {@link walkJob} for the job file of an archive that is sent as it is: only what the archive holds is there.
 * @param zipPath absolute.
 * @param iniName of the job file in the archive.
 * @param typed path of the archive as the user typed it.
 */
export async function walkZippedJob(
  zipPath: string,
  iniName: string,
  typed: string,
  signal?: AbortSignal,
): Promise<WalkedJob> {
  const path = join(zipPath, iniName);
  const walk = new JobWalk(dirname(path), join(typed, iniName));
  await walk.disk.unpack(zipPath, zipPath);
  const found = await walk.disk.look(path);
  const chunks: Uint8Array[] = [];
  if (found !== undefined) for await (const chunk of walk.disk.chunks(found)) chunks.push(chunk);
  return walkFrom(walk, path, parseJobFile(Buffer.concat(chunks), walk.typed), signal);
}

async function walkFrom(
  walk: JobWalk,
  path: string,
  job: JobFileText,
  signal: AbortSignal | undefined,
): Promise<WalkedJob> {
  for (const fault of job.faults) walk.faults.push(fault);
  await addJobFile(walk, path);
  await walkParameters(walk, job.parameters, signal);
  const files = nameFiles(walk);
  const inputs: JobInputs = {
    iniPath: path,
    jobIni: basename(path),
    iniText: job.text,
    iniOverridden: job.overridden,
    files: files.sort((left, right) => byCodePoint(left.name, right.name)),
    leftToServer: walk.leftToServer,
    totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    parameters: job.parameters,
    calculationMode: job.parameters.get('calculation_mode')?.text,
    hazardCalculation: hazardCalculationOf(job.parameters),
    warnings: walk.warnings,
  };
  return { walk, inputs };
}

/**
 * {@link walkJob} for whoever can only use a job without a fault.
 * @throws InputError with every fault of every file, each with its line, its chain and a fix.
 */
export async function collectInputs(iniPath: string, options: CollectOptions = {}): Promise<JobInputs> {
  const { walk, inputs } = await walkJob(iniPath, options);
  if (walk.faults.length > 0) throw new InputError(walk.faults);
  return inputs;
}

function nameFiles(walk: JobWalk): JobInput[] {
  const top = commonFolder(walk.files.map((file) => file.found.path));
  return walk.files.map((file): JobInput => {
    const { found, chain, listedByEngine } = file;
    const name = archiveName(file, top);
    if (cannotTravel(name)) {
      const message = `the name of ${walk.shown(found.path)} cannot stand in an archive`;
      walk.fault(chain, message, 'rename it without \\ and :');
    }
    return { ...found, name, listedByEngine, chain };
  });
}

async function addJobFile(walk: JobWalk, path: string): Promise<void> {
  const found = await walk.disk.look(path);
  if (found !== undefined) await walk.add(found, []);
}
