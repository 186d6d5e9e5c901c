import type { Listing } from '../listing.js';
import { safeLine } from './safe-text.js';

/** A submission that was open, and what became of it. */
export interface RecoveredRow {
  readonly token: string;
  /** `local` for the engine on this machine. */
  readonly server: string;
  readonly job: string;
  /** ISO 8601, UTC. */
  readonly began: string;
  readonly outcome: string;
  readonly calculationId: number | undefined;
  /** The server's word for the calculation. */
  readonly status: string | undefined;
  /** In words: what it means, what to type next. */
  readonly message: string;
}

/** Open submissions in a list of rows. */
export const SUBMISSIONS: Listing<RecoveredRow> = {
  columns: [
    { key: 'token', header: 'token', cell: ({ token }) => token },
    { key: 'host', header: 'host', cell: ({ server }) => safeLine(server) },
    { key: 'job', header: 'job', cell: ({ job }) => safeLine(job) },
    { key: 'submitted', header: 'submitted', cell: ({ began }) => safeLine(began.slice(0, 19)) },
    { key: 'outcome', header: 'outcome', cell: ({ outcome }) => outcome },
    {
      key: 'calculation_id',
      header: 'id',
      cell: ({ calculationId }) => String(calculationId ?? ''),
      align: 'right',
    },
    { key: 'status', header: 'status', cell: ({ status }) => safeLine(status ?? '') },
    { key: 'message', header: 'next', cell: ({ message }) => safeLine(message), givesWay: true },
  ],
  shown: ['token', 'job', 'submitted', 'outcome', 'calculation_id', 'status', 'message'],
  json: ({ token, server, job, began, outcome, calculationId, status, message }) => ({
    token,
    host: server,
    job,
    submitted: began,
    outcome,
    calculation_id: calculationId ?? null,
    status: status ?? null,
    message,
  }),
  id: ({ calculationId, token }) => calculationId ?? token,
};
