import type { Context } from '../../context.js';
import { InputError, UsageError } from '../../errors.js';
import { hazardCalculationOf, type PreparedJob } from '../../services/submit-job.js';
import { mergeInputErrors, readDespiteFaults, tellDryRun } from '../dry-run.js';
import { preflightKnowledge } from '../preflight-knowledge.js';
import type { RunOptions } from './run-options.js';

/**
 * Reads every job before the first is sent: a fault in the second must not cost the time of the first.
 * @throws InputError with what is wrong in all of them.
 */
export async function prepareJobs(options: RunOptions, context: Context): Promise<readonly PreparedJob[]> {
  const { jobs, invalid } = await readAll(options, context);
  if (invalid.length > 0) throw mergeInputErrors(invalid);
  return jobs;
}

/**
 * `--dry-run`: tells what would be sent, also for a job that is wrong, as long as its files are there.
 * @throws InputError with what is wrong in all of them, after telling.
 */
export async function dryRun(options: RunOptions, context: Context): Promise<void> {
  const { jobs, invalid } = await readAll(options, context);
  await tellDryRun(context, jobs, invalid);
}

async function readAll(
  options: RunOptions,
  context: Context,
): Promise<{ readonly jobs: readonly PreparedJob[]; readonly invalid: readonly InputError[] }> {
  const jobs: PreparedJob[] = [];
  const invalid: InputError[] = [];
  const { overrides } = options;
  const knowledge = options.preflight ? await preflightKnowledge(context) : undefined;
  for (const [index, path] of options.paths.entries()) {
    const hasHazard = options.hazardCalculation !== undefined || (index > 0 && options.chained);
    // That --run-risk wants its hazard named is told below, as the engine tells it.
    const preflight =
      knowledge === undefined
        ? undefined
        : { knowledge, hasHazard: hasHazard || options.needsHazard, willRun: true };
    const read = await readDespiteFaults(context, { path, overrides, preflight });
    if (read.job !== undefined) jobs.push(read.job);
    const wrong = read.invalid ?? (hasHazard ? undefined : hazardFault(read.job, path, options));
    if (wrong !== undefined) invalid.push(wrong);
  }
  return { jobs, invalid };
}

/**
 * @returns what is wrong with the hazard that a job names.
 * @throws UsageError where `--run-risk` is to run a job that names none.
 */
function hazardFault(
  job: PreparedJob | undefined,
  path: string,
  { needsHazard }: RunOptions,
): InputError | undefined {
  if (job === undefined) return undefined;
  try {
    if (hazardCalculationOf(job, undefined) !== undefined || !needsHazard) return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new UsageError(
    "Please specify '--hazard-calculation-id=<id>': a risk calculation starts from a hazard calculation.",
    {
      hint: `openquake --run-risk ${path} --hc CALC_ID, or hazard and risk in one go: openquake --run hazard.ini ${path}`,
    },
  );
}
