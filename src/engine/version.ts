import { NotAnEngineError, ServerError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { replyFailure } from './replies.js';

/**
 * Asks who answers at the address: every conversation starts here, so that no job is sent to another service.
 * @returns the engine's version, e.g. `3.23.5`.
 * @throws NotAnEngineError when something else answers; LoginError when it wants a login even for this.
 */
export async function readEngineVersion(
  transport: Transport,
  withinMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const reply = await transport.send({
    method: 'GET',
    path: '/v1/engine_version',
    replyWithinMs: withinMs,
    signal,
  });
  const text = (await reply.text()).trim();
  if (reply.status === 200 && /^\d+\.\d+\S*$/.test(text)) return text;
  const failure = replyFailure(reply, text, { baseUrl: transport.baseUrl, what: 'its engine version' });
  if (reply.status !== 200 && reply.status !== 404 && !(failure instanceof ServerError)) throw failure;
  throw new NotAnEngineError(`What answers at ${transport.baseUrl} is not an OpenQuake engine server.`, {
    hint: 'Check the port: an engine server listens on 8800 unless told otherwise.',
    cause: failure,
    facts: { host: transport.baseUrl, status: reply.status, body_start: text.slice(0, 200) },
  });
}

/**
 * @param version e.g. `3.26.2`; what stands behind the second number is not looked at.
 * @returns whether a release is this one or a later one.
 */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, first = '0', second = '0'] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
