import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { type AbortRequest, type AbortResult, abortCalculation } from './abort-calculation.js';

/** What had to be done before a calculation could be deleted: nothing, for it had ended, or an abort. */
export type BeforeDeletion = { readonly kind: 'had-ended'; readonly calculation: Calculation } | AbortResult;

/**
 * Deletes a calculation for good. The server would remove one that runs from under itself, so that is aborted first.
 * @param onReady told what was done, right before the deletion.
 * @throws what {@link abortCalculation} throws; RefusedError where others started from it; LoginError for another's.
 */
export async function deleteCalculation(
  server: Pick<EngineServer, 'status' | 'abort' | 'remove' | 'url'>,
  calculation: Calculation,
  request: AbortRequest,
  onReady: (before: BeforeDeletion) => void,
): Promise<BeforeDeletion> {
  const before: BeforeDeletion = hasEnded(calculation)
    ? { kind: 'had-ended', calculation }
    : await abortCalculation(server, calculation.id, request);
  onReady(before);
  await server.remove(calculation.id, request.signal);
  return before;
}

/**
 * @returns calculations in an order in which none stands before another that started from it: what started from a
 * calculation has a higher id.
 */
export function childrenFirst(calculations: readonly Calculation[]): Calculation[] {
  return calculations.toSorted((a, b) => b.id - a.id);
}
