import type { Clock } from '../clock.js';
import { hasEnded, outcomeOf } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { LoginError, StillRunningError, UnreachableError } from '../errors.js';
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

/** How an abort is asked for. */
export interface AbortRequest {
  readonly clock: Clock;
  /** How long to keep asking for what the server does not do. */
  readonly patienceMs: number;
  /** Told once when the calculation cannot be aborted yet. */
  readonly onWaiting: (calculation: Calculation) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Aborts a calculation and waits until it is over. While a calculation is `created` the server refuses to abort it
 * (and lets it run), so this keeps asking until it can be, or until patience runs out: a server that was killed can
 * leave a row that says `created` for ever.
 * @throws NotFoundError; LoginError when the server refuses it to this user; StillRunningError when patience ran out;
 * the signal's reason when aborted.
 */
export async function abortCalculation(
  server: Pick<EngineServer, 'status' | 'abort' | 'url'>,
  id: number,
  request: AbortRequest,
): Promise<AbortResult> {
  const { clock, signal } = request;
  const startedMs = clock.now();
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
        request.onWaiting(calculation);
      }
    }
    if (clock.now() - startedMs > request.patienceMs) {
      throw new StillRunningError(
        `Calculation ${id} at ${server.url} is still ${calculation.status} after ${Math.round((clock.now() - startedMs) / 1000)} s of asking for its abort.`,
        {
          hint: 'It may be left over from a server that was killed; its owner can clear it there: oq engine --delete-uncompleted-calculations',
          facts: { calculation_id: id, host: server.url, status: calculation.status },
        },
      );
    }
    await clock.sleep(ASK_EVERY_MS, signal);
  }
}
