import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import { gatherFacts } from '../../services/provenance/gather-facts.js';
import { submittedFolder } from '../../services/provenance/submitted-inputs.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { type PreparedJob, prepareJob } from '../../services/submit-job.js';
import { serverName } from '../engine/server-name.js';
import { findJob } from '../provenance/find-job.js';

/**
 * Finds the job that a word names: a job file, an archive, or a calculation that was sent from this machine.
 * @throws UsageError where the inputs of a calculation are on its server only.
 */
export async function findComparedJob(context: Context, word: string, scratch: string): Promise<PreparedJob> {
  const { cwd, stopped } = context;
  if (/\.(?:ini|zip)$/i.test(word))
    return prepareJob({ path: word, cwd, overrides: new Map(), preflight: undefined }, stopped);
  const server = await context.engine();
  const calculation = await selectCalculation(server, word, stopped);
  const name = await serverName(context, server);
  const facts = await gatherFacts(server, calculation, name, submittedFolder(context), stopped);
  const described = { ...facts, key: '', outputs: [] };
  const { job, from } = await findJob(context, server, cwd, described, undefined, scratch);
  if (from !== 'server') return job;
  throw new UsageError(
    `The inputs of calculation ${calculation.id} are on its server only, or changed here since.`,
    {
      hint: 'Name the two jobs by their job files: openquake bisect a/job.ini b/job.ini',
    },
  );
}
