import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';
import { identifyArchive, identifyInputs, type InputIdentity } from '../job/input-identity.js';
import type { LedgerRow } from './calculation-ledger.js';
import type { PreparedJob } from './submit-job.js';

/** What a calculation must be to stand for a job. */
export type Wanted = Pick<LedgerRow, 'server' | 'inputs' | 'engineVersion' | 'hazardCalculationId'>;

/** Calculations of one job that are asked for, newest first; who has more of them has deleted the others. */
const MOST_ASKED = 20;

/** @returns what a job is by its contents; see {@link identifyInputs}. */
export async function identifyJobContents(job: PreparedJob, signal?: AbortSignal): Promise<InputIdentity> {
  return job.kind === 'zip' ? identifyArchive(job, signal) : identifyInputs(job.inputs, signal);
}

/**
 * Looks for a complete calculation of the same inputs, parameters, hazard and engine version. The ledger only says where
 * to look: the server must still have the calculation, complete, with the same start, description and parent, and
 * its log must tell no other engine version.
 * @param rows of the ledger, oldest first.
 * @throws UnreachableError and its like when the server does not answer.
 */
export async function findIdentical(
  server: Pick<EngineServer, 'status' | 'logPage'>,
  rows: readonly LedgerRow[],
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Calculation | undefined> {
  const candidates = rows
    .filter(
      (row) =>
        row.server === wanted.server &&
        row.inputs === wanted.inputs &&
        row.engineVersion === wanted.engineVersion &&
        row.hazardCalculationId === wanted.hazardCalculationId,
    )
    .reverse();
  for (const row of candidates.slice(0, MOST_ASKED)) {
    const calculation = await stillThere(server, row, signal);
    if (calculation !== undefined && (await ranOn(server, row, signal))) return calculation;
  }
  return undefined;
}

async function stillThere(
  server: Pick<EngineServer, 'status'>,
  row: LedgerRow,
  signal: AbortSignal | undefined,
): Promise<Calculation | undefined> {
  let now: Calculation;
  try {
    now = await server.status(row.calculationId, signal);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
  const isComplete = (now.status === 'complete' || now.status === 'shared') && !now.isRunning;
  const isTheSame =
    now.startTime === row.startTime &&
    now.description === row.description &&
    now.calculationMode === row.calculationMode &&
    (now.parentId ?? null) === row.hazardCalculationId;
  return isComplete && isTheSame ? now : undefined;
}

/**
 * The engine writes its version into one of the first rows of a log, though not where `CI` is set in its environment, as
 * we set it for the engine on this machine. The row of the ledger knows it from the server, before and after the run.
 */
async function ranOn(
  server: Pick<EngineServer, 'logPage'>,
  row: LedgerRow,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const log = await server.logPage(row.calculationId, 0, signal);
  const told = log.flatMap(({ message }) => /^Using engine version (\S+)/.exec(message)?.[1] ?? []);
  return told.every((version) => version === row.engineVersion);
}
