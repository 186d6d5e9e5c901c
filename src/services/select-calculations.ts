import type { EngineServer } from '../engine/server.js';
import type { Calculation } from '../engine/types.js';
import { NotFoundError, UsageError } from '../errors.js';
import { parseSelectors, type Selector } from './selectors.js';

export { parseSelectors } from './selectors.js';

type Server = Pick<EngineServer, 'status' | 'list' | 'newest' | 'listTagged' | 'url'>;

/** From this many ids on one list is quicker than a question for each. */
const IDS_WORTH_A_LIST = 4;

/**
 * Finds the calculations that selectors name, each once, in the order in which they are named (of a range or a tag:
 * rising). All are looked for before any is missed, so that nothing is done to some of a list with a wrong number in it.
 * @throws NotFoundError that names every id that is unknown, or a range or a tag that holds none.
 */
export async function selectCalculations(
  server: Server,
  selectors: readonly Selector[],
  signal?: AbortSignal,
): Promise<Calculation[]> {
  const look = lookAt(server, selectors, signal);
  const found = new Map<number, Calculation>();
  const missing: number[] = [];
  for (const selector of selectors) {
    const named = await resolve(server, selector, look, signal);
    for (const calculation of named) {
      if (!found.has(calculation.id)) found.set(calculation.id, calculation);
    }
    if (selector.kind === 'id' && named.length === 0) missing.push(selector.id);
  }
  if (missing.length > 0) throw noneOf([...new Set(missing)], server.url);
  return [...found.values()];
}

/**
 * Finds the one calculation that a word names; of several with a tag, the one that is preferred for it.
 * @throws UsageError when it names several, NotFoundError when it names none.
 */
export async function selectCalculation(
  server: Server,
  word: string | Selector,
  signal?: AbortSignal,
): Promise<Calculation> {
  const selectors = typeof word === 'string' ? parseSelectors([word]) : [word];
  const found = await selectCalculations(server, selectors, signal);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const [selector, ...others] = selectors;
  const text = typeof word === 'string' ? word : word.kind === 'tag' ? `@${word.tag}` : word.kind;
  if (selector?.kind === 'tag' && others.length === 0) {
    const preferred = found.find(({ preferredFor }) => preferredFor.includes(selector.tag));
    if (preferred !== undefined) return preferred;
  }
  throw new UsageError(`One calculation is needed, and "${text}" names ${found.length}.`, {
    hint:
      selector?.kind === 'tag'
        ? `Name one of ${found.map(({ id }) => id).join(', ')}, or prefer one: openquake tags prefer TAG CALC`
        : 'Name one as 42, last, last-1 or @tag.',
  });
}

/** What is asked of the server once, however many selectors need it. */
interface Look {
  all(): Promise<readonly Calculation[]>;
  /** The newest, as many as any selector counts back. */
  newest(): Promise<readonly Calculation[]>;
  one(id: number): Promise<Calculation | undefined>;
}

function lookAt(server: Server, selectors: readonly Selector[], signal: AbortSignal | undefined): Look {
  let listed: Promise<readonly Calculation[]> | undefined;
  const all = async (): Promise<readonly Calculation[]> => {
    listed ??= server.list(signal);
    return listed;
  };
  const mostBack = Math.max(0, ...selectors.map((one) => (one.kind === 'back' ? one.steps : 0)));
  const needsAll = selectors.some(({ kind }) => kind === 'range');
  let asked: Promise<readonly Calculation[]> | undefined;
  const manyIds = selectors.filter(({ kind }) => kind === 'id').length >= IDS_WORTH_A_LIST;
  return {
    all,
    newest: async () => {
      asked ??= needsAll || manyIds ? all() : server.newest(mostBack, signal);
      return asked;
    },
    one: async (id) => {
      if (manyIds) {
        const row = (await all()).find((calculation) => calculation.id === id);
        if (row !== undefined) return row;
      }
      try {
        // Also what a list leaves out: records of workflows.
        return await server.status(id, signal);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
  };
}

/** @returns none for an id that is not there; what else names nothing is an error at once. */
async function resolve(
  server: Server,
  selector: Selector,
  look: Look,
  signal: AbortSignal | undefined,
): Promise<readonly Calculation[]> {
  switch (selector.kind) {
    case 'id': {
      const calculation = selector.id === 0 ? undefined : await look.one(selector.id);
      return calculation === undefined ? [] : [calculation];
    }
    case 'back': {
      const newestFirst = (await look.newest()).toSorted((a, b) => b.id - a.id);
      const calculation = newestFirst[selector.steps - 1];
      const message = `${server.url} has only ${newestFirst.length} calculations to count back.`;
      return orNone(calculation === undefined ? [] : [calculation], message, server.url);
    }
    case 'range': {
      const { from, to } = selector;
      const inside = (await look.all()).filter(({ id }) => id >= from && id <= to);
      return orNone(rising(inside), `No calculation between ${from} and ${to} on ${server.url}.`, server.url);
    }
    case 'tag': {
      const tagged = await server.listTagged(selector.tag, signal);
      return orNone(
        rising(tagged),
        `No calculation with the tag "${selector.tag}" on ${server.url}.`,
        server.url,
      );
    }
  }
}

function rising(calculations: readonly Calculation[]): Calculation[] {
  return calculations.toSorted((a, b) => a.id - b.id);
}

function orNone(found: readonly Calculation[], message: string, host: string): readonly Calculation[] {
  if (found.length > 0) return found;
  throw new NotFoundError(message, { hint: 'openquake jobs lists what there is.', facts: { host } });
}

function noneOf(ids: readonly number[], host: string): NotFoundError {
  const [id] = ids;
  const named = ids.length === 1 ? { calculation_id: id ?? null } : { calculation_ids: ids };
  return new NotFoundError(
    ids.length > 1
      ? `No calculations ${ids.join(', ')} on ${host}.`
      : id === 0
        ? 'There is no calculation 0.'
        : `No calculation ${id ?? ''} on ${host}.`,
    { hint: 'openquake jobs lists what there is.', facts: { ...named, host } },
  );
}
