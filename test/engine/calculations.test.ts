import { describe, expect, it } from 'vitest';
import { hasEnded, outcomeOf, tellsOfKill } from '../../src/engine/outcome.js';
import type { Calculation } from '../../src/engine/types.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { someCalculation } from '../support/some-calculation.js';

const ROW = {
  id: 7,
  owner: 'anna',
  calculation_mode: 'classical',
  status: 'complete',
  is_running: false,
  description: 'A job',
  url: 'http://other/v1/calc/7',
  parent_id: null,
  abortable: false,
  size_mb: 1.5,
  start_time: '2026-11-22, 15:27:32 UTC',
  relevant: true,
  tags: null,
};

async function readRow(row: Readonly<Record<string, unknown>>): Promise<Calculation> {
  let read: Calculation | undefined;
  await withEngine(async (engine, stub) => {
    stub.on('GET /v1/calc/7/status', { body: { ...ROW, ...row } });
    read = await engine.status(7);
  });
  if (read === undefined) throw new Error('not read');
  return read;
}

describe('a status', () => {
  it('is told in our words', async () => {
    expect(await readRow({})).toEqual({
      id: 7,
      owner: 'anna',
      calculationMode: 'classical',
      status: 'complete',
      isRunning: false,
      description: 'A job',
      parentId: undefined,
      sizeMb: 1.5,
      startTime: '2026-11-22 15:27:32',
      tags: [],
      preferredFor: [],
    });
  });

  it.each([
    ['anna@host.example', 'anna'],
    ['anna', 'anna'],
    ['', ''],
    [null, ''],
  ])('names the owner %j without the host', async (owner, name) => {
    expect((await readRow({ owner })).owner).toBe(name);
  });

  it.each([
    ['2026-11-22, 15:27:32 UTC', '2026-11-22 15:27:32'],
    ['2026-11-22, 15:27:32 Europe/Zurich', '2026-11-22 15:27:32'],
    ['2026-11-22 15:27:32.696200', '2026-11-22 15:27:32'],
    ['2026-11-22T15:27:25', '2026-11-22 15:27:25'],
    ['None', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('reads the start %j', async (start_time, time) => {
    expect((await readRow({ start_time })).startTime).toBe(time);
  });

  it.each([
    [1, true],
    [0, false],
    [true, true],
    [undefined, false],
  ])('reads is_running %j', async (is_running, running) => {
    expect((await readRow({ is_running })).isRunning).toBe(running);
  });

  it('reads the five columns of an old engine, and words of a newer one', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/status', { body: { id: 7, status: 'paused', new_thing: { deep: 1 } } });
      expect(await engine.status(7)).toMatchObject({
        status: 'paused',
        owner: '',
        calculationMode: '',
        parentId: undefined,
      });
    });
  });

  it('asks with a limit: engines 3.22 to 3.24 look among the last hundred only', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/status', { body: ROW });
      await engine.status(7);
      expect(stub.seen[0]?.url).toBe('/v1/calc/7/status?limit=1000000');
    });
  });

  it('tells a calculation that is not there from an address that is not there', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/status', { status: 404 }, { status: 404, body: '<html></html>' });
      const missing = await rejection(engine.status(7));
      expect(missing).toMatchObject({ kind: 'not-found', message: `No calculation 7 on ${stub.url}.` });
      expect(await rejection(engine.status(7))).toMatchObject({ kind: 'not-an-engine' });
    });
  });
});

describe('a list', () => {
  it('leaves out workflows and what was deleted, and asks for all', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/list', {
        body: [
          { ...ROW, id: 9, calculation_mode: 'workflow', relevant: 0 },
          { ...ROW, id: 8, relevant: 1 },
          { ...ROW, id: 7, status: 'deleted' },
          { ...ROW, id: 6, relevant: undefined },
        ],
      });
      expect((await engine.list()).map(({ id }) => id)).toEqual([8, 6]);
      expect(stub.seen[0]?.url).toBe('/v1/calc/list?limit=1000000');
    });
  });
});

describe('the newest of a list', () => {
  const play = (count: number, isShown: (id: number) => boolean) => async (wanted: number) => {
    const read: { ids: number[]; urls: string[] } = { ids: [], urls: [] };
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/list', ({ url }) => {
        const limit = Number(new URL(url, 'http://stub').searchParams.get('limit'));
        const ids = Array.from({ length: count }, (_, nth) => count - nth).slice(0, limit);
        return { body: ids.map((id) => ({ ...ROW, id, relevant: isShown(id) })) };
      });
      read.ids = (await engine.newest(wanted)).map(({ id }) => id);
      read.urls = stub.seen.map(({ url }) => url);
    });
    return read;
  };

  it('are asked for alone', async () => {
    const { ids, urls } = await play(10_000, () => true)(3);
    expect(ids.slice(0, 3)).toEqual([10_000, 9_999, 9_998]);
    expect(ids.length).toBeLessThan(30);
    expect(urls).toHaveLength(1);
  });

  it('are looked for in the whole list where workflows stand in front of them', async () => {
    const { ids, urls } = await play(200, (id) => id <= 100)(3);
    expect(ids.slice(0, 3)).toEqual([100, 99, 98]);
    expect(urls).toHaveLength(2);
  });

  it('are fewer where there are no more, without a second look', async () => {
    const { ids, urls } = await play(2, () => true)(3);
    expect(ids).toEqual([2, 1]);
    expect(urls).toHaveLength(1);
  });
});

