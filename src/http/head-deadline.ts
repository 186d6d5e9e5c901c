import type { Readable } from 'node:stream';
import { codedError } from './read-text.js';
import type { HttpRequest } from './transport.js';

const REPLY_WITHIN_MS = 60_000;

/** @returns milliseconds until the head of the reply to a call must be here. */
export function headWithinMs(call: HttpRequest): number {
  return call.replyWithinMs ?? REPLY_WITHIN_MS;
}

/** The time that a head may take, and the signal that ends the call. */
interface HeadDeadline {
  readonly signal: AbortSignal;
  /** The request is sent: from now on the time runs. */
  start(): void;
  /** The head is here, or never comes; the caller's signal still ends the body. */
  met(body: Readable | undefined): void;
}

/**
 * undici counts anew with each 1xx head: a server that sends one a second is waited for for ever. This counts once.
 * An upload takes as long as it takes: there the time runs from its end.
 * @param signal the caller's own, which ends the call too. Not AbortSignal.any: see joined-signal.ts.
 */
export function headDeadline(call: HttpRequest, signal: AbortSignal | undefined): HeadDeadline {
  const ended = new AbortController();
  const pass = (): void => ended.abort(signal?.reason);
  signal?.addEventListener('abort', pass, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let isMet = false;
  const start = (): void => {
    if (isMet) return;
    timer ??= setTimeout(
      () => ended.abort(codedError('UND_ERR_HEADERS_TIMEOUT', 'no head in time')),
      headWithinMs(call),
    );
  };
  if (call.upload === undefined) start();
  return {
    signal: ended.signal,
    start,
    met(body) {
      isMet = true;
      clearTimeout(timer);
      const forget = (): void => signal?.removeEventListener('abort', pass);
      if (body === undefined) forget();
      else body.once('close', forget);
    },
  };
}
