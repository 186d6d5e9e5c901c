import type { Context } from '../../context.js';
import { InputError, UsageError } from '../../errors.js';
import { hazardCalculationOf, type PreparedJob } from '../../services/submit-job.js';
import { preflightKnowledge } from '../preflight-knowledge.js';
import { readJob } from '../read-job.js';
import type { RunOptions } from './run-options.js';

/**
 * Reads every job before the first is sent: a fault in the second must not cost the time of the first.
 * @throws InputError with what is wrong in all of them.
 */
export async function prepareJobs(options: RunOptions, context: Context): Promise<PreparedJob[]> {
  const jobs: PreparedJob[] = [];
  const invalid: InputError[] = [];
  const knowledge = options.preflight ? await preflightKnowledge(context) : undefined;
  for (const [index, path] of options.paths.entries()) {
    const { overrides } = options;
    const hasHazard = options.hazardCalculationId !== undefined || (index > 0 && options.chained);
    // That --run-risk wants its hazard named is told below, as the engine tells it.
    const preflight =
      knowledge === undefined ? undefined : { knowledge, hasHazard: hasHazard || options.needsHazard };
    const job = await readJob(context, { path, overrides, preflight }).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      invalid.push(error);
    });
    if (job === undefined) continue;
    const named = hasHazard ? undefined : hazardCalculationOf(job, undefined);
    if (!hasHazard && named === undefined && options.needsHazard) {
      throw new UsageError(
        "Please specify '--hazard-calculation-id=<id>': a risk calculation starts from a hazard calculation.",
        {
          hint: `openquake --run-risk ${path} --hc CALC_ID, or hazard and risk in one go: openquake --run hazard.ini ${path}`,
        },
      );
    }
    jobs.push(job);
  }
  if (invalid.length > 0) throw mergeInputErrors(invalid);
  return jobs;
}

/** What is wrong with several jobs comes in one go. */
function mergeInputErrors(errors: readonly InputError[]): InputError {
  const [only] = errors;
  if (only !== undefined && errors.length === 1) return only;
  return new InputError(
    errors.flatMap(({ faults }) => faults),
    { cause: only },
    errors.flatMap(({ warnings }) => warnings),
  );
}
