import { hasEnded } from '../engine/outcome.js';
import type { Calculation } from '../engine/types.js';
import { utcMs } from '../engine/utc-time.js';
import { isRiskMode } from '../job/calculation-mode.js';

/** Which calculations are wanted: all that is given must hold, of a list any one word. */
export interface CalculationFilter {
  /** Words of the engine, or `running` and `ended`; lower case. */
  readonly statuses?: readonly string[] | undefined;
  /** Calculation modes, or `hazard` and `risk`; lower case. */
  readonly modes?: readonly string[] | undefined;
  readonly owners?: readonly string[] | undefined;
  /** Part of the description, in whatever case. */
  readonly text?: string | undefined;
  /** Start at the earliest, in milliseconds since 1970. */
  readonly sinceMs?: number | undefined;
}

/** Statuses that a user can ask for; the first two stand for several. */
export const STATUS_WORDS: readonly string[] = [
  'running',
  'ended',
  'created',
  'submitted',
  'executing',
  'complete',
  'shared',
  'failed',
  'aborted',
];

/** @returns whether a calculation is wanted. */
export function matchesFilter(filter: CalculationFilter, calculation: Calculation): boolean {
  const { statuses, modes, owners, text, sinceMs } = filter;
  if (statuses?.some((word) => isOfStatus(word, calculation)) === false) return false;
  if (modes?.some((word) => isOfMode(word, calculation.calculationMode)) === false) return false;
  if (owners?.includes(calculation.owner) === false) return false;
  if (text !== undefined && !calculation.description.toLowerCase().includes(text.toLowerCase())) return false;
  return sinceMs === undefined || startMs(calculation) >= sinceMs;
}

function isOfStatus(word: string, calculation: Calculation): boolean {
  if (word === 'running') return !hasEnded(calculation);
  return word === 'ended' ? hasEnded(calculation) : word === calculation.status;
}

function isOfMode(word: string, mode: string): boolean {
  if (word === 'hazard') return !isRiskMode(mode);
  return word === 'risk' ? isRiskMode(mode) : word === mode.toLowerCase();
}

/** A calculation without a start (engines before 3.20 list none) is never older than asked for: better shown than lost. */
function startMs({ startTime }: Calculation): number {
  return startTime === undefined ? Number.POSITIVE_INFINITY : utcMs(startTime);
}
