import { LoginError, RefusedError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { noSuchCalculation } from './calculations.js';
import { matches, parseJson, replyFailure } from './replies.js';
import { controlWire } from './wire.js';

/** What the server said to an abort. It says 200 to nearly everything, so the words decide. */
export type AbortAnswer =
  | { readonly kind: 'accepted' }
  /** Also the answer while the calculation is `created`: ask again later. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Asks the server to abort. Only an executing or queued calculation can be aborted. */
export async function requestAbort(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<AbortAnswer> {
  const { error } = await control(transport, id, 'abort', `the abort of calculation ${id}`, signal);
  if (error === undefined) return { kind: 'accepted' };
  if (/unknown job/i.test(error)) throw noSuchCalculation(id, transport.baseUrl);
  if (/is not running|PID for job/i.test(error)) return { kind: 'not-running' };
  return { kind: 'refused', reason: error };
}

/**
 * Deletes a calculation and its results for good. The server does not check that it has ended: the caller does.
 * @throws NotFoundError when there is none; LoginError when it is somebody else's; RefusedError with the server's own words
 * when it refuses for another reason.
 */
export async function removeCalculation(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<void> {
  const { error, status } = await control(
    transport,
    id,
    'remove',
    `the deletion of calculation ${id}`,
    signal,
  );
  if (error === undefined) return;
  if (/does not exist/.test(error)) throw noSuchCalculation(id, transport.baseUrl);
  const facts = { calculation_id: id, host: transport.baseUrl };
  if (/it belongs to/.test(error)) throw new LoginError(error, { facts });
  const children = /dependent from it: \[([\d, ]+)\]/.exec(error)?.[1]?.split(', ').map(Number);
  if (children !== undefined) {
    throw new RefusedError(
      `Calculation ${id} cannot be deleted: ${named(children)} on ${transport.baseUrl} started from it.`,
      status,
      {
        hint:
          children.length > NAMED
            ? `openquake show ${id} names them all.`
            : `To delete them all: openquake delete ${[...children, id].join(',')}`,
        facts: { ...facts, children },
      },
    );
  }
  throw new RefusedError(error, status, { facts });
}

/** Of more a message says how many. */
const NAMED = 10;

function named(ids: readonly number[]): string {
  const rest = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/**
 * Asks the server to do something to a calculation.
 * @returns its error in words, or undefined when it says that it did it.
 * @throws the error that fits any other answer: a crash or a proxy's apology in JSON is no success.
 */
async function control(
  transport: Transport,
  id: number,
  verb: 'abort' | 'remove',
  what: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly error: string | undefined; readonly status: number }> {
  const reply = await transport.send({ method: 'POST', path: `/v1/calc/${id}/${verb}`, signal });
  const text = await reply.text();
  const { status } = reply;
  const answer = status === 200 || status === 403 ? matches(controlWire, parseJson(text)) : undefined;
  if (answer === undefined) throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what });
  if ('error' in answer) return { error: answer.error, status };
  if (status === 200) return { error: undefined, status };
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what });
}
