import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';
import { askThroughLosses } from './ask-through-losses.js';
import { settleSubmission } from './settle-submission.js';
import type { DoubtEvent } from './submission-doubt.js';
import type { SubmissionEntry } from './submission-entry.js';
import type { SubmitWorld } from './submit-once.js';
import { takenIds } from './undecided-submission.js';

/** What became of a submission whose program died before it could tell. */
export type Recovered =
  | { readonly outcome: 'running' | 'ended'; readonly calculation: Calculation }
  | { readonly outcome: 'refused' | 'removed'; readonly calculationId: number }
  | { readonly outcome: 'never-arrived' }
  /** These may be it; they have not begun, or the server does not tell. */
  | { readonly outcome: 'undecided'; readonly ids: readonly number[] };

/** Somebody waits for the answer: what has not begun by then is asked of again another time. */
const BEGINS_WITHIN_MS = 60_000;

/**
 * Finds out what a submission of the journal became.
 * @throws UnreachableError where the server does not answer.
 */
export async function recoverSubmission(
  world: Pick<SubmitWorld, 'server' | 'journal' | 'clock' | 'patienceMs' | 'signal'> & {
    readonly onEvent: (event: DoubtEvent) => void;
  },
  entry: SubmissionEntry,
): Promise<Recovered> {
  const { server, journal, signal } = world;
  const asking = askThroughLosses(world);
  if (entry.calculationId !== null) return known(server, entry.calculationId, signal);
  const taken = await takenIds(journal, entry.token);
  const onWait = (calculationIds: readonly number[]): void =>
    world.onEvent({ kind: 'may-be', calculationIds });
  const options = { asking, taken, onWait, beginsWithinMs: BEGINS_WITHIN_MS };
  const settled = await settleSubmission(server, entry, options);
  switch (settled.kind) {
    case 'found':
      return told(settled.calculation);
    case 'refused':
      return { outcome: 'refused', calculationId: settled.calculationId };
    case 'absent':
      return { outcome: 'never-arrived' };
    case 'undecided':
      return { outcome: 'undecided', ids: settled.ids };
  }
}

async function known(
  server: Pick<EngineServer, 'status'>,
  calculationId: number,
  signal: AbortSignal | undefined,
): Promise<Recovered> {
  try {
    return told(await server.status(calculationId, signal));
  } catch (error) {
    if (error instanceof NotFoundError) return { outcome: 'removed', calculationId };
    throw error;
  }
}

function told(calculation: Calculation): Recovered {
  return { outcome: hasEnded(calculation) ? 'ended' : 'running', calculation };
}
