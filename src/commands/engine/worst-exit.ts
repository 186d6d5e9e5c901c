import type { ExitCodeName } from '../../exit-codes.js';

/**
 * Outcomes of jobs that ran at once, the worst first: what stopped the program, then what leaves open how things stand,
 * then what surely went wrong, then what is only incomplete.
 */
const WORST_FIRST: readonly ExitCodeName[] = [
  'internal',
  'interrupted',
  'terminated',
  'unreachable',
  'stillRunning',
  'login',
  'localEngine',
  'calculationFailed',
  'invalidInput',
  'usage',
  'notFound',
  'calculationAborted',
  'incompleteResults',
  'resultsDiffer',
  'success',
];

/** @returns the worst of several outcomes; success for none. */
export function worstExit(exits: readonly ExitCodeName[]): ExitCodeName {
  return WORST_FIRST.find((name) => exits.includes(name)) ?? 'success';
}
