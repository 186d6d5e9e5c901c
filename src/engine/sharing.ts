import { NotFoundError, RefusedError, ServerError, TooOldError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { levelRefusal } from './account-level.js';
import { parseJson, matches, replyFailure } from './replies.js';
import { isAtLeast } from './version.js';
import { controlWire } from './wire.js';

/** Whether a calculation was changed, or was so before. */
export type SharingAnswer = 'changed' | 'already-so';

/** @throws TooOldError below 3.22. */
export function requireSharing(version: string, host: string): void {
  if (!isAtLeast(version, 3, 22)) throw new TooOldError('Sharing', '3.22', version, host);
}

/**
 * Lets everybody who may log in see a complete calculation, or its owner's group alone again. Possible since 3.22.
 * @throws LoginError for an account below level 2; RefusedError with the server's words for a calculation
 * that is not complete; NotFoundError when there is none.
 */
export async function changeSharing(
  transport: Transport,
  id: number,
  verb: 'share' | 'unshare',
  signal?: AbortSignal,
): Promise<SharingAnswer> {
  const { baseUrl } = transport;
  const reply = await transport.send({ method: 'POST', path: `/v1/calc/${id}/${verb}`, signal });
  const text = await reply.text();
  const asked = { baseUrl, what: `to ${verb} calculation ${id}` };
  const facts = { calculation_id: id, host: baseUrl };
  const answer =
    reply.status === 200 || reply.status === 403 ? matches(controlWire, parseJson(text)) : undefined;
  if (answer !== undefined && 'error' in answer)
    throw new RefusedError(answer.error, reply.status, { facts });
  if (answer === undefined || reply.status !== 200) {
    const failure = levelRefusal(reply, asked) ?? replyFailure(reply, text, asked);
    // It looks the calculation up without asking whether it is there.
    if (failure instanceof ServerError && /IndexError/.test(text)) {
      throw new NotFoundError(`No calculation ${id} on ${baseUrl}.`, { cause: failure, facts });
    }
    throw failure;
  }
  return / was already /.test(String(answer.success)) ? 'already-so' : 'changed';
}