describe('an abort', () => {
  it.each([
    [200, { success: 'Killing job 7' }, { kind: 'accepted' }],
    [200, { error: 'Job 7 is not running' }, { kind: 'not-running' }],
    [200, { error: 'PID for job 7 not found' }, { kind: 'not-running' }],
    [
      403,
      { error: 'User bob has no permission to abort job 7' },
      { kind: 'refused', reason: 'User bob has no permission to abort job 7' },
    ],
  ])('answered with %d %j is %j', async (status, body, answer) => {
    await withEngine(async (engine, stub) => {
      stub.on('POST /v1/calc/7/abort', { status, body });
      expect(await engine.abort(7)).toEqual(answer);
    });
  });

  it('finds that there is no such calculation, although the server says 200', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('POST /v1/calc/7/abort', { body: { error: 'Unknown job 7' } });
      expect(await rejection(engine.abort(7))).toMatchObject({ kind: 'not-found' });
    });
  });
});

describe('a deletion', () => {
  it.each([
    [{ success: '7', hdf5paths: ['/x/calc_7.hdf5'] }],
    [{ success: '7', hdf5path: '/x/calc_7.hdf5' }],
    [{ success: '/x/calc_7.hdf5' }],
    [{ success: 'children_of_7' }],
  ])('is done when the server says %j', async (body) => {
    await withEngine(async (engine, stub) => {
      stub.on('POST /v1/calc/7/remove', { body });
      await expect(engine.remove(7)).resolves.toBeUndefined();
    });
  });

  it.each([
    ['Cannot delete calculation 7: ID does not exist', 'not-found'],
    ['Cannot delete calculation 7: it belongs to anna and you are bob', 'login'],
    ['Could not remove /x/calc_7.hdf5: not there', 'refused'],
  ])('fails with the words of the server: %s', async (error, kind) => {
    await withEngine(async (engine, stub) => {
      stub.on('POST /v1/calc/7/remove', { status: 403, body: { error } });
      const failure = await rejection(engine.remove(7));
      expect(failure).toMatchObject({ kind });
      if (kind !== 'not-found') expect((failure as Error).message).toContain(error);
    });
  });

  it('names the calculations that started from it', async () => {
    const error = 'Cannot delete calculation 7: there are calculations dependent from it: [8, 9]';
    await withEngine(async (engine, stub) => {
      stub.on('POST /v1/calc/7/remove', { status: 403, body: { error } });
      expect(await rejection(engine.remove(7))).toMatchObject({
        kind: 'refused',
        message: `Calculation 7 cannot be deleted: 8, 9 on ${stub.url} started from it.`,
        hint: 'To delete them all: openquake delete 8,9,7',
        facts: { children: [8, 9] },
      });
    });
  });
});

describe('the end', () => {
  const at = (status: string, isRunning = false): Calculation => someCalculation({ status, isRunning });

  it.each([
    ['created', true, false],
    ['created', false, false],
    ['submitted', true, false],
    ['executing', true, false],
    ['executing', false, false],
    ['complete', false, true],
    ['complete', true, false],
    ['shared', false, true],
    ['failed', false, true],
    ['aborted', false, true],
    ['aborted', true, false],
    ['deleted', false, true],
    ['a new word', false, false],
  ])('%s, running %j: ended %j', (status, isRunning, ended) => {
    expect(hasEnded(at(status, isRunning))).toBe(ended);
  });

  it.each([
    ['complete', false, 'complete'],
    ['complete', true, 'complete'],
    ['shared', false, 'complete'],
    ['failed', false, 'failed'],
    ['failed', true, 'aborted'],
    ['aborted', false, 'aborted'],
    ['deleted', false, 'failed'],
  ])('%s, killed %j, is %s', (status, killed, outcome) => {
    expect(outcomeOf(at(status), killed)).toBe(outcome);
  });

  it('is a kill when the log says so', () => {
    const row = { time: '', level: 'ERROR', process: '' };
    expect(
      tellsOfKill({ ...row, message: 'MasterKilled: The openquake master process was killed manually' }),
    ).toBe(true);
    expect(tellsOfKill({ ...row, message: 'the process was killed' })).toBe(false);
  });
});

describe('a page of the log', () => {
  it('is asked for by ordinal, a thousand rows at once', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/log/*', {
        body: [
          ['2026-11-22T15:27:32.70', 'INFO', 'MainProcess/1', 'one\ntwo'],
          ['2026-11-22T15:27:33', 'INFO', null, ''],
        ],
      });
      expect(await engine.logPage(7, 1000)).toEqual([
        { time: '2026-11-22T15:27:32.70', level: 'INFO', process: 'MainProcess/1', message: 'one\ntwo' },
        { time: '2026-11-22T15:27:33', level: 'INFO', process: '', message: '' },
      ]);
      expect(stub.seen[0]?.url).toBe('/v1/calc/7/log/1000:2000');
    });
  });
});
