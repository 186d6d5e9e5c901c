import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { diskFault } from '../../errors.js';
import { addToLedger, ledgerPath, readLedger } from '../../services/calculation-ledger.js';
import { findIdentical, identifyJobContents } from '../../services/find-identical.js';
import type { PreparedJob } from '../../services/submit-job.js';
import { serverName } from './server-name.js';

/** A job and all that decides, beside its inputs, what comes out of it. */
export interface ReuseQuestion {
  readonly job: PreparedJob;
  readonly hazardCalculationId: number | undefined;
  readonly engineVersion: string;
}

/** @returns the complete calculation that stands for this job, after saying so; undefined, after saying why, for none. */
export async function findReusable(
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
): Promise<Calculation | undefined> {
  const { printer } = context;
  const live = await printer.live('Comparing the inputs with those of earlier calculations');
  try {
    const { job, engineVersion } = question;
    const contents = await identifyJobContents(job, context.stopped);
    if (contents.kind === 'unknown') {
      printer.note(`Nothing to reuse: ${job.path} cannot be compared, for ${contents.reason}.`);
      return undefined;
    }
    const wanted = {
      server: await serverName(context, server),
      inputs: contents.sha256,
      engineVersion,
      hazardCalculationId: question.hazardCalculationId ?? null,
    };
    const rows = await readLedger(ledgerPath(context));
    const found = await findIdentical(server, rows, wanted, context.stopped);
    printer.note(
      found === undefined
        ? `Nothing to reuse: no complete calculation with these inputs, parameters and engine ${engineVersion} is known on ${server.url}.`
        : `Calculation ${found.id} (started ${found.startTime ?? ''} UTC) has the same inputs, parameters and engine version: nothing is computed again.`,
    );
    return found;
  } finally {
    live.stop();
  }
}

/** Notes a calculation that was seen complete, so that a later run can be answered with it. */
export async function rememberComplete(
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  calculation: Calculation,
): Promise<void> {
  const { startTime, description, calculationMode, parentId } = calculation;
  const hazardCalculationId = question.hazardCalculationId ?? null;
  // Without them it could not be told from another calculation of the same number.
  if (startTime === undefined || (parentId ?? null) !== hazardCalculationId) return;
  const contents = await readOnce(context, question.job);
  if (contents === undefined) return;
  // A server that was renewed since it was first asked may have run this on either version.
  const versionNow = await server.versionNow(context.stopped).catch(() => undefined);
  if (versionNow !== question.engineVersion) return;
  const row = {
    server: await serverName(context, server),
    inputs: contents,
    engineVersion: question.engineVersion,
    hazardCalculationId,
    calculationId: calculation.id,
    ...{ startTime, description, calculationMode },
  };
  try {
    await addToLedger(ledgerPath(context), row);
  } catch (error) {
    // It costs a later run its short cut, and this one nothing.
    if (diskFault(error) === undefined) throw error;
  }
}

/** @returns the identity of the inputs; undefined where there is none, or where the user would not wait for it. */
async function readOnce(context: Context, job: PreparedJob): Promise<string | undefined> {
  const live = await context.printer.live('Noting the inputs, so that --reuse knows them');
  try {
    const contents = await identifyJobContents(job, context.stopped);
    return contents.kind === 'unknown' ? undefined : contents.sha256;
  } catch (error) {
    if (!context.stopped.aborted) throw error;
    return undefined;
  } finally {
    live.stop();
  }
}
