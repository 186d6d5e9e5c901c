import { rm } from 'node:fs/promises';
import { InputError, type InputFault } from '../errors.js';
import { checkJob, type CheckProgress } from '../job/checks/check-job.js';
import type { EngineKnowledge } from '../job/checks/engine-knowledge.js';
import { withExcerpts } from '../job/fault-excerpts.js';
import { faultedFiles } from '../job/faulted-files.js';
import { walkJob, type WalkedJob, walkZippedJob } from '../job/inputs.js';
import { identifyJob } from '../job/job-file.js';
import type { HazardCalculation, JobInputs } from '../job/job-inputs.js';
import type { Way } from './choose-way.js';
import { packSubmission } from './pack-submission.js';
import { makeScratchFolder } from './scratch-folder.js';
import type { DoubtEvent } from './submission-doubt.js';
import { newToken, submitOnce, type Submitted, type SubmitWorld } from './submit-once.js';

/** A job as the user gave it. */
export interface JobRequest {
  /** Path of a job file or of a zip that holds one. */
  readonly path: string;
  readonly cwd: string;
  /** Parameters that replace those of the job file, in the uploaded copy only. */
  readonly overrides: ReadonlyMap<string, string>;
  /** What the job is held to beyond its files; undefined for no preflight. */
  readonly preflight: Preflight | undefined;
  /** Told how far the reading of big files is. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** What a job is held to before it is sent. */
interface Preflight {
  readonly knowledge: EngineKnowledge;
  /** A hazard calculation is given beside the job. */
  readonly hasHazard: boolean;
  /** The job goes to a server now; else a hazard may yet be given when it does. */
  readonly willRun: boolean;
}

/** A job read, checked and ready to be sent. */
export type PreparedJob =
  | {
      readonly kind: 'ini';
      readonly path: string;
      readonly inputs: JobInputs;
      readonly warnings: readonly InputFault[];
    }
  | {
      readonly kind: 'zip';
      readonly path: string;
      readonly jobIni: string;
      /** Name in the archive of the job file that will run. */
      readonly iniName: string;
      readonly sizeBytes: number;
      /** When it was last changed, as {@link identifyJob} saw it. */
      readonly changedMs: number;
      /** What the job file in it names; undefined without a preflight. */
      readonly inputs: JobInputs | undefined;
      readonly warnings: readonly InputFault[];
    };

/** What goes with a job to the server beside its inputs. */
export interface SentWith {
  /** Calculation whose results the new one starts from. */
  readonly hazardCalculationId: number | undefined;
  /** Address that the server itself tells of the end; engines since 3.25. */
  readonly notifyTo?: string | undefined;
}

/** How far a submission is. */
export type SubmitEvent =
  | {
      readonly kind: 'packing';
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly files: number;
    }
  | { readonly kind: 'sending'; readonly sentBytes: number; readonly totalBytes: number }
  /** Everything is sent; the server unpacks and checks it before it tells the id. */
  | { readonly kind: 'sent'; readonly totalBytes: number }
  | DoubtEvent;

/**
 * Reads a job and everything that it needs. Nothing is sent.
 * @throws InputError with every fault that was found, each with its line, and with the warnings.
 */
export async function prepareJob(request: JobRequest, signal?: AbortSignal): Promise<PreparedJob> {
  try {
    return await readJob(request, signal);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { faults, warnings, hint, facts, cause } = error;
    const open = faultedFiles(request.cwd);
    throw new InputError(await withExcerpts(faults, open), { hint, facts, cause }, warnings);
  }
}

async function readJob(request: JobRequest, signal: AbortSignal | undefined): Promise<PreparedJob> {
  const job = await identifyJob(request.path, { cwd: request.cwd });
  if (job.kind === 'zip') {
    if (request.overrides.size > 0) {
      throw new InputError([
        {
          file: request.path,
          message: 'parameters cannot be overridden in an archive: it is sent as it is',
          fix: 'run the job file itself with --param, or change the job file in the archive',
        },
      ]);
    }
    const { path, jobIni, iniName, sizeBytes, changedMs } = job;
    const sent = { kind: 'zip', path, jobIni, iniName, sizeBytes, changedMs } as const;
    // An archive is sent as it is: without a preflight nothing in it is looked at.
    if (request.preflight === undefined) return { ...sent, inputs: undefined, warnings: [] };
    const walked = await walkZippedJob(path, job.iniName, request.path, signal);
    return { ...sent, inputs: walked.inputs, warnings: await judge(walked, request, signal) };
  }
  const { cwd, overrides } = request;
  const walked = await walkJob(request.path, { cwd, overrides, signal });
  const warnings = await judge(walked, request, signal);
  return { kind: 'ini', path: request.path, inputs: walked.inputs, warnings };
}

/**
 * @returns the warnings.
 * @throws InputError with all that the walk and the preflight found.
 */
async function judge(
  { walk, inputs }: WalkedJob,
  { cwd, preflight, onProgress }: JobRequest,
  signal: AbortSignal | undefined,
): Promise<readonly InputFault[]> {
  if (preflight !== undefined) {
    await checkJob({ walk, inputs, ...preflight, signal, onProgress });
    const noted = preflight.willRun ? walk.faults : walk.warnings;
    if (!preflight.hasHazard) noted.push(...hazardFileFaults(inputs.hazardCalculation, walk.typed));
  }
  const open = faultedFiles(cwd, walk);
  const warnings = await withExcerpts(walk.warnings, open);
  if (walk.faults.length > 0) throw new InputError(await withExcerpts(walk.faults, open), {}, warnings);
  return warnings;
}

/**
 * The calculation that a job starts from: `--hc` where it was given, else the number in the job file, which the
 * server would overwrite with nothing.
 * @throws InputError where the job file names another job file: over HTTP that one must have run before.
 */
export function hazardCalculationOf(job: PreparedJob, asked: number | undefined): number | undefined {
  if (asked !== undefined || job.kind === 'zip') return asked;
  const named = job.inputs.hazardCalculation;
  const faults = hazardFileFaults(named, job.path);
  if (faults.length > 0) throw new InputError(faults);
  return named?.kind === 'number' ? named.calculationId : undefined;
}

/** Over HTTP a hazard job must have run before. */
function hazardFileFaults(named: HazardCalculation | undefined, file: string): InputFault[] {
  if (named === undefined || named.kind === 'number') return [];
  const { line, text } = named;
  const message = `hazard_calculation_id = ${text} names a file, which only an engine on this machine can follow`;
  const fix = `run that job first, then this one with --hazard-calculation-id ID; or both: openquake --run ${text} ${file}`;
  return [{ file, line, message, fix }];
}

/**
 * Packs a job into a temporary archive, unless the server reads it in place, and submits it so that it becomes one
 * calculation. The archive is removed whatever happens.
 * @throws LocalFileError where there is no place to pack it; what {@link packSubmission} and {@link submitOnce} throw.
 */
export async function submitJob(
  world: SubmitWorld,
  job: PreparedJob,
  way: Way,
  sentWith: SentWith,
): Promise<Submitted> {
  const token = newToken();
  const folder = await makeScratchFolder('job');
  try {
    const packed = await packSubmission(job, way, token, folder, world.onEvent, world.signal);
    const calculationMode = job.inputs?.parameters.get('calculation_mode')?.text.trim();
    return await submitOnce(world, { token, job: job.path, calculationMode, packed, sentWith });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
