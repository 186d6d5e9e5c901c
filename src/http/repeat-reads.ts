import type { Clock } from '../clock.js';
import { UnreachableError } from '../errors.js';
import { CUT_CODES, PASSING_STATUSES } from './passing.js';
import { backOffMs, retryAfterSeconds } from './retry.js';
import type { HttpReply, HttpRequest, Transport } from './transport.js';

/** In all; with the waits between them a second or two, so that a server that is really away is told as such soon. */
const ATTEMPTS = 3;
/** Who shall wait longer than this is told so instead. */
const LONGEST_WAIT_MS = 5_000;
/** A connection that was cut, also in mid-reply, and a name that could not be looked up just now. Nobody listening is no passing thing. */
const PASSING_CODES = new Set([...CUT_CODES, 'EAI_AGAIN', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

/**
 * @returns a transport that repeats short reads a few times when the connection is cut or a proxy apologises: one lost
 * packet must not end `openquake jobs`. What may have changed the server, and what its caller repeats by a rule
 * of its own (`once`), is sent once.
 */
export function repeatReads(transport: Transport, clock: Clock): Transport {
  return {
    ...transport,
    async send(call) {
      if (call.method !== 'GET' || call.once === true) return transport.send(call);
      let left = ATTEMPTS;
      const next = async (): Promise<HttpReply> => {
        for (;;) {
          left -= 1;
          try {
            const reply = await transport.send(call);
            const waitMs = PASSING_STATUSES.has(reply.status) ? waitAfter(reply, left) : undefined;
            if (waitMs === undefined) return reply;
            await reply.drop();
            await clock.sleep(waitMs, call.signal);
          } catch (error) {
            if (left === 0 || !isPassing(error, call)) throw error;
            await clock.sleep(backOffMs(ATTEMPTS - left), call.signal);
          }
        }
      };
      return withWholeText(await next(), call, async (status, error) => {
        if (left === 0 || !isPassing(error, call)) throw error;
        await clock.sleep(backOffMs(ATTEMPTS - left), call.signal);
        const again = await next();
        if (again.status === status) return again;
        await again.drop();
        // Whoever looked at the first head would read the body of another answer.
        throw error;
      });
    },
  };
}

/** A body that breaks off while it is read as a text is asked for again. */
function withWholeText(
  reply: HttpReply,
  call: HttpRequest,
  again: (status: number, error: unknown) => Promise<HttpReply>,
): HttpReply {
  return {
    ...reply,
    async text() {
      for (let current = reply; ; ) {
        try {
          return await current.text();
        } catch (error) {
          call.signal?.throwIfAborted();
          current = await again(reply.status, error);
        }
      }
    },
  };
}

/** @returns milliseconds to wait before the next try; undefined where there is none, or none so soon. */
function waitAfter(reply: HttpReply, left: number): number | undefined {
  if (left === 0) return undefined;
  const askedMs = (retryAfterSeconds(reply.headers) ?? 0) * 1000;
  return askedMs <= LONGEST_WAIT_MS ? Math.max(askedMs, backOffMs(ATTEMPTS - left)) : undefined;
}

function isPassing(error: unknown, { signal }: HttpRequest): boolean {
  if (signal?.aborted === true || !(error instanceof UnreachableError)) return false;
  const { code } = error.facts;
  return PASSING_CODES.has(code);
}
