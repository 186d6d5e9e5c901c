import type { HttpReply, Transport } from '../http/transport.js';
import { readJson } from './replies.js';
import { gsimListWire, iniDefaultsWire } from './wire.js';

/** Enough for a server that has to load its models first; what it knows is not worth a longer wait. */
const WITHIN_MS = 20_000;

/**
 * Asks for the parameters of a job file.
 * @returns the names of those that have a default: in 3.23.5 and 3.26.2 all but eleven.
 * @throws what {@link readJson} throws.
 */
export async function readParameterNames(transport: Transport, signal?: AbortSignal): Promise<string[]> {
  return Object.keys(await readParameterDefaults(transport, signal));
}

/**
 * Asks for the defaults of the parameters of a job file.
 * @returns what each is where a job does not set it; null where that is infinite.
 * @throws what {@link readJson} throws.
 */
export async function readParameterDefaults(
  transport: Transport,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const reply = await ask(transport, '/v1/ini_defaults', signal);
  const asked = { baseUrl: transport.baseUrl, what: 'the parameters of a job' };
  return readJson(reply, iniDefaultsWire, asked, parsePythonJson);
}

/** Asks for the ground-motion models, aliases among them. @throws what {@link readJson} throws. */
export async function readGsimNames(transport: Transport, signal?: AbortSignal): Promise<string[]> {
  const reply = await ask(transport, '/v1/available_gsims', signal);
  const asked = { baseUrl: transport.baseUrl, what: 'the ground-motion models' };
  return readJson(reply, gsimListWire, asked);
}

async function ask(transport: Transport, path: string, signal: AbortSignal | undefined): Promise<HttpReply> {
  return transport.send({ method: 'GET', path, replyWithinMs: WITHIN_MS, signal });
}

/**
 * Reads JSON as Python writes it: with NaN and Infinity, which JSON has not; they become null.
 * @returns undefined where the text is none.
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : 'null',
  );
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    return undefined;
  }
}
