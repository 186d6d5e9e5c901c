import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError } from '../errors.js';
import { stateOf } from '../own-files/owner.js';
import type { Asking } from './ask-through-losses.js';
import { type Settled, settleSubmission } from './settle-submission.js';
import { type SubmissionEntry, toldToken } from './submission-entry.js';
import type { Submittable, Submitted, SubmitWorld } from './submit-once.js';
import { takenIds, undecided } from './undecided-submission.js';

/**
 * Looks for the same job in what earlier programs left when they died, and takes its calculation up where it runs or is
 * complete. What has come to nothing is closed.
 * @returns undefined where there is nothing to take up.
 * @throws DoubtfulSubmitError where it cannot be told what an earlier one became: sending it again might run it twice.
 */
export async function takeUpEarlier(
  world: SubmitWorld,
  what: Submittable,
  asking: Asking,
): Promise<Submitted | undefined> {
  const { journal, server, onEvent } = world;
  const { entries, broken } = await journal.read();
  for (const file of broken) onEvent({ kind: 'broken-entry', file });
  const hazard = what.sentWith.hazardCalculationId ?? null;
  let othersLeft = 0;
  for (const { token, ...facts } of entries) {
    const isSame =
      facts.contents === what.packed.contents &&
      facts.server === world.serverName &&
      facts.hazardCalculationId === hazard;
    const entry = isSame ? await journal.claim(token) : undefined;
    if (entry === undefined) {
      if ((await stateOf(facts.owner)) === 'dead') othersLeft += 1;
      continue;
    }
    onEvent({ kind: 'earlier', began: entry.began });
    const close = async (): Promise<void> => journal.remove(token);
    const onWait = (calculationIds: readonly number[]): void => onEvent({ kind: 'may-be', calculationIds });
    const taken = await takenIds(journal, token);
    const found = await findOf(server, entry, asking, async () =>
      settleSubmission(server, entry, { asking, taken, onWait }),
    );
    if (found !== undefined && !isInVain(found)) {
      await journal.write({ ...entry, calculationId: found.id });
      onEvent({ kind: 'taken-up', calculationId: found.id, began: entry.began });
      return { calculationId: found.id, token: toldToken(entry), takenUp: true, close };
    }
    await close();
  }
  if (othersLeft > 0) onEvent({ kind: 'others-open', count: othersLeft });
  return undefined;
}

/** @returns the calculation of an entry; undefined where there is none, or none any more. */
async function findOf(
  server: Pick<EngineServer, 'status' | 'url'>,
  { calculationId }: SubmissionEntry,
  asking: Asking,
  settle: () => Promise<Settled>,
): Promise<Calculation | undefined> {
  if (calculationId === null) {
    const settled = await settle();
    if (settled.kind === 'undecided') throw undecided(server.url, settled.ids, undefined);
    return settled.kind === 'found' ? settled.calculation : undefined;
  }
  try {
    return await asking.contact.read(async () => server.status(calculationId));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function isInVain(calculation: Calculation): boolean {
  return hasEnded(calculation) && calculation.status !== 'complete' && calculation.status !== 'shared';
}
