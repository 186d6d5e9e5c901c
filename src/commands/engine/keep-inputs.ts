import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { diskFault, OpenquakeError } from '../../errors.js';
import type { CrateFile } from '../../results/crate/crate-facts.js';
import { keepInputsOf } from '../../services/provenance/keep-inputs.js';
import type { PreparedJob } from '../../services/submit-job.js';
import { LOCAL_SERVER, serverName } from './server-name.js';
import { safeText } from '../../views/safe-text.js';

/**
 * `--keep-inputs`: puts the inputs of a calculation beside its results. What cannot be kept is a warning, for the results
 * are there.
 * @returns undefined where they could not be kept.
 */
export async function keepInputs(
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  calculation: Calculation | undefined,
  folder: string,
): Promise<CrateFile | undefined> {
  if (calculation === undefined) return undefined;
  // Of two servers' calculations of one number each keeps its own.
  const named = await serverName(context, server);
  const place = (named === LOCAL_SERVER ? named : new URL(server.url).host).replace(/[^A-Za-z0-9.-]+/g, '-');
  const name = `inputs/calculation-${calculation.id}-${place}.zip`;
  const live = await context.printer.live('Keeping the inputs');
  let why: string;
  try {
    const kept = await keepInputsOf(job, folder, name, context.stopped);
    if (kept !== undefined) return kept;
    why = 'they changed while the calculation ran';
  } catch (error) {
    if (context.stopped.aborted) throw context.stopped.reason;
    const reason = error instanceof OpenquakeError ? error.message : diskFault(error)?.reason;
    if (reason === undefined) throw error;
    why = reason;
  } finally {
    live.stop();
  }
  context.printer.warn(safeText(`The inputs were not kept: ${why}.`));
  return undefined;
}
