import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineServer } from '../../src/engine/server.js';
import { UsageError } from '../../src/errors.js';
import { selectCalculation, selectCalculations } from '../../src/services/select-calculations.js';
import { parseSelector, parseSelectors } from '../../src/services/selectors.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';

/** Ids with gaps, in no order. */
const IDS = [12, 40, 15, 13, 41];
const LIST = IDS.map((id) => statusBody(id, 'complete'));

async function select(
  words: readonly string[],
  prepare: (stub: StubEngine) => void,
): Promise<{ readonly ids: readonly number[]; readonly calls: readonly string[] }> {
  let ids: number[] = [];
  const calls: string[] = [];
  await withEngine(async (engine, stub) => {
    prepare(stub);
    ids = (await selectCalculations(engine, parseSelectors(words))).map(({ id }) => id);
    calls.push(...stub.seen.map(({ url }) => url.replace('limit=1000000', '').replace(/[?&]$/, '')));
  });
  return { ids, calls };
}

const list = (stub: StubEngine): unknown => stub.on('GET /v1/calc/list', { body: LIST });

describe('selectors', () => {
  it.each<[string, number[]]>([
    ['last', [41]],
    ['LAST', [41]],
    ['last-1', [40]],
    ['-1', [41]],
    ['-3', [15]],
    ['12-15', [12, 13, 15]],
    ['0-99', [12, 13, 15, 40, 41]],
    ['last,12-13', [41, 12, 13]],
    ['-1,last,41-41', [41]],
    ['14-39, last-1', [15, 40]],
  ])('%s names %j on a server with gaps', async (word, ids) => {
    expect((await select([word], list)).ids).toEqual(ids);
  });

  it('ask for the list once, however many need it', async () => {
    const { ids, calls } = await select(['last', 'last-1', '12-15'], list);
    expect(ids).toEqual([41, 40, 12, 13, 15]);
    expect(calls).toEqual(['/v1/calc/list']);
  });

  it('ask for few ids one by one, and for many by the list', async () => {
    const few = await select(['12', '40'], (stub) =>
      stub
        .on('GET /v1/calc/12/status', { body: statusBody(12, 'complete') })
        .on('GET /v1/calc/40/status', { body: statusBody(40, 'complete') }),
    );
    expect(few).toEqual({ ids: [12, 40], calls: ['/v1/calc/12/status', '/v1/calc/40/status'] });
    const many = await select(['12,40', '15,13'], list);
    expect(many).toEqual({ ids: [12, 40, 15, 13], calls: ['/v1/calc/list'] });
  });

  it('look for all before they miss any, and name all that are missing', async () => {
    await withEngine(async (engine, stub) => {
      stub
        .on('GET /v1/calc/list', { body: LIST })
        .on('GET /v1/calc/7/status', { status: 404 })
        .on('GET /v1/calc/8/status', { status: 404 });
      const failure = await rejection(selectCalculations(engine, parseSelectors(['7,12,8', '40,7'])));
      expect(failure).toMatchObject({
        kind: 'not-found',
        message: `No calculations 7, 8 on ${stub.url}.`,
        facts: { calculation_ids: [7, 8] },
      });
    });
  });

  it.each([
    ['16-39', 'No calculation between 16 and 39 on'],
    ['-6', 'has only 5 calculations to count back'],
    ['last-5', 'has only 5 calculations to count back'],
  ])('find nothing at %s', async (word, message) => {
    await withEngine(async (engine, stub) => {
      list(stub);
      const failure = await rejection(selectCalculations(engine, parseSelectors([word])));
      expect(failure).toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining(message) as string,
      });
    });
  });

  it('know that there is no calculation 0, without a server', async () => {
    await withEngine(async (engine) => {
      const failure = await rejection(selectCalculations(engine, parseSelectors(['0'])));
      expect(failure).toMatchObject({ message: 'There is no calculation 0.' });
    });
  });

  it.each([
    '',
    'x',
    '1.5',
    '--1',
    '-0',
    '1,',
    ',1',
    '1,,2',
    '@',
    '@ a',
    '15-12',
    'last+1',
    '9'.repeat(20),
    '1-',
  ])('refuse "%s"', (word) => {
    expect(() => parseSelectors([word])).toThrow(UsageError);
  });

  it('take a comma for a part of a tag where no selector follows', () => {
    expect(parseSelectors(['@a,b'])).toEqual([{ kind: 'tag', tag: 'a,b' }]);
    expect(parseSelectors(['@a, b'])).toEqual([{ kind: 'tag', tag: 'a, b' }]);
    expect(parseSelectors(['@a,@b,12'])).toEqual([
      { kind: 'tag', tag: 'a' },
      { kind: 'tag', tag: 'b' },
      { kind: 'id', id: 12 },
    ]);
  });

  it('read back whatever was written, and find what it says', async () => {
    const id = fc.integer({ min: 1, max: 60 });
    const written = fc.oneof(
      id.map((value) => ({ text: String(value), holds: (ids: number[]) => ids.filter((n) => n === value) })),
      fc.integer({ min: 0, max: 4 }).map((steps) => ({
        text: steps === 0 ? 'last' : `last-${steps}`,
        holds: (ids: number[]) => ids.toSorted((a, b) => b - a).slice(steps, steps + 1),
      })),
      fc.integer({ min: 1, max: 5 }).map((steps) => ({
        text: `-${steps}`,
        holds: (ids: number[]) => ids.toSorted((a, b) => b - a).slice(steps - 1, steps),
      })),
      fc.tuple(id, id).map(([a, b]) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const inside = (n: number): boolean => n >= from && n <= to;
        return {
          text: `${from}-${to}`,
          holds: (ids: number[]) => ids.filter(inside).toSorted((x, y) => x - y),
        };
      }),
    );
    const words = fc.array(fc.array(written, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
    const there = fc.uniqueArray(id, { minLength: 5, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(words, there, async (groups, ids) => {
        const calculations = ids.map((value) => ({ id: value, preferredFor: [] }));
        const server = {
          url: 'http://there',
          list: async () => Promise.resolve(calculations),
          newest: async (count: number) =>
            Promise.resolve(calculations.toSorted((a, b) => b.id - a.id).slice(0, count)),
          listTagged: async () => Promise.resolve([]),
          status: async (value: number) => {
            const found = calculations.find((row) => row.id === value);
            if (found !== undefined) return Promise.resolve(found);
            const { NotFoundError } = await import('../../src/errors.js');
            throw new NotFoundError('none');
          },
        } as unknown as EngineServer;
        const parts = groups.flat().map(({ holds }) => holds(ids));
        const texts = groups.map((group) => group.map(({ text }) => text).join(','));
        const selecting = selectCalculations(server, parseSelectors(texts));
        if (parts.some((part) => part.length === 0))
          await expect(selecting).rejects.toMatchObject({ kind: 'not-found' });
        else expect((await selecting).map((row) => row.id)).toEqual([...new Set(parts.flat())]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a tag', () => {
  const tagged =
    (...rows: Record<string, unknown>[]) =>
    (stub: StubEngine): unknown =>
      stub.on('GET /v1/engine_version', { body: '3.26.2' }).on('GET /v1/calc/list', { body: rows });

  it('is asked for by its exact name', async () => {
    const rows = [statusBody(9, 'complete', { tags: 'x, y' }), statusBody(7, 'complete', { tags: 'x, y' })];
    const { ids, calls } = await select(['@x, y'], tagged(...rows));
    expect(ids).toEqual([7, 9]);
    expect(calls[1]).toMatch(/^\/v1\/calc\/list\?.*filter_by_tag=x%2C\+y$/);
  });

  it('that nothing has is an error', async () => {
    await withEngine(async (engine, stub) => {
      tagged()(stub);
      expect(await rejection(selectCalculation(engine, '@gone'))).toMatchObject({
        kind: 'not-found',
        message: `No calculation with the tag "gone" on ${stub.url}.`,
      });
    });
  });

  it('is unknown to an older engine, which would ignore it and name everything', async () => {
    await withEngine(async (engine, stub) => {
      expect(await rejection(selectCalculation(engine, '@a'))).toMatchObject({
        kind: 'engine-too-old',
        message: `Tags came with engine 3.25, and ${stub.url} runs 3.23.5.`,
        exit: 'calculationFailed',
      });
    });
  });

  it('of several names the preferred one where one is meant', async () => {
    await withEngine(async (engine, stub) => {
      tagged(statusBody(9, 'complete', { tags: 'a' }), statusBody(7, 'complete', { tags: 'a\u2605' }))(stub);
      expect((await selectCalculation(engine, '@a')).id).toBe(7);
    });
  });

  it('of several, none of them preferred, is refused with their ids', async () => {
    await withEngine(async (engine, stub) => {
      tagged(statusBody(9, 'complete', { tags: 'a' }), statusBody(7, 'complete', { tags: 'a' }))(stub);
      expect(await rejection(selectCalculation(engine, '@a'))).toMatchObject({
        kind: 'usage',
        message: 'One calculation is needed, and "@a" names 2.',
        hint: 'Name one of 7, 9, or prefer one: openquake tags prefer TAG CALC',
      });
    });
  });
});

describe('where one calculation is meant', () => {
  it.each(['12-15', '1,2', 'last,@a'])('%s is refused before anything is asked', (word) => {
    expect(() => parseSelector(word, 'CALC')).toThrow(
      `CALC is one calculation, and "${word}" names several.`,
    );
  });

  it.each(['12', 'last', '-2', '@a,b'])('%s is taken', (word) => {
    expect(parseSelector(word, 'CALC')).toEqual(parseSelectors([word])[0]);
  });
});
