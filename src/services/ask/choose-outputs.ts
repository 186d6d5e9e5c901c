import type { Output } from '../../engine/types.js';
import { realizationNumber } from './choose-kinds.js';

/** @returns whether a word for a kind asks for realizations, alone or among others. */
export function asksForRealizations(kind: string): boolean {
  return kind === 'all' || isOfRealizations(kind);
}

/** @returns the outputs that hold what is asked for, and no more: statistics, realizations, or both. */
export function chooseOutputs(
  kinds: readonly string[],
  stats: Output | undefined,
  realizations: Output | undefined,
): readonly Output[] {
  if (stats === undefined) return realizations === undefined ? [] : [realizations];
  if (realizations === undefined || !kinds.some(asksForRealizations)) return [stats];
  return kinds.every(isOfRealizations) ? [realizations] : [stats, realizations];
}

function isOfRealizations(kind: string): boolean {
  return kind === 'rlzs' || realizationNumber(kind) !== undefined;
}
