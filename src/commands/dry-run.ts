import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import { type ArchiveContents, archiveContents } from '../services/archive-contents.js';
import type { JobRequest, PreparedJob } from '../services/submit-job.js';
import { CONTENTS_COLUMNS, contentsJson, contentsSummary } from '../views/archive-contents.js';
import { safeLine } from '../views/safe-text.js';
import { readJob } from './read-job.js';
import { showWarnings } from './show-warnings.js';

/** A job whose files are all there, and what is wrong with them or with the job. */
export interface ReadDespiteFaults {
  /** Undefined where files are missing or cannot be read. */
  readonly job: PreparedJob | undefined;
  readonly invalid: InputError | undefined;
}

/** Reads a job for a dry run: the list of files is the result, and what is wrong with them comes behind it. */
export async function readDespiteFaults(
  context: Context,
  request: Omit<JobRequest, 'cwd' | 'onProgress'>,
): Promise<ReadDespiteFaults> {
  try {
    return { job: await readJob(context, request), invalid: undefined };
  } catch (invalid) {
    if (!(invalid instanceof InputError)) throw invalid;
    if (request.preflight === undefined) return { job: undefined, invalid };
    const { job } = await readDespiteFaults(context, { ...request, preflight: undefined });
    return { job, invalid };
  }
}

/**
 * `--dry-run`: prints what would be sent for each job, and why each file is in. Neither packs nor sends.
 * @throws InputError with what is wrong, after telling.
 */
export async function tellDryRun(
  context: Context,
  jobs: readonly PreparedJob[],
  invalid: readonly InputError[],
): Promise<void> {
  const { printer } = context;
  const all: ArchiveContents[] = [];
  for (const job of jobs) {
    if (invalid.length === 0) showWarnings(context, job.warnings);
    const contents = await archiveContents(job);
    all.push(contents);
    if (jobs.length > 1) printer.line(`${safeLine(job.path)}:`);
    await printer.table(CONTENTS_COLUMNS, contents.entries);
    printer.line(contentsSummary(contents));
  }
  const told = { dry_run: true, jobs: all.map(contentsJson) };
  if (invalid.length > 0) throw mergeInputErrors(invalid).telling(told);
  printer.note('Nothing was sent.');
  printer.json(told);
}

/** @returns what is wrong with several jobs, in one error. */
export function mergeInputErrors(errors: readonly InputError[]): InputError {
  const [only] = errors;
  if (only !== undefined && errors.length === 1) return only;
  return new InputError(
    errors.flatMap(({ faults }) => faults),
    { cause: only },
    errors.flatMap(({ warnings }) => warnings),
  );
}
