import type * as v from 'valibot';
import { NotFoundError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { readJson, replyFailure } from './replies.js';
import type { Calculation } from './types.js';
import { calculationListWire, calculationWire } from './wire.js';

/** More than any server holds: engines before 3.25 cut a list at 100 without a word. */
const NO_LIMIT = 1_000_000;

/** @returns the error for a calculation that the server does not have, or does not show to this user. */
export function noSuchCalculation(id: number, baseUrl: string): NotFoundError {
  return new NotFoundError(`No calculation ${id} on ${baseUrl}.`, {
    hint: 'openquake jobs lists what there is.',
    facts: { calculation_id: id, host: baseUrl },
  });
}

/**
 * Asks for the calculations in one go: 5,000 take a real engine 0.15 s and 1.6 MB, while pages (`offset`, since 3.25)
 * would repeat or skip a row whenever a calculation comes or goes between two of them, and older engines ignore them.
 * @param tag only those with this tag; engines before 3.25 ignore it, see tags.ts.
 * @returns every calculation that the server shows, newest first; workflow records and deleted ones left out.
 */
export async function listCalculations(
  transport: Transport,
  signal?: AbortSignal,
  tag?: string,
): Promise<Calculation[]> {
  const query = { limit: NO_LIMIT, ...(tag === undefined ? {} : { filter_by_tag: tag }) };
  return (await askForList(transport, query, signal)).calculations;
}

/** @returns what of the list concerns users, and how many rows the server sent. */
async function askForList(
  transport: Transport,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal | undefined,
): Promise<{ readonly calculations: Calculation[]; readonly rows: number }> {
  const rows = await readRows(transport, query, signal);
  const shown = rows.filter((row) => row.relevant && row.status !== 'deleted');
  return { calculations: shown.map(toCalculation), rows: rows.length };
}

/** Rows asked for beyond those that are wanted: workflow records and deleted ones are among them. */
const HIDDEN_ROWS = 20;

/**
 * @param count how many at least, where there are so many.
 * @returns the newest calculations, newest first: 10,000 in the list take a server a quarter of a second and 3.5 MB, the
 * newest hundred a fiftieth of it.
 */
export async function listNewest(
  transport: Transport,
  count: number,
  signal?: AbortSignal,
): Promise<Calculation[]> {
  const limit = count + HIDDEN_ROWS;
  const { calculations, rows } = await askForList(transport, { limit }, signal);
  if (calculations.length >= count || rows < limit) return calculations;
  return listCalculations(transport, signal);
}

async function readRows(
  transport: Transport,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal | undefined,
): Promise<v.InferOutput<typeof calculationListWire>> {
  const reply = await transport.send({ method: 'GET', path: '/v1/calc/list', answer: 'list', query, signal });
  const asked = { baseUrl: transport.baseUrl, what: 'the list of calculations' };
  return readJson(reply, calculationListWire, asked);
}

/** @returns the number of the newest row of any kind, from one cheap call; 0 where there is none. */
export async function newestCalculationId(transport: Transport, signal?: AbortSignal): Promise<number> {
  const rows = await readRows(transport, { limit: 1 }, signal);
  return Math.max(0, ...rows.map(({ id }) => id));
}

/** Mostly a handful has come since one looked. */
const FIRST_ROWS = 20;

/** @returns the calculations with a higher number than `thanId`, oldest first; numbers rise and are never used again. */
export async function listNewerThan(
  transport: Transport,
  thanId: number,
  signal?: AbortSignal,
): Promise<Calculation[]> {
  for (let limit = FIRST_ROWS; ; ) {
    const rows = await readRows(transport, { limit }, signal);
    if (limit < NO_LIMIT && rows.length >= limit && rows.every(({ id }) => id > thanId)) {
      // No more can have a higher number than there are numbers; some may come before the next answer.
      const newest = rows.reduce((most, { id }) => Math.max(most, id), 0);
      limit = Math.max(limit * 2, newest - thanId + FIRST_ROWS);
      continue;
    }
    return rows
      .filter((row) => row.id > thanId && row.relevant && row.status !== 'deleted')
      .map(toCalculation)
      .toSorted((left, right) => left.id - right.id);
  }
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
    if (text === '' && transport.user !== undefined) await refuseForeign(transport, id, signal);
    // An unknown calculation is an empty 404, an unknown address a page.
    throw text === '' ? noSuchCalculation(id, transport.baseUrl) : replyFailure(reply, text, asked);
  }
  return toCalculation(await readJson(reply, calculationWire, asked));
}

/**
 * A server with login hides the status of somebody else's calculation as if there were none; of its details it says
 * that they are refused.
 * @throws LoginError when the calculation is there and belongs to somebody else.
 */
async function refuseForeign(
  transport: Transport,
  id: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const reply = await transport.send({ method: 'GET', path: `/v1/calc/${id}`, signal });
  const text = await reply.text();
  if (reply.refusedTo === undefined) return;
  throw replyFailure(reply, text, { baseUrl: transport.baseUrl, what: `calculation ${id}` });
}

function toCalculation(row: v.InferOutput<typeof calculationWire>): Calculation {
  return {
    id: row.id,
    owner: row.owner.split('@')[0] ?? '',
    calculationMode: row.calculation_mode,
    status: row.status,
    isRunning: row.is_running,
    description: row.description,
    parentId: row.parent_id ?? undefined,
    sizeMb: row.size_mb ?? undefined,
    startTime: readTime(row.start_time),
    ...readTags(row.tags ?? ''),
  };
}

/** `2026-11-22, 15:27:32 UTC` in the list, ISO elsewhere; the label is the server's setting, the value is UTC always. */
function readTime(text: string | null | undefined): string | undefined {
  return /(\d{4}-\d\d-\d\d)[,T ]+(\d\d:\d\d:\d\d)/
    .exec(text ?? '')
    ?.slice(1)
    .join(' ');
}

/** A tag's name may hold a comma itself: such a name cannot be told from two, and is read as two. */
function readTags(text: string): Pick<Calculation, 'tags' | 'preferredFor'> {
  const names = text.split(', ').filter((name) => name !== '');
  const bare = (name: string): string => name.replace(/\u2605$/, '').trim();
  return { tags: names.map(bare), preferredFor: names.filter((name) => name.endsWith('\u2605')).map(bare) };
}
