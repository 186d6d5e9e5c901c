import type { Context } from '../../context.js';
import type { AbortRequest } from '../../services/abort-calculation.js';

/**
 * @param say how the user is told that the engine cannot abort the calculation yet.
 * @returns an abort with the clock and the patience of this run of the program.
 */
export function abortRequest(
  context: Context,
  say: (text: string) => void,
  signal: AbortSignal,
): AbortRequest {
  return {
    clock: context.clock,
    patienceMs: context.globals.patienceMs,
    onWaiting: () => say('The engine is still starting it and cannot abort it yet; asking until it can.'),
    signal,
  };
}
