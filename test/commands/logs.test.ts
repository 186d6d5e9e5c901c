import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../src/engine/types.js';
import { logRow, logRows, simulate } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { fastClock, runMain, type RunResult, testSystem } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

const ROWS: readonly LogRow[] = [
  logRow(0, { time: '2025-12-31T20:00:00.00', message: 'long ago' }),
  logRow(1, { time: '2025-12-31T23:40:00.00', level: 'WARNING', message: 'Sent 3 classical tasks' }),
  logRow(2, { time: '2025-12-31T23:55:00.00', message: 'classical  50% [3 submitted, 0 queued]' }),
  logRow(3, { time: '2025-12-31T23:59:00.00', level: 'ERROR', message: 'no \u001b[31msites\u001b[0m left' }),
];

async function logs(
  words: readonly string[],
  prepare: (stub: StubEngine) => unknown = (stub) =>
    simulate(stub, 7, [{ status: 'complete', rows: ROWS.length }], ROWS),
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  let result: RunResult = { exit: -1, stdout: '', stderr: '' };
  await withStub(async (stub) => {
    prepare(stub);
    result = await runMain(['--host', stub.url, 'logs', ...words], testSystem({ env, clock: fastClock() }));
  });
  return result;
}

/** @returns the message of each line. */
function messages(stdout: string): string[] {
  return [...stdout.matchAll(/^\[[^\]]*\] \S+ (.*)$/gm)].map((match) => match[1] ?? '');
}

describe('a log that is not the one that was followed', () => {
  it('ends without its proof: the row, what it may be, what to type, exit 7', async () => {
    const result = await logs(['7', '--follow'], (stub) => {
      // The first look finds the calculation, the second begins to follow it.
      const executing = { status: 'executing', rows: 3 };
      const looks = [executing, executing, executing, { status: 'complete', rows: 4 }];
      simulate(stub, 7, looks, logRows(4), (n, right) =>
        n > 2 && Array.isArray(right.body)
          ? { body: [['2026-01-01T00:00:00.00', 'INFO', 'Main/1', 'of another database']] }
          : right,
      );
    });
    expect(messages(result.stdout)).toEqual(['row 0', 'row 1', 'row 2']);
    expect(result.exit).toBe(7);
    expect(result.stderr).toContain(
      'The server contradicts itself in the log of calculation 7: row 3 is another than before.',
    );
    expect(result.stderr).toContain('not proved');
    expect(result.stderr).toMatch(/Read the log anew: openquake .*logs 7\n/);
    expect(result.stderr).not.toContain('log rows');
  });
});

describe('logs', () => {
  it.each([
    [
      ['--level', 'warn'],
      ['Sent 3 classical tasks', 'no \\x1b[31msites\\x1b[0m left'],
    ],
    [['-l', 'error'], ['no \\x1b[31msites\\x1b[0m left']],
    [['--log-level', 'error', '--level', 'WARN', '--grep', 'Sent'], ['Sent 3 classical tasks']],
    [['--tail', '1'], ['no \\x1b[31msites\\x1b[0m left']],
    [['--tail', '0'], []],
    [
      ['--tail', '99', '--grep', '^(long|Sent)'],
      ['long ago', 'Sent 3 classical tasks'],
    ],
    [['--tail', '1', '--level', 'warn', '--grep', 'tasks'], ['Sent 3 classical tasks']],
    [
      ['--since', '10m'],
      ['classical  50% [3 submitted, 0 queued]', 'no \\x1b[31msites\\x1b[0m left'],
    ],
    [['--since', '2025-12-31T23:58'], ['no \\x1b[31msites\\x1b[0m left']],
    [['--since', '2026-01-01 00:58+01:00'], ['no \\x1b[31msites\\x1b[0m left']],
    [['--grep', 'nothing of the kind'], []],
  ])('7 %j prints %j', async (words, expected) => {
    const result = await logs(['7', ...words]);
    expect(messages(result.stdout)).toEqual(expected);
    expect(result).toMatchObject({ exit: 0, stderr: '' });
  });

  it('takes a selector', async () => {
    const result = await logs(['last', '--tail', '1'], (stub) => {
      stub.on('GET /v1/calc/list', { body: [{ id: 7, status: 'complete' }] });
      stub.on('GET /v1/calc/7/log/*', ({ url }) => ({
        body: url.includes('/0:') ? [['2026-01-01T00:00:00.00', 'INFO', 'Main/1', 'hello']] : [],
      }));
    });
    expect(messages(result.stdout)).toEqual(['hello']);
  });

  it('marks what was found where colour is wanted, and still shows no raw escape of the server', async () => {
    const result = await logs(['7', '--grep', 'sites|\u001b'], undefined, { FORCE_COLOR: '1' });
    expect(result.stdout).toContain(
      'no \u001b[1m\u001b[31m\\x1b\u001b[39m\u001b[22m[31m\u001b[1m\u001b[31msites\u001b[39m\u001b[22m',
    );
    expect(result.stdout).not.toContain('\u001b[31msites\u001b[0m');
  });

  it('obeys the shapes of a list', async () => {
    expect((await logs(['7', '--tail', '2', '--columns', 'level,message', '--format', 'csv'])).stdout).toBe(
      'level,message\nINFO,"classical  50% [3 submitted, 0 queued]"\nERROR,no \\x1b[31msites\\x1b[0m left\n',
    );
    expect((await logs(['7', '--tail', '2', '--quiet'])).stdout).toBe('3\n4\n');
  });

  it.each([
    [['--tail', 'five'], '--tail takes a number'],
    [['--since', 'noon'], '--since takes a time'],
    [['--grep', '('], '--grep ('],
    [['--level', 'loud'], 'no log level "loud"'],
  ])('refuses %j before anything is asked', async (words, message) => {
    const result = await logs(['7', ...words], () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr).toContain(message);
  });

  it('needs one calculation', async () => {
    const result = await logs(['7,8'], () => undefined);
    expect(result).toMatchObject({ exit: 2, stdout: '' });
  });
});

