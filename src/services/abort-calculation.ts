import type { Clock } from '../clock.js';
import { hasEnded, outcomeOf } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { LoginError, UnreachableError } from '../errors.js';
import { retry } from '../http/retry.js';

/** How an abort went. */
export type AbortResult =
  | { readonly kind: 'aborted'; readonly calculation: Calculation }
  /** It had ended by itself before the abort reached it. */
  | { readonly kind: 'already-ended'; readonly calculation: Calculation };

const ASK_EVERY_MS = 500;
/** Tries of each question over a bad line; asking twice for an abort does no harm. */
const ATTEMPTS = 4;
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
  const isTransient = (error: unknown): boolean =>
    error instanceof UnreachableError && signal?.aborted !== true;
  for (;;) {
    signal?.throwIfAborted();
    const calculation = await retry(ATTEMPTS, clock, isTransient, async () => server.status(id, signal));
    if (hasEnded(calculation)) {
      // An abort that was accepted may still have come too late.
      const isAborted = acceptedAtMs !== undefined && outcomeOf(calculation, true) === 'aborted';
      return { kind: isAborted ? 'aborted' : 'already-ended', calculation };
    }
    if (acceptedAtMs === undefined || clock.now() - acceptedAtMs > ASK_AGAIN_AFTER_MS) {
      const answer = await retry(ATTEMPTS, clock, isTransient, async () => server.abort(id, signal));
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
