import type { EngineServer } from '../engine/server.js';
import type { Recovered } from '../services/recover-submission.js';
import type { SubmissionEntry } from '../services/submission-entry.js';
import type { RecoveredRow } from '../views/submission-list.js';
import { nextCommand } from './engine/next-command.js';

/** @returns what is told of a submission, and whether it is over with that. */
export function inWords(
  recovered: Recovered,
  server: Pick<EngineServer, 'hostFlag'>,
  { job, token }: Pick<SubmissionEntry, 'job' | 'token'>,
): Pick<RecoveredRow, 'outcome' | 'calculationId' | 'status' | 'message'> & { readonly isOver: boolean } {
  const { outcome } = recovered;
  const none = { outcome, calculationId: undefined, status: undefined, isOver: true };
  switch (outcome) {
    case 'running':
    case 'ended': {
      const { id, status } = recovered.calculation;
      const words = outcome === 'running' ? `logs ${id} --follow` : `show ${id}`;
      return { ...none, calculationId: id, status, message: nextCommand(server, words) };
    }
    case 'refused': {
      const { calculationId } = recovered;
      const message = `the engine refused it, and nothing ran: ${nextCommand(server, `show ${calculationId}`)}`;
      return { ...none, calculationId, status: 'failed', message };
    }
    case 'removed':
      return { ...none, calculationId: recovered.calculationId, message: 'it is no longer on the server' };
    case 'never-arrived':
      return { ...none, message: `nothing runs; to submit it: ${nextCommand(server, `run ${job}`)}` };
    case 'undecided':
      return {
        ...none,
        message: `it may be ${recovered.ids.join(', ')}, which the server does not tell yet; ask again later, or: openquake recover --forget ${token}`,
        isOver: false,
      };
  }
}
