import type { Clock } from '../clock.js';
import { LoginError } from '../errors.js';
import { hasEnded } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';

/** How an abort went. */
export type AbortResult =
  | { readonly kind: 'aborted'; readonly calculation: Calculation }
  /** It had ended by itself before the abort reached it. */
  | { readonly kind: 'already-ended'; readonly calculation: Calculation };

const ASK_EVERY_MS = 500;
/** A kill that the server says it made and that shows no effect is asked for again after this time. */
const ASK_AGAIN_AFTER_MS = 5_000;

/**
 * Aborts a calculation and waits until it is over. While a calculation is `created` the server refuses to abort it
 * (and lets it run), so this keeps asking until it can be.
 * @param onWaiting told once when the calculation cannot be aborted yet.
 * @throws NotFoundError; LoginError when the server refuses it to this user; the signal's reason when aborted.
 */
export async function abortCalculation(
  server: Pick<EngineServer, 'status' | 'abort' | 'url'>,
  id: number,
  clock: Clock,
  onWaiting: (calculation: Calculation) => void,
  signal?: AbortSignal,
): Promise<AbortResult> {
  let acceptedAtMs: number | undefined;
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const calculation = await server.status(id, signal);
    if (hasEnded(calculation)) {
      return { kind: acceptedAtMs === undefined ? 'already-ended' : 'aborted', calculation };
    }
    if (acceptedAtMs === undefined || clock.now() - acceptedAtMs > ASK_AGAIN_AFTER_MS) {
      const answer = await server.abort(id, signal);
      if (answer.kind === 'refused') {
        throw new LoginError(`${server.url} refuses to abort calculation ${id}: ${answer.reason}`, {
          hint: 'Only its owner or an administrator may abort it.',
          facts: { calculation_id: id, host: server.url },
        });
      }
      if (answer.kind === 'accepted') acceptedAtMs = clock.now();
      else if (!told) {
        told = true;
        onWaiting(calculation);
      }
    }
    await clock.sleep(ASK_EVERY_MS, signal);
  }
}
