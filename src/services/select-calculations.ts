import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError, UsageError } from '../errors.js';
import { findCalculation } from './find-calculation.js';

/** One way to name calculations on the command line. */
export type Selector =
  | { readonly kind: 'id'; readonly id: number }
  /** 1 is the last one, 2 the one before it. */
  | { readonly kind: 'back'; readonly steps: number }
  /** Those between two ids, both included, that the server has. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'tag'; readonly tag: string };

/** What the error about a wrong selector teaches. */
const FORMS = 'Name calculations as 42, last, last-1, 12-15, @tag, or several with commas.';

/**
 * Reads `42`, `-1`, `last`, `last-2`, `12-15`, `@tag`, and lists of them with commas.
 * @throws UsageError for anything else.
 */
export function parseSelectors(words: readonly string[]): Selector[] {
  return words.flatMap((word) => word.split(',').map((part) => parseOne(part.trim(), word)));
}

function parseOne(part: string, word: string): Selector {
  const back = /^(?:last(?:-(\d{1,9}))?|-(\d{1,9}))$/i.exec(part);
  if (back !== null) {
    const steps = back[2] === undefined ? Number(back[1] ?? 0) + 1 : Number(back[2]);
    if (steps > 0) return { kind: 'back', steps };
  }
  if (/^\d{1,15}$/.test(part)) return { kind: 'id', id: Number(part) };
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(part);
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (from <= to) return { kind: 'range', from, to };
    throw new UsageError(`The range ${part} ends before it begins.`, { hint: `Write it as ${to}-${from}.` });
  }
  if (/^@\S/.test(part)) return { kind: 'tag', tag: part.slice(1) };
  throw new UsageError(`"${word}" names no calculation.`, { hint: FORMS });
}

/**
 * Finds the calculations that selectors name, each once, in the order in which they are named (of a range: rising).
 * @throws NotFoundError when an id is unknown, or a range or a tag holds none.
 */
export async function selectCalculations(
  server: Pick<EngineServer, 'status' | 'list' | 'url'>,
  selectors: readonly Selector[],
  signal?: AbortSignal,
): Promise<Calculation[]> {
  const found = new Map<number, Calculation>();
  for (const selector of selectors) {
    for (const calculation of await resolve(server, selector, signal)) {
      if (!found.has(calculation.id)) found.set(calculation.id, calculation);
    }
  }
  return [...found.values()];
}

/**
 * Finds the one calculation that a word names.
 * @throws UsageError when it names several, NotFoundError when it names none.
 */
export async function selectCalculation(
  server: Pick<EngineServer, 'status' | 'list' | 'url'>,
  word: string,
  signal?: AbortSignal,
): Promise<Calculation> {
  const found = await selectCalculations(server, parseSelectors([word]), signal);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw new UsageError(`One calculation is needed, and "${word}" names ${found.length}.`);
}

async function resolve(
  server: Pick<EngineServer, 'status' | 'list' | 'url'>,
  selector: Selector,
  signal: AbortSignal | undefined,
): Promise<readonly Calculation[]> {
  switch (selector.kind) {
    case 'id':
      return [await findCalculation(server, selector.id)];
    case 'back':
      return [await findCalculation(server, -selector.steps)];
    case 'range': {
      const { from, to } = selector;
      const all = await server.list(signal);
      const inside = all.filter(({ id }) => id >= from && id <= to).toSorted((a, b) => a.id - b.id);
      return orNone(inside, `No calculation between ${from} and ${to} on ${server.url}.`, server.url);
    }
    case 'tag': {
      const all = await server.list(signal);
      const tagged = all.filter(({ tags }) => tags.includes(selector.tag)).toSorted((a, b) => a.id - b.id);
      return orNone(tagged, `No calculation with the tag "${selector.tag}" on ${server.url}.`, server.url);
    }
  }
}

function orNone(found: readonly Calculation[], message: string, host: string): readonly Calculation[] {
  if (found.length > 0) return found;
  throw new NotFoundError(message, { hint: 'openquake jobs lists what there is.', facts: { host } });
}
