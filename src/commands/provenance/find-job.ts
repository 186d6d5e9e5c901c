import { join } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InputError, LocalFileError, OpenquakeError } from '../../errors.js';
import type { DescribedCalculation } from '../../results/crate/crate-facts.js';
import { proveInputs } from '../../services/provenance/prove-inputs.js';
import { readSubmitted, submittedFolder } from '../../services/provenance/submitted-inputs.js';
import { packJobText, rememberedJobText } from '../../services/remember-job.js';
import { type PreparedJob, prepareJob } from '../../services/submit-job.js';
import { safeText } from '../../views/safe-text.js';
import { serverName } from '../engine/server-name.js';

/** Where the inputs of a calculation were found. */
type InputsFrom = 'folder' | 'named' | 'this-machine' | 'server';

/** A job that gives a calculation again. */
export interface FoundJob {
  readonly job: PreparedJob;
  readonly from: InputsFrom;
  /** Whether every input is proved by its SHA-256 to be the one that was sent. */
  readonly isProven: boolean;
}

/**
 * Finds the inputs of a calculation that an export folder describes: in the folder, where the user says, where they were
 * sent from on this machine, or on the disk of the same server.
 * @param named path of a job file or archive that the user names; nothing else is looked at then.
 * @param scratch an empty folder.
 * @throws LocalFileError where there are none that are the same.
 */
export async function findJob(
  context: Context,
  server: EngineServer,
  folder: string,
  calculation: DescribedCalculation,
  named: string | undefined,
  scratch: string,
): Promise<FoundJob> {
  const reasons: string[] = [];
  const attempt = async (
    from: InputsFrom,
    path: string,
    overrides: ReadonlyMap<string, string> = new Map(),
  ): Promise<FoundJob | undefined> => {
    const found = await proveAt(context, calculation, path, overrides);
    if ('job' in found) return { ...found, from };
    reasons.push(`${path}: ${found.reason}`);
    return undefined;
  };
  const { keptInputs, inputsAre } = calculation;
  if (named !== undefined) {
    const found = await attempt('named', named);
    if (found !== undefined) return found;
    throw noneOf(calculation, reasons);
  }
  if (keptInputs !== undefined) {
    const found = await attempt('folder', join(folder, keptInputs.name));
    if (found !== undefined) return found;
  }
  const note = inputsAre === 'as-sent' ? await noteOf(context, server, calculation) : undefined;
  if (note !== undefined) {
    const found = await attempt('this-machine', note.job, new Map(note.overrides));
    if (found !== undefined) return found;
  }
  const there = await onServer(context, server, calculation, scratch);
  if ('job' in there) return there;
  reasons.push(there.reason);
  throw noneOf(calculation, reasons);
}

async function proveAt(
  context: Context,
  { inputs, inputsAre }: DescribedCalculation,
  path: string,
  overrides: ReadonlyMap<string, string>,
): Promise<Pick<FoundJob, 'job' | 'isProven'> | { readonly reason: string }> {
  const { cwd, stopped } = context;
  try {
    const job = await prepareJob({ path, cwd, overrides, preflight: undefined }, stopped);
    if (inputsAre !== 'as-sent') return { job, isProven: false };
    const { changed, unknown } = await proveInputs(job, inputs, stopped);
    if (changed.length === 0) return { job, isProven: unknown.length === 0 };
    return { reason: `${changed.slice(0, 5).join(', ')} changed or is not there` };
  } catch (error) {
    if (error instanceof InputError) return { reason: 'it cannot be read any more' };
    if (error instanceof OpenquakeError) throw error;
    stopped.throwIfAborted();
    return { reason: 'it cannot be read any more' };
  }
}

async function noteOf(context: Context, server: EngineServer, calculation: DescribedCalculation) {
  const notes = submittedFolder(context);
  const { submission, started, calculationId } = calculation;
  if (submission !== undefined && /^[0-9a-f]{16}$/.test(submission))
    return readSubmitted(notes, { token: submission });
  if (started === undefined) return undefined;
  const startTime = started.slice(0, 19).replace('T', ' ');
  const name = calculation.host === 'local' ? 'local' : await serverName(context, server);
  return readSubmitted(notes, { server: name, calculationId, startTime });
}

/** The inputs as they lie on the server's disk now: nothing proves that they are the same. */
async function onServer(
  context: Context,
  server: EngineServer,
  calculation: DescribedCalculation,
  scratch: string,
): Promise<FoundJob | { readonly reason: string }> {
  const name = await serverName(context, server);
  if (name.replace(/\/$/, '') !== calculation.host)
    return { reason: `${calculation.host} may have them on its disk, and another server was chosen` };
  const { calculationId, description, started } = calculation;
  try {
    const now = await server.status(calculationId, context.stopped);
    const startedNow = now.startTime?.replace(' ', 'T');
    if (now.description !== description || (started !== undefined && startedNow !== started.slice(0, 19)))
      return { reason: `calculation ${calculationId} of ${server.url} is another one now` };
    const text = await rememberedJobText(server, calculationId, new Map(), scratch, context.stopped);
    return { job: await packJobText(text, scratch), from: 'server', isProven: false };
  } catch (error) {
    if (!(error instanceof OpenquakeError) || context.stopped.aborted) throw error;
    return { reason: error.message };
  }
}

function noneOf({ calculationId }: DescribedCalculation, reasons: readonly string[]): LocalFileError {
  return new LocalFileError(
    safeText(`The inputs of calculation ${calculationId} are not at hand: ${reasons.join('; ')}.`),
    {
      hint: 'Say where they are with --job JOB_INI; runs with --keep-inputs leave them beside the results.',
      facts: { calculation_id: calculationId },
    },
  );
}
