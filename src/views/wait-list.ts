import type { Calculation } from '../engine/types.js';
import type { Listing } from '../listing.js';
import type { WaitOutcome } from '../services/wait-for-calculations.js';
import { CALCULATIONS, calculationJson } from './calculation-list.js';
import { safeLine } from './safe-text.js';

/** A calculation that was waited for; no outcome while it runs. */
export interface Waited {
  readonly calculation: Calculation;
  readonly outcome: WaitOutcome | undefined;
}

/** Calculations that were waited for, in the order in which they ended. */
export const WAITED: Listing<Waited> = {
  columns: [
    { key: 'outcome', header: 'outcome', cell: ({ outcome }) => outcome ?? '' },
    ...CALCULATIONS.columns.map((column) => ({
      ...column,
      cell: ({ calculation }: Waited) => column.cell(calculation),
    })),
  ],
  shown: ['id', 'outcome', 'description'],
  json: ({ calculation, outcome }) => ({ ...calculationJson(calculation), outcome: outcome ?? null }),
  id: ({ calculation }) => calculation.id,
};

/** `42 complete`, `43 executing`: how it ended, or how it stands. */
export function waitedLine({ calculation, outcome }: Waited): string {
  return `${calculation.id} ${outcome ?? safeLine(calculation.status)}`;
}
