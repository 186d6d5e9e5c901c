import { DoubtfulSubmitError, type UnreachableError } from '../errors.js';
import type { SubmissionJournal } from './submission-journal.js';

/** @returns the calculations that other submissions of the journal became. */
export async function takenIds(
  journal: Pick<SubmissionJournal, 'read'>,
  butOf: string,
): Promise<ReadonlySet<number>> {
  const { entries } = await journal.read();
  return new Set(
    entries.flatMap(({ token, calculationId }) =>
      token === butOf || calculationId === null ? [] : [calculationId],
    ),
  );
}

/** @returns the error for a submission of which it cannot be told what it became; its entry stays open. */
export function undecided(
  url: string,
  ids: readonly number[],
  cause: UnreachableError | undefined,
): DoubtfulSubmitError {
  const words =
    ids.length === 1 ? `calculation ${ids[0] ?? ''}` : `one of the calculations ${ids.join(', ')}`;
  return new DoubtfulSubmitError(
    `The whole job was sent to ${url}, but no usable answer came. It may be ${words}: the server does not tell.`,
    {
      cause,
      hint: `Look at it (openquake show ${ids.join(',')}), then: openquake recover`,
      facts: { host: url, calculation_ids: ids },
    },
  );
}
