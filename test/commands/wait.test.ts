import { describe, expect, it } from 'vitest';
import { listOf } from '../support/long-list.js';
import { logRow, logRows, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine, StubReply } from '../support/stub-engine.js';
import { fastClock, runMain, type RunResult, testSystem } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

type Statuses = Readonly<Record<number, readonly string[]>>;

/** Lets a stub play several calculations: the n-th list tells the n-th status of each, the last one again and again. */
function play(
  stub: StubEngine,
  statuses: Statuses,
  fault: (look: number) => StubReply | undefined = () => undefined,
): void {
  let look = 0;
  const at = (row: readonly string[]): string => row[Math.min(look, row.length - 1)] ?? '';
  for (const [id, row] of Object.entries(statuses)) {
    const body = { body: statusBody(Number(id), row[0] ?? '') };
    // The first time it is only looked up.
    stub.on(`GET /v1/calc/${id}/status`, body, () => {
      const now = { body: statusBody(Number(id), at(row)) };
      look += 1;
      return now;
    });
  }
  let asked = 0;
  stub.on('GET /v1/calc/list', () => {
    const broken = fault(asked++);
    if (broken !== undefined) return broken;
    const body = Object.entries(statuses).map(([id, row]) => statusBody(Number(id), at(row)));
    look += 1;
    return { body: body.filter(({ status }) => status !== '') };
  });
}

function log(
  stub: StubEngine,
  id: number,
  ...rows: readonly (readonly [level: string, message: string])[]
): void {
  const all = rows.map(([level, message], n) =>
    logRow(n, { level, message, time: '2025-12-31T23:59:59.00' }),
  );
  stub.on(`GET /v1/calc/${id}/log/*`, ({ url }) => ({
    body: all
      .slice(Number(/(\d+):/.exec(url)?.[1]))
      .map((row) => [row.time, row.level, row.process, row.message]),
  }));
}

async function wait(
  words: readonly string[],
  prepare: (stub: StubEngine) => void,
): Promise<RunResult & { readonly calls: readonly string[] }> {
  let result: RunResult & { calls: readonly string[] } = { exit: -1, stdout: '', stderr: '', calls: [] };
  await withStub(async (stub) => {
    prepare(stub);
    const { exit, stdout, stderr } = await runMain(
      ['--host', stub.url, 'wait', ...words],
      testSystem({ clock: fastClock() }),
    );
    const calls = stub.seen.map(({ url }) => url.replace(/\?.*/, ''));
    const named = (text: string): string => text.replaceAll(stub.url, 'HOST');
    result = { exit, stdout: named(stdout), stderr: named(stderr), calls };
  });
  return result;
}

describe('wait for several of 5,000', () => {
  it('asks for those from the oldest of them on, not for the whole list', async () => {
    await withStub(async (stub) => {
      let looks = 0;
      const list = listOf(stub, 5000, (id) => {
        if (id === 4960) looks += 1;
        return id >= 4960 && id <= 4970 && looks < 4 ? 'executing' : 'complete';
      });
      const words = ['--host', stub.url, 'wait', '4960-4970'];
      const result = await runMain(words, testSystem({ clock: fastClock() }));
      expect(result.exit).toBe(0);
      expect(result.stdout.match(/^49\d\d complete$/gm)).toHaveLength(11);
      // The range is looked up in the whole list once.
      expect(list.limits().slice(0, 3)).toEqual([1_000_000, 20, 61]);
      expect(list.limits().filter((limit) => limit > 61)).toHaveLength(1);
    });
  });
});

