import type { Tolerance } from '../results/compare/comparison.js';
import type { JobChange } from '../services/compare/job-variants.js';
import { safeLine } from './safe-text.js';

/** What a search for the changes that move a result found. */
export interface Bisection {
  readonly changes: readonly JobChange[];
  /** Each with how far it alone (or these together) moves the result: largest relative distance of a cell. */
  readonly culprits: readonly { readonly changes: readonly JobChange[]; readonly distance: number }[];
  /** All changes together. */
  readonly distance: number;
  readonly runs: number;
  readonly maxRuns: number;
  readonly tolerance: Tolerance;
  /** Whether the search came to its end. */
  readonly isComplete: boolean;
  /** Whether the first job with the culprits alone gives the numbers of the second. */
  readonly explainsAll: boolean;
}

/** @returns a change in a line. */
export function changeLine(change: JobChange): string {
  const cut = (text: string | undefined): string =>
    text === undefined ? '(none)' : text.length <= 60 ? text : `${text.slice(0, 57)}...`;
  return safeLine(
    change.kind === 'file'
      ? `file ${change.name}`
      : `parameter ${change.name}: ${cut(change.from)} -> ${cut(change.to)}`,
  );
}

/** @returns what people read. */
export function bisectionLines(told: Bisection): string[] {
  const { culprits, changes, distance, runs, maxRuns, tolerance, isComplete, explainsAll } = told;
  const { rtol, atol } = tolerance;
  if (!isComplete)
    return [
      `Not found within ${maxRuns} runs; the same line with a larger --max-runs goes on from what is complete.`,
    ];
  if (culprits.length === 0)
    return [
      `None of the ${changes.length} changes moves the result beyond rtol ${rtol}, atol ${atol} (${runs} runs).`,
    ];
  return [
    `Moved by ${culprits.length} of ${changes.length} changes (${runs} runs; all together: ${far(distance)}):`,
    ...culprits.map((culprit) => {
      const names = culprit.changes.map(changeLine).join(' and ');
      const together = culprit.changes.length > 1 ? ', only together' : '';
      return `  ${far(culprit.distance)}${shareOf(culprit.distance, distance)}  ${names}${together}`;
    }),
    explainsAll
      ? 'A with these alone gives the numbers of B.'
      : 'A with these alone does not give the numbers of B: other changes act with them, or undo one another.',
  ];
}

/** @returns the same as data. JSON has no infinity: null is a result that is missing, or has other rows. */
export function bisectionJson(told: Bisection): Record<string, unknown> {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    complete: told.isComplete,
    changes: told.changes.map(changeJson),
    moved_by: told.culprits.map(({ changes, distance }) => ({
      changes: changes.map(changeJson),
      max_relative_difference: finite(distance),
    })),
    max_relative_difference: finite(told.distance),
    explains_all: told.explainsAll,
    runs: told.runs,
    ...told.tolerance,
  };
}

function changeJson(change: JobChange): Record<string, unknown> {
  return change.kind === 'file'
    ? { kind: 'file', name: change.name }
    : { kind: 'parameter', name: change.name, from: change.from ?? null, to: change.to ?? null };
}

function far(distance: number): string {
  return Number.isFinite(distance) ? distance.toExponential(1) : 'other rows or no result';
}

function shareOf(part: number, whole: number): string {
  return Number.isFinite(part) && Number.isFinite(whole) && whole > 0
    ? ` (${Math.round((100 * part) / whole)} %)`
    : '';
}
