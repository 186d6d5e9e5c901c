import type * as v from 'valibot';
import { LoginError, NotFoundError, RefusedError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { parseJson, matches, readJson, replyFailure } from './replies.js';
import type { Calculation } from './types.js';
import { calculationListWire, calculationWire, controlWire } from './wire.js';

/** More than any server holds: engines before 3.25 cut a list at 100 without a word. */
const NO_LIMIT = 1_000_000;

/** @returns the error for a calculation that the server does not have, or does not show to this user. */
function noSuchCalculation(id: number, baseUrl: string): NotFoundError {
  return new NotFoundError(`No calculation ${id} on ${baseUrl}.`, {
    hint: 'See openquake --list-hazard-calculations and --list-risk-calculations.',
    facts: { calculation_id: id, host: baseUrl },
  });
}

/** @returns every calculation that the server shows, newest first; workflow records and deleted ones left out. */
export async function listCalculations(transport: Transport, signal?: AbortSignal): Promise<Calculation[]> {
  const reply = await transport.send({
    method: 'GET',
    path: '/v1/calc/list',
    query: { limit: NO_LIMIT },
    signal,
  });
  const rows = await readJson(reply, calculationListWire, {
    baseUrl: transport.baseUrl,
    what: 'the list of calculations',
  });
  return rows.filter((row) => row.relevant && row.status !== 'deleted').map(toCalculation);
}

/**
 * @returns the calculation as it stands now.
 * @throws NotFoundError when the server does not know it or does not show it to this user.
 */
export async function readStatus(
  transport: Transport,
  id: number,
  signal?: AbortSignal,
): Promise<Calculation> {
  // The limit is for engines 3.22 to 3.24, which look for the id in the last 100 rows only.
  const reply = await transport.send({
    method: 'GET',
    path: `/v1/calc/${id}/status`,
    query: { limit: NO_LIMIT },
    signal,
  });
  const asked = { baseUrl: transport.baseUrl, what: `the status of calculation ${id}` };
  if (reply.status === 404) {
    const text = await reply.text();
    // An unknown calculation is an empty 404, an unknown address a page.
    throw text === '' ? noSuchCalculation(id, transport.baseUrl) : replyFailure(reply, text, asked);
  }
  return toCalculation(await readJson(reply, calculationWire, asked));
}

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
  throw new RefusedError(error, status, { facts });
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

function toCalculation(row: v.InferOutput<typeof calculationWire>): Calculation {
  return {
    id: row.id,
    owner: row.owner.replace(/@.*$/, ''),
    calculationMode: row.calculation_mode,
    status: row.status,
    isRunning: row.is_running,
    description: row.description,
    parentId: row.parent_id ?? undefined,
    sizeMb: row.size_mb ?? undefined,
    // "2026-11-22, 15:27:32 UTC" in the list; the label is the server's setting, the value is UTC always.
    startTime: /(\d{4}-\d\d-\d\d)[,T ]+(\d\d:\d\d:\d\d)/
      .exec(row.start_time ?? '')
      ?.slice(1)
      .join(' '),
    ...readTags(row.tags ?? ''),
  };
}

/** A tag's name may hold a comma itself: such a name cannot be told from two, and is read as two. */
function readTags(text: string): Pick<Calculation, 'tags' | 'preferredFor'> {
  const names = text.split(', ').filter((name) => name !== '');
  const bare = (name: string): string => name.replace(/\u2605$/, '').trim();
  return { tags: names.map(bare), preferredFor: names.filter((name) => name.endsWith('\u2605')).map(bare) };
}