describe('wait', () => {
  it('tells each change once, how each ended as it ends, and asks once for all', async () => {
    const result = await wait(['7', '8'], (stub) =>
      play(stub, {
        7: ['created', 'submitted', 'executing', 'executing', 'executing', 'complete'],
        8: ['executing', 'executing', 'complete'],
      }),
    );
    expect(result).toMatchObject({ exit: 0, stdout: '8 complete\n7 complete\n' });
    expect(result.stderr).toBe(
      [
        'Calculation 7: created',
        'Calculation 8: executing',
        'Calculation 7: created, now submitted',
        'Calculation 7: submitted, now executing',
        'Calculation 8: executing, now complete',
        'Calculation 7: executing, now complete',
        '',
      ].join('\n'),
    );
    // Who was named by id is looked up once; what is left alone is asked for by itself.
    expect(result.calls.filter((call) => call.endsWith('/list')).length).toBeGreaterThanOrEqual(3);
    expect(result.calls.filter((call) => call.endsWith('/8/status'))).toHaveLength(1);
  });

  it.each([
    ['complete', [], 0, 'complete'],
    ['shared', [], 0, 'complete'],
    ['aborted', [], 3, 'aborted'],
    ['failed', [['ERROR', 'no sites']], 1, 'failed'],
    ['failed', [['ERROR', 'MasterKilled: manually']], 3, 'aborted'],
  ] as const)('knows how %s ended with %j: exit %d', async (status, rows, exit, outcome) => {
    const result = await wait(['7'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, status) });
      if (status === 'failed') log(stub, 7, ...rows);
    });
    expect(result).toMatchObject({ exit, stdout: `7 ${outcome}\n` });
  });

  it.each([
    ['complete', 'aborted', 3],
    ['aborted', 'failed', 1],
    ['failed', '', 1],
    ['complete', '', 8],
  ])('exits by the worst: %s and %s is %d', async (one, other, exit) => {
    const result = await wait(['7,8'], (stub) => {
      play(stub, { 7: ['executing', one], 8: ['executing', other] });
      if ([one, other].includes('failed')) log(stub, one === 'failed' ? 7 : 8, ['CRITICAL', 'bad']);
      // The first answers name the calculations; what was removed is unknown then.
      if (other === '') {
        stub.on('GET /v1/calc/8/status', { body: statusBody(8, 'executing') }, { status: 404 });
      }
    });
    expect(result.exit).toBe(exit);
  });

  it('gives up a calculation without a process whose log is silent, not one whose log grows', async () => {
    let rows = 1;
    let looks = 0;
    const result = await wait(['7'], (stub) => {
      const executing = { body: statusBody(7, 'executing', { is_running: false }) };
      stub.on('GET /v1/calc/7/status', () => {
        looks += 1;
        return executing;
      });
      stub.on('GET /v1/calc/7/log/*', ({ url }) => {
        const from = Number(/(\d+):/.exec(url)?.[1]);
        // The first count finds one row, the second a new one, the third no more.
        if (looks > 10) rows = 2;
        const all = logRows(rows).map((row) => [row.time, row.level, row.process, row.message]);
        return { body: all.slice(from) };
      });
    });
    expect(result).toMatchObject({ exit: 7, stdout: '7 lifeless\n' });
    expect(result.stderr).toContain('no process of it runs, and its log has been silent for 10 minutes');
    // Twice ten minutes with at most five seconds between two looks.
    expect(looks).toBeGreaterThan(200);
  });

  it('ends with the first where any will do', async () => {
    const result = await wait(['7', '8', '--any', '--json'], (stub) =>
      play(stub, { 7: ['executing'], 8: ['executing', 'executing', 'complete'] }),
    );
    expect(result.exit).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject([{ id: 8, status: 'complete', outcome: 'complete' }]);
  });

  it('gives up when the time is up, with the ids', async () => {
    const prepare = (stub: StubEngine): void => play(stub, { 7: ['executing'], 8: ['complete'] });
    const result = await wait(['7', '8', '--timeout', '5m'], (stub) => prepare(stub));
    expect(result).toMatchObject({ exit: 6, stdout: '8 complete\n7 executing\n' });
    expect(result.stderr).toContain('After 5 min 0 s not ended yet: 7.');
    expect(result.stderr).toContain('openquake --host HOST wait 7');
    // Fast at first, then every five seconds, a fifth more or less.
    expect(result.calls.length).toBeLessThan(100);
    const rows = JSON.parse((await wait(['7', '8', '--timeout', '1m', '--json'], prepare)).stdout) as unknown;
    expect(rows).toMatchObject([
      { id: 8, outcome: 'complete' },
      { id: 7, outcome: null, status: 'executing' },
    ]);
    expect((await wait(['7', '8', '--timeout', '1m', '--quiet'], prepare)).stdout).toBe('8\n7\n');
  });

  it('looks once with a time of nothing', async () => {
    const result = await wait(['7', '--timeout', '0'], (stub) =>
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') }),
    );
    expect(result.exit).toBe(6);
    expect(result.calls).toHaveLength(2);
  });

  it('lives through lost contact', async () => {
    const result = await wait(['7', '8'], (stub) =>
      play(stub, { 7: ['executing', 'complete'], 8: ['executing', 'complete'] }, (look) =>
        look > 0 && look < 4 ? { cut: 'before-head' } : look === 4 ? { status: 502 } : undefined,
      ),
    );
    expect(result).toMatchObject({ exit: 0, stdout: '7 complete\n8 complete\n' });
    expect(result.stderr).toMatch(/Cannot reach HOST: .* Trying again/);
    expect(result.stderr).toContain('HOST answers again.');
  });

  it('gives up a silent server after its patience, and says how to go on', async () => {
    const result = await wait(['7', '8', '--patience', '30'], (stub) =>
      play(stub, { 7: ['executing'], 8: ['executing'] }, (look) =>
        look > 0 ? { cut: 'before-head' } : undefined,
      ),
    );
    expect(result.exit).toBe(7);
    expect(result.stderr).toContain('wait 7 8');
  });

  it('is late rather than lost when the server is silent as the time is up', async () => {
    const result = await wait(['7', '8', '--timeout', '1m'], (stub) =>
      play(stub, { 7: ['executing'], 8: ['executing'] }, (look) =>
        look > 0 ? { cut: 'before-head' } : undefined,
      ),
    );
    expect(result).toMatchObject({ exit: 6, stdout: '7 executing\n8 executing\n' });
  });

  it('does not believe a failure of this minute that the log knows nothing of', async () => {
    const doubted = await wait(['7'], (stub) => {
      const failed = { body: statusBody(7, 'failed') };
      stub.on('GET /v1/calc/7/status', failed, failed, failed, { body: statusBody(7, 'complete') });
      log(stub, 7, ['INFO', 'running']);
    });
    expect(doubted).toMatchObject({ exit: 0, stdout: '7 complete\n' });
    expect(doubted.stderr).toContain('its log tells of no error');
    const unknown = await wait(['7'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'failed') });
      log(stub, 7, ['INFO', 'running']);
    });
    expect(unknown).toMatchObject({ exit: 7, stdout: '7 doubtful\n' });
  });

  it('is interrupted with a word on how to wait on', async () => {
    await withStub(async (stub) => {
      play(stub, { 7: ['executing'], 8: ['executing', 'submitted'] });
      const system = testSystem({
        onStderr: (text, self) => {
          if (text.includes('now submitted')) self.interrupt('SIGINT');
        },
      });
      const result = await runMain(['--host', stub.url, 'wait', '7', '8'], system);
      expect(result.exit).toBe(130);
      expect(result.stderr).toContain(`goes on at ${stub.url}`);
      expect(result.stderr).toContain('wait 7 8');
    });
  });

  it.each([
    [['7', '--timeout', 'soon'], '--timeout takes a duration'],
    [['everything'], 'names no calculation'],
    [[], 'missing required argument'],
  ])('refuses %j', async (words, message) => {
    const result = await wait(words, () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr.toLowerCase()).toContain(message.toLowerCase());
  });

  it('does not read whole logs to know why one failed', async () => {
    const rows = [...logRows(5_000), logRow(5_000, { level: 'ERROR', message: 'no sites' })];
    const result = await wait(['7'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'failed') });
      stub.on('GET /v1/calc/7/log/*', ({ url }) => {
        const start = Number(/(\d+):/.exec(url)?.[1]);
        return {
          body: rows.slice(start, start + 1000).map((row) => [row.time, row.level, row.process, row.message]),
        };
      });
    });
    expect(result.exit).toBe(1);
    expect(result.calls.length).toBeLessThan(14);
  });
});
