import { LoginError, RefusedError, TooOldError, UsageError } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { levelRefusal } from './account-level.js';
import { listCalculations, noSuchCalculation } from './calculations.js';
import { matches, parseJson, readJson, replyFailure } from './replies.js';
import type { Calculation } from './types.js';
import { isAtLeast } from './version.js';
import { controlWire, tagListWire } from './wire.js';

/** What can be done with tags; each is a GET that changes the server, and is sent once. */
export type TagChange =
  | { readonly kind: 'create' | 'delete' | 'unprefer'; readonly tag: string }
  | { readonly kind: 'add' | 'remove' | 'prefer'; readonly tag: string; readonly id: number };

/** Whether something was changed, or was so before. */
export type TagAnswer = 'changed' | 'already-so';

/** @throws TooOldError below 3.25, where the server knows no tags (and ignores them in the question for a list). */
export function requireTags(version: string, host: string): void {
  if (!isAtLeast(version, 3, 25)) throw new TooOldError('Tags', '3.25', version, host);
}

/** @returns the names of all tags, sorted by the server; also of those that no calculation has. */
export async function listTags(transport: Transport, signal?: AbortSignal): Promise<string[]> {
  const reply = await transport.send({ method: 'GET', path: '/v1/calc/list_tags', answer: 'list', signal });
  const asked = { baseUrl: transport.baseUrl, what: 'the tags' };
  return (await readJson(reply, tagListWire, asked)).tags;
}

/**
 * Asks by the exact name: where a list shows names joined by commas, a comma within one cannot be told.
 * @returns the calculations with a tag, newest first.
 */
export async function listTagged(
  transport: Transport,
  tag: string,
  signal?: AbortSignal,
): Promise<Calculation[]> {
  const rows = await listCalculations(transport, signal, tag);
  // The filter says more than the joined names can.
  return rows.map((row) => (row.tags.includes(tag) ? row : { ...row, tags: [...row.tags, tag] }));
}

/**
 * Changes tags. The server takes the name as a part of the path and checks next to nothing: it would tag what does not
 * exist (leaving a tag behind), or say that it removed what was never there. The caller has looked the calculation up.
 * @throws UsageError for a name that the server cannot hold; LoginError for an account below level 2; RefusedError with
 * the server's words; NotFoundError when the calculation is gone.
 */
export async function changeTag(
  transport: Transport,
  change: TagChange,
  signal?: AbortSignal,
): Promise<TagAnswer> {
  const { baseUrl } = transport;
  const reply = await transport.send({ method: 'GET', path: pathOf(change), once: true, signal });
  const text = await reply.text();
  const asked = { baseUrl, what: `the call to ${change.kind} the tag "${change.tag}"` };
  const answer =
    reply.status === 200 || reply.status === 403 ? matches(controlWire, parseJson(text)) : undefined;
  if (answer === undefined) {
    throw levelRefusal(reply, asked) ?? replyFailure(reply, text, asked);
  }
  if ('error' in answer) {
    if (/UNIQUE constraint/.test(answer.error)) return 'already-so';
    if (/FOREIGN KEY constraint/.test(answer.error) && 'id' in change)
      throw noSuchCalculation(change.id, baseUrl);
    const [words = ''] = answer.error.split('\n');
    throw new RefusedError(`${baseUrl} refuses ${asked.what}: ${words}`, reply.status, {
      facts: { tag: change.tag, host: baseUrl },
    });
  }
  if (reply.status !== 200) throw new LoginError(`${baseUrl} refuses ${asked.what}.`);
  return /already exists|does not exist|was not associated/.test(String(answer.success))
    ? 'already-so'
    : 'changed';
}

function pathOf(change: TagChange): string {
  const name = encodeURIComponent(checkTagName(change.tag, change.kind));
  switch (change.kind) {
    case 'create':
      return `/v1/calc/create_tag/${name}`;
    case 'delete':
      return `/v1/calc/delete_tag/${name}`;
    case 'unprefer':
      return `/v1/calc/unset_preferred_job_for_tag/${name}`;
    case 'add':
      return `/v1/calc/${change.id}/add_tag/${name}`;
    case 'remove':
      return `/v1/calc/${change.id}/remove_tag/${name}`;
    case 'prefer':
      return `/v1/calc/${change.id}/set_preferred_job_for_tag/${name}`;
  }
}

/**
 * What exists with an odd name, made by another program, can still be taken away.
 * @returns the name.
 * @throws UsageError for one that the server cannot hold, or could not tell again.
 */
export function checkTagName(tag: string, kind: TagChange['kind']): string {
  const wrong = (why: string): UsageError => new UsageError(`A tag cannot be called "${tag}": ${why}.`);
  if (tag.includes('/')) throw wrong('the server cannot hold a slash in it');
  // URLs drop them as path segments, and another call would be made.
  if (tag === '.' || tag === '..') throw wrong('it would be taken for a folder');
  if (kind === 'delete' || kind === 'remove' || kind === 'unprefer') return tag;
  if (tag.trim() !== tag || tag === '') throw wrong('it is empty, or begins or ends with a blank');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(tag)) throw wrong('it holds a control character');
  if (/, /.test(tag) || tag.endsWith('\u2605')) {
    throw wrong('in the lists of the server it could not be told from two tags, or from a preferred one');
  }
  return tag;
}
