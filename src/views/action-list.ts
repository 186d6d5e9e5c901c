import type { Listing } from '../listing.js';
import { safeText } from './safe-text.js';

/** What became of one calculation of those that something was to be done to. */
export interface ActionRow {
  readonly calculationId: number;
  /** e.g. `aborted`, `already-ended`, `removed`, `shared`, `tagged`; `failed`; `not-tried`. */
  readonly outcome: string;
  /** Its status as last seen, where it is still there. */
  readonly status: string | undefined;
  /** For people, one line. */
  readonly text: string;
  /** As `--json` tells errors. */
  readonly error: unknown;
}

/** Actions on calculations in a list. */
export const ACTIONS: Listing<ActionRow> = {
  columns: [
    { key: 'calculation_id', header: 'id', cell: (row) => String(row.calculationId), align: 'right' },
    { key: 'outcome', header: 'outcome', cell: ({ outcome }) => outcome },
    { key: 'status', header: 'status', cell: ({ status }) => safeText(status ?? '') },
    { key: 'message', header: 'message', cell: ({ text }) => safeText(text), givesWay: true },
  ],
  json: ({ calculationId, outcome, status, text, error }) => ({
    calculation_id: calculationId,
    outcome,
    status: status ?? null,
    message: text,
    error: error ?? null,
  }),
  id: ({ calculationId }) => calculationId,
};
