import { NotAnEngineError, ServerError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { replyFailure } from './replies.js';

/** What a server says of itself. */
export interface Greeting {
  /** e.g. `3.23.5`. */
  readonly version: string;
  /** Its clock, milliseconds since the epoch, in whole seconds; undefined where it does not tell. */
  readonly dateMs: number | undefined;
}

/**
 * Asks who answers at the address: every conversation starts here, so that no job is sent to another service.
 * @throws NotAnEngineError when something else answers; LoginError when it wants a login even for this.
 */
export async function readGreeting(
  transport: Transport,
  withinMs: number,
  signal?: AbortSignal,
): Promise<Greeting> {
  const reply = await transport.send({
    method: 'GET',
    path: '/v1/engine_version',
    replyWithinMs: withinMs,
    signal,
  });
  const text = (await reply.text()).trim();
  if (reply.status === 200 && isVersion(text)) {
    const dateMs = Date.parse(reply.headers['date'] ?? '');
    return { version: text, dateMs: Number.isNaN(dateMs) ? undefined : dateMs };
  }
  const failure = replyFailure(reply, text, { baseUrl: transport.baseUrl, what: 'its engine version' });
  if (reply.status !== 200 && reply.status !== 404 && !(failure instanceof ServerError)) throw failure;
  throw notAnEngine(transport.baseUrl, reply.status, text, failure);
}

/** `3.26.2`, `3.27.0-git1a2b3c`, `3.27.0+dirty`: what Python's packaging knows, and what Python's tools make of it. */
const VERSION = /^\d{1,9}\.\d{1,9}(?:[-+._]?[A-Za-z0-9]){0,64}$/;

/** @returns whether an answer is an engine's version, and no page of some other service. */
export function isVersion(text: string): boolean {
  return VERSION.test(text.trim());
}

/** @returns the error for an address where something else answers. */
export function notAnEngine(
  baseUrl: string,
  status: number,
  text: string,
  cause?: unknown,
): NotAnEngineError {
  return new NotAnEngineError(`What answers at ${baseUrl} is not an OpenQuake engine server.`, {
    hint: 'Check the port: an engine server listens on 8800 unless told otherwise.',
    cause,
    facts: { host: baseUrl, status, body_start: text.slice(0, 200) },
  });
}

/** @returns the version of {@link readGreeting}, which tells what it throws. */
export async function readEngineVersion(
  transport: Transport,
  withinMs: number,
  signal?: AbortSignal,
): Promise<string> {
  return (await readGreeting(transport, withinMs, signal)).version;
}

/**
 * @param version e.g. `3.26.2`; what stands behind the second number is not looked at.
 * @returns whether a release is this one or a later one.
 */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, first = '0', second = '0'] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