describe('logs --follow', () => {
  const looks = [
    { status: 'executing', rows: 1500 },
    { status: 'executing', rows: 1500 },
    { status: 'executing', rows: 1503 },
    { status: 'complete', rows: 1505 },
  ];

  it('shows the last rows first and then what comes, each once', async () => {
    const result = await logs(['7', '-f', '--tail', '2'], (stub) => simulate(stub, 7, looks, logRows(1505)));
    expect(messages(result.stdout)).toEqual(
      [1498, 1499, 1500, 1501, 1502, 1503, 1504].map((n) => `row ${n}`),
    );
    expect(result.stderr).toContain('Calculation 7 complete');
    expect(result.exit).toBe(0);
  });

  it('streams rows as JSON lines and nothing else', async () => {
    const result = await logs(['7', '-f', '--tail', '1', '--jsonl', '--grep', '[02468]$'], (stub) =>
      simulate(stub, 7, looks, logRows(1505)),
    );
    const rows = result.stdout.trimEnd().split('\n');
    expect(rows.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'row 1498',
      'row 1500',
      'row 1502',
      'row 1504',
    ]);
  });

  it('knows an abort whose rows it was not to show', async () => {
    const rows = [...logRows(4), logRow(4, { level: 'ERROR', message: 'MasterKilled: killed manually' })];
    const aborted = (stub: StubEngine): unknown => simulate(stub, 7, [{ status: 'failed', rows: 5 }], rows);
    const result = await logs(['7', '-f', '--tail', '0'], aborted);
    expect(result).toMatchObject({ exit: 3, stdout: '' });
  });
});

describe('a log whose reader leaves while the calculation runs', () => {
  it('is left, with exit code 6 and what to type', async () => {
    const looks = [1, 1, 1, 2, 3, 4, 5, 6].map((rows) => ({ status: 'executing', rows }));
    await withStub(async (stub) => {
      simulate(stub, 7, looks, logRows(6));
      const system = testSystem({ takenCharacters: 120, clock: fastClock() });
      const result = await runMain(['--host', stub.url, 'logs', '7', '--follow'], system);
      expect(messages(result.stdout)).toEqual(['row 0', 'row 1', 'row 2']);
      expect(result.exit).toBe(6);
      expect(result.stderr).toContain(
        `Nobody reads the log of calculation 7 any more; its end at ${stub.url} was not awaited.`,
      );
      expect(result.stderr).toContain('logs 7 --follow');
    });
  });
});

describe('a long log', () => {
  const COUNT = 25_000;
  const play = (stub: StubEngine): void =>
    void simulate(stub, 7, [{ status: 'complete', rows: COUNT }], logRows(COUNT));
  const pages = async (words: readonly string[], takenCharacters?: number) => {
    let urls: string[] = [];
    let stdout = '';
    let exit = -1;
    let stderr = '';
    await withStub(async (stub) => {
      play(stub);
      const system = testSystem(takenCharacters === undefined ? {} : { takenCharacters });
      ({ exit, stdout, stderr } = await runMain(['--host', stub.url, ...words], system));
      urls = stub.seen.map(({ url }) => url).filter((url) => url.includes('/log/'));
    });
    return { urls, exit, stdout, stderr };
  };

  it.each([[['logs', '7']], [['--show-log', '7']]])('is read by %j in few calls, whole', async (words) => {
    const { urls, stdout } = await pages(words);
    expect(urls).toHaveLength(4);
    const read = messages(stdout);
    expect(read).toHaveLength(COUNT);
    expect(new Set(read).size).toBe(COUNT);
  });

  it.each([[['logs', '7']], [['--show-log', '7']]])(
    'is read by %j no further than somebody takes it',
    async (words) => {
      expect((await pages(words, 10)).urls).toHaveLength(1);
    },
  );

  it('is followed no further than somebody takes it', async () => {
    const { urls, exit, stderr } = await pages(['logs', '7', '--follow'], 10);
    expect(urls).toHaveLength(1);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });
});
