import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.js';
import type { LogRow } from '../../src/engine/types.js';
import { InterruptedError, NotFoundError, OpenquakeError } from '../../src/errors.js';
import {
  followCalculation,
  type FollowEnd,
  type FollowEvent,
  type FollowOptions,
} from '../../src/services/follow-calculation.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { logRow, logRows, type Look, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubReply } from '../support/stub-engine.js';
import { fastClock } from '../support/test-system.js';
import { someCalculation } from '../support/some-calculation.js';

/** A clock whose sleeps take no time at all, and that counts them. */
function instantClock(): Clock & { readonly slept: number[] } {
  let nowMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    async sleep(ms, signal) {
      // The follower looks for news five times a second while a question is out: that is no time of the clock.
      if (signal?.aborted !== true && ms !== 200) {
        nowMs += ms;
        slept.push(ms);
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

interface Seen {
  readonly events: readonly FollowEvent[];
  readonly rows: readonly LogRow[];
  readonly statuses: readonly string[];
  readonly end: FollowEnd | undefined;
  readonly urls: readonly string[];
}

type Fault = Parameters<typeof simulate>[4];

async function follow(
  looks: readonly Look[],
  more: { rows?: readonly LogRow[]; fault?: Fault; options?: Partial<FollowOptions> } = {},
): Promise<Seen> {
  const events: FollowEvent[] = [];
  let urls: string[] = [];
  await withEngine(async (engine, stub) => {
    simulate(stub, 7, looks, more.rows, more.fault);
    const options = { clock: instantClock(), patienceMs: 60_000, ...more.options };
    try {
      for await (const event of followCalculation(engine, 7, options)) events.push(event);
    } finally {
      urls = stub.seen.map(({ url }) => url.replace(/\?.*/, ''));
    }
  });
  return {
    events,
    urls,
    rows: events.flatMap((event) => (event.kind === 'log' ? [event.row] : [])),
    statuses: events.flatMap((event) => (event.kind === 'status' ? [event.calculation.status] : [])),
    end: events.find((event) => event.kind === 'end'),
  };
}

describe('a followed calculation', () => {
  it('tells each status once and each row once, in order, and ends when it ends', async () => {
    const rows = logRows(5);
    const seen = await follow(
      [
        { status: 'created', rows: 0 },
        { status: 'created', rows: 0 },
        { status: 'submitted', rows: 0 },
        { status: 'executing', rows: 1 },
        { status: 'executing', rows: 1 },
        { status: 'executing', rows: 3 },
        { status: 'complete', rows: 5 },
      ],
      { rows },
    );
    expect(seen.statuses).toEqual(['created', 'submitted', 'executing', 'complete']);
    expect(seen.rows).toEqual(rows);
    expect(seen.events.flatMap((event) => (event.kind === 'log' ? [event.ordinal] : []))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(seen.end).toMatchObject({ outcome: 'complete', rows: 5, serverRows: 5 });
    expect(seen.events.at(-1)?.kind).toBe('end');
  });

  it('asks for the status before the log, so that the log read after the end is whole', async () => {
    const seen = await follow([
      { status: 'executing', rows: 2 },
      { status: 'complete', rows: 4 },
    ]);
    expect(seen.urls).toEqual([
      '/v1/calc/7/status',
      '/v1/calc/7/log/0:1000',
      '/v1/calc/7/status',
      // From the last row that is known; at the end all of them once more.
      '/v1/calc/7/log/1:1001',
      '/v1/calc/7/log/0:1000',
    ]);
  });

  it('reads a log of several thousand rows by pages', async () => {
    const rows = logRows(3500);
    const seen = await follow(
      [
        { status: 'executing', rows: 2000 },
        { status: 'complete', rows: 3500 },
      ],
      { rows },
    );
    expect(seen.rows).toEqual(rows);
    expect(seen.end).toMatchObject({ rows: 3500, serverRows: 3500 });
  });

  it.each([0, 1, 999, 1000, 1001, 2000])('reads all of %d rows', async (count) => {
    const seen = await follow([{ status: 'complete', rows: count }]);
    expect(seen.rows).toHaveLength(count);
    expect(seen.end).toMatchObject({ rows: count, serverRows: count });
  });

  it('finds rows that came while it was reading the last page', async () => {
    const rows = logRows(9);
    let shown = 4;
    const server = {
      status: async () => ({ ...(await Promise.resolve(someCalculation({ status: 'complete' }))) }),
      logPage: async (_id: number, start: number) => {
        const page = rows.slice(start, shown);
        shown = Math.min(9, shown + 1);
        return page;
      },
    };
    const events: FollowEvent[] = [];
    for await (const event of followCalculation(server, 7, { clock: instantClock(), patienceMs: 0 }))
      events.push(event);
    expect(events.filter((event) => event.kind === 'log').map(({ ordinal }) => ordinal)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'end', rows: 9, serverRows: 9 });
  });

  it('begins at the row that was asked for', async () => {
    const seen = await follow([{ status: 'complete', rows: 5 }], { options: { fromRow: 3 } });
    expect(seen.rows.map(({ message }) => message)).toEqual(['row 3', 'row 4']);
    expect(seen.end).toMatchObject({ rows: 5, serverRows: 5 });
  });

  it('looks often while there is news, and less and less often while there is none', async () => {
    const clock = instantClock();
    const quiet = Array.from({ length: 60 }, () => ({ status: 'executing', rows: 1 }));
    await follow([...quiet, { status: 'executing', rows: 2 }, { status: 'complete', rows: 2 }], {
      options: { clock, random: () => 0.5 },
    });
    expect(clock.slept.slice(0, 3)).toEqual([250, 250, 250]);
    expect(clock.slept).toEqual([...clock.slept.slice(0, -1).toSorted((a, b) => a - b), 250]);
    expect(Math.max(...clock.slept)).toBe(5000);
  });
});

describe('the end of a followed calculation', () => {
  const kill = logRow(1, {
    level: 'ERROR',
    message: 'MasterKilled: The openquake master process was killed',
  });

  it.each([
    ['complete', 'complete'],
    ['shared', 'complete'],
    ['failed', 'failed'],
    ['deleted', 'failed'],
    ['aborted', 'aborted'],
  ])('with %s is %s', async (status, outcome) => {
    expect((await follow([{ status, rows: 1 }])).end).toMatchObject({ outcome });
  });

  it('is an abort when somebody else killed it: the log tells', async () => {
    const seen = await follow([{ status: 'failed', rows: 2 }], { rows: [logRow(0), kill] });
    expect(seen.end).toMatchObject({ outcome: 'aborted', rows: 2 });
  });

  it('is an abort when the user asked for it', async () => {
    const seen = await follow([{ status: 'failed', rows: 1 }], { options: { abortRequested: () => true } });
    expect(seen.end).toMatchObject({ outcome: 'aborted' });
  });

  it('is complete even when the abort came too late', async () => {
    const seen = await follow([{ status: 'complete', rows: 1 }], { options: { abortRequested: () => true } });
    expect(seen.end).toMatchObject({ outcome: 'complete' });
  });

  it('waits for the last row of an aborted calculation, which turns failed', async () => {
    const seen = await follow(
      [
        { status: 'executing', rows: 1 },
        { status: 'aborted', rows: 1 },
        { status: 'failed', rows: 2 },
      ],
      { rows: [logRow(0), kill] },
    );
    expect(seen.statuses).toEqual(['executing', 'aborted', 'failed']);
    expect(seen.rows).toHaveLength(2);
    expect(seen.end).toMatchObject({ outcome: 'aborted', rows: 2, serverRows: 2 });
  });

  it('is not yet there while the process still runs', async () => {
    const seen = await follow([
      { status: 'complete', rows: 1, isRunning: true },
      { status: 'complete', rows: 3, isRunning: false },
    ]);
    expect(seen.end).toMatchObject({ rows: 3 });
  });

  it('is a missing calculation, when it was deleted meanwhile or never was', async () => {
    const gone: StubReply = { status: 404 };
    let question = 0;
    const deleted = follow([{ status: 'executing', rows: 1 }], {
      fault: (n, right) => (n < 2 ? right : gone),
    });
    expect(await rejection(deleted)).toBeInstanceOf(NotFoundError);
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/8/status', () => {
        question += 1;
        return gone;
      });
      const events = followCalculation(engine, 8, { clock: instantClock(), patienceMs: 60_000 });
      expect(await rejection(events.next())).toMatchObject({
        kind: 'not-found',
        message: `No calculation 8 on ${stub.url}.`,
      });
    });
    expect(question).toBe(1);
  });
});

describe('a calculation of which the server says that nothing runs', () => {
  const lifeless = (rows: number): Look => ({ status: 'executing', rows, isRunning: false });

  it('is followed while rows come, and left after ten minutes of silence', async () => {
    const clock = instantClock();
    const speaking = Array.from({ length: 300 }, (_unused, n) => lifeless(1 + Math.floor(n / 50)));
    const seen: FollowEvent[] = [];
    await withEngine(async (engine, stub) => {
      simulate(stub, 7, speaking, logRows(6));
      const events = followCalculation(engine, 7, { clock, patienceMs: 60_000 });
      const reading = (async () => {
        for await (const event of events) seen.push(event);
      })();
      expect(await rejection(reading)).toMatchObject({ kind: 'lifeless', exit: 'unreachable' });
    });
    expect(seen.filter(({ kind }) => kind === 'log')).toHaveLength(6);
    expect(clock.now()).toBeGreaterThan(600_000);
  });

  it('ends as it ends when it was alive after all', async () => {
    const looks = [lifeless(1), lifeless(2), lifeless(2), { status: 'complete', rows: 4 }];
    expect((await follow(looks)).end).toMatchObject({ outcome: 'complete', rows: 4 });
  });
});

describe('a calculation that logs nothing for long', () => {
  it('is told once for each silence of half an hour, and followed on', async () => {
    const quiet = (rows: number): Look[] =>
      Array.from({ length: 500 }, () => ({ status: 'executing', rows }));
    const looks = [...quiet(1), ...quiet(2), { status: 'complete', rows: 3 }];
    const seen = await follow(looks, { rows: logRows(3) });
    expect(seen.events.map(({ kind }) => kind)).toEqual([
      'status',
      'log',
      'silent',
      'log',
      'silent',
      'status',
      'log',
      'end',
    ]);
  });
});

describe('a log that contradicts itself', () => {
  const executing = { status: 'executing', rows: 5 };
  const body = (rows: readonly LogRow[]): StubReply => ({
    body: rows.map((row) => [row.time, row.level, row.process, row.message]),
  });

  it('is asked again: a cache forgets', async () => {
    const looks = [executing, executing, { status: 'complete', rows: 9 }];
    const seen = await follow(looks, {
      // The third question is for the status, the fourth for the log.
      fault: (n, right) => (n === 3 || n === 4 ? body([]) : right),
    });
    expect(seen.rows).toEqual(logRows(9));
    expect(seen.events.find(({ kind }) => kind === 'contact-lost')).toMatchObject({
      error: { kind: 'log-contradicted' },
    });
    expect(seen.end).toMatchObject({ rows: 9, serverRows: 9 });
  });

  it('for a minute is believed to be another log, and no row of that is told', async () => {
    const clock = instantClock();
    const events: FollowEvent[] = [];
    await withEngine(async (engine, stub) => {
      const other = logRows(9).map((row) => ({ ...row, message: `other ${row.message}` }));
      const isLog = (right: StubReply): boolean => Array.isArray(right.body);
      simulate(stub, 7, [executing, { status: 'complete', rows: 9 }], logRows(9), (n, right) =>
        n > 1 && isLog(right) ? body(other.slice(4)) : right,
      );
      const reading = (async () => {
        for await (const event of followCalculation(engine, 7, { clock, patienceMs: 900_000 }))
          events.push(event);
      })();
      expect(await rejection(reading)).toMatchObject({
        kind: 'log-contradicted',
        message: 'The server contradicts itself in the log of calculation 7: row 5 is another than before.',
      });
    });
    expect(events.flatMap((event) => (event.kind === 'log' ? [event.row] : []))).toEqual(logRows(5));
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
    expect(clock.now()).toBeLessThan(120_000);
  });
});

describe('a lost server', () => {
  it('is told once, and told again when it is back', async () => {
    const seen = await follow(
      [
        { status: 'executing', rows: 1 },
        { status: 'complete', rows: 2 },
      ],
      { fault: (n, right) => (n >= 2 && n < 6 ? { cut: 'before-head' } : right) },
    );
    expect(seen.events.map(({ kind }) => kind)).toEqual([
      'status',
      'log',
      'contact-lost',
      'contact-back',
      'status',
      'log',
      'end',
    ]);
  });

  it('is given up when its silence outlasts the patience', async () => {
    const clock = fastClock();
    const startedMs = clock.now();
    const lost = follow([{ status: 'executing', rows: 1 }], {
      fault: (n, right) => (n < 2 ? right : { status: 502, body: '<html>' }),
      options: { clock, patienceMs: 30_000 },
    });
    expect(await rejection(lost)).toMatchObject({ kind: 'unreachable' });
    expect(clock.now() - startedMs).toBeGreaterThanOrEqual(30_000);
  });

  describe('that restarts and calls what ran failed', () => {
    const restart: Fault = (n, right) => (n >= 2 && n < 4 ? { cut: 'before-head' } : right);
    const failed = (rows: number) => ({ status: 'failed', rows });

    it('is watched on, until the calculation is complete after all', async () => {
      const looks = [
        { status: 'executing', rows: 1 },
        failed(1),
        failed(1),
        failed(3),
        { status: 'complete', rows: 4 },
      ];
      const seen = await follow(looks, { fault: restart });
      expect(seen.events.filter(({ kind }) => kind === 'doubt')).toHaveLength(1);
      expect(seen.end).toMatchObject({ outcome: 'complete', rows: 4 });
    });

    it('is believed when the log tells of an error', async () => {
      const rows = [logRow(0), logRow(1, { level: 'CRITICAL', message: 'Traceback' })];
      const seen = await follow([{ status: 'executing', rows: 1 }, failed(2)], { rows, fault: restart });
      expect(seen.events.filter(({ kind }) => kind === 'doubt')).toHaveLength(0);
      expect(seen.end).toMatchObject({ outcome: 'failed' });
    });

    it('is believed when nothing was lost', async () => {
      const seen = await follow([{ status: 'executing', rows: 1 }, failed(1)]);
      expect(seen.end).toMatchObject({ outcome: 'failed' });
    });

    it('leaves the end open when the log stays silent, and waits anew while rows come', async () => {
      const clock = instantClock();
      const slow = Array.from({ length: 100 }, (_unused, n) => failed(1 + Math.floor(n / 50)));
      const lost = follow([{ status: 'executing', rows: 1 }, ...slow], {
        fault: restart,
        options: { clock },
      });
      expect(await rejection(lost)).toMatchObject({
        kind: 'unreachable',
        message: 'The server was away, and now calls the calculation failed without an error in its log.',
      });
      expect(clock.now()).toBeGreaterThan(200_000);
    });
  });

  it('is not given up while it answers now and then', async () => {
    const looks = [
      ...Array.from({ length: 20 }, (_unused, n) => ({ status: 'executing', rows: n })),
      { status: 'complete', rows: 20 },
    ];
    const seen = await follow(looks, {
      fault: (n, right) => (n % 2 === 0 ? right : { cut: 'before-head' }),
      options: { patienceMs: 1_000 },
    });
    expect(seen.rows).toEqual(logRows(20));
  });

  it('is not asked again when it wants a login', async () => {
    const seen = follow([{ status: 'executing', rows: 1 }], {
      fault: (n, right) => (n < 2 ? right : { status: 403 }),
    });
    expect(await rejection(seen)).toMatchObject({ kind: 'login' });
  });

  it('never costs a row, whatever breaks and wherever', async () => {
    const faults = [
      'right',
      'cut',
      'half',
      '502',
      '500',
      'crash',
      'page',
      'empty',
      'truncated',
      'null',
    ] as const;
    const reply = (kind: (typeof faults)[number], right: StubReply, at: number): StubReply => {
      const text = JSON.stringify(right.body);
      const cutAt = at % Math.max(1, text.length);
      switch (kind) {
        case 'right':
          return right;
        case 'cut':
          return { cut: 'before-head' };
        case 'half':
          return { body: text, cut: cutAt };
        case '502':
          return { status: 502, body: '<html><title>502 Bad Gateway</title></html>' };
        case '500':
          return { status: 500, body: { error: 'database is locked' } };
        case 'crash':
          return {
            status: 500,
            headers: { 'content-type': 'text/plain' },
            body: 'OperationalError at /v1/x\nlocked',
          };
        case 'page':
          return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>starting…</html>' };
        case 'empty':
          return { body: '' };
        case 'truncated':
          return { body: text.slice(0, cutAt) };
        case 'null':
          return { body: 'null' };
      }
    };
    const looks = fc
      .array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 8 })
      .map((growth) =>
        growth.reduce<number[]>((totals, more) => [...totals, (totals.at(-1) ?? 0) + more], []),
      );
    const plan = fc.array(fc.tuple(fc.constantFrom(...faults), fc.nat()), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        looks,
        plan,
        fc.constantFrom('complete', 'failed', 'aborted'),
        async (totals, faulty, last) => {
          const count = totals.at(-1) ?? 0;
          // A failure that the log does not tell of is another story, above.
          fc.pre(last !== 'failed' || count > 0);
          const rows = logRows(count).map((row, n) =>
            last === 'failed' && n === count - 1 ? { ...row, level: 'CRITICAL' } : row,
          );
          const steps = totals.map((count, n) => ({
            status: n === totals.length - 1 ? last : 'executing',
            rows: count,
          }));
          const seen = await follow(steps, {
            rows,
            // A truncated page may by chance still be JSON of the right shape only where nothing was cut off.
            fault: (n, right) => {
              const [kind, at] = faulty[n] ?? (['right', 0] as const);
              return reply(kind, right, at);
            },
            options: { patienceMs: 1e12 },
          });
          expect(seen.rows).toEqual(rows);
          expect(seen.end).toMatchObject({ rows: rows.length, serverRows: rows.length, outcome: last });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a follower that is told to stop', () => {
  const stop = new InterruptedError('Detached.', 'SIGINT');

  it('stops with that reason between two looks', async () => {
    const stopping = new AbortController();
    const clock = instantClock();
    const stoppingClock: Clock = {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        if (clock.slept.length === 3) stopping.abort(stop);
        await clock.sleep(ms, signal);
      },
    };
    const seen = follow([{ status: 'executing', rows: 1 }], {
      options: { clock: stoppingClock, signal: stopping.signal },
    });
    expect(await rejection(seen)).toBe(stop);
  });

  it('stops while a question is out, and while the server is lost', async () => {
    for (const fault of [{ cut: 'before-head' }, { body: [] }] satisfies StubReply[]) {
      const stopping = new AbortController();
      const seen = follow([{ status: 'executing', rows: 1 }], {
        fault: (n, right) => {
          if (n < 3) return right;
          stopping.abort(stop);
          return fault;
        },
        options: { signal: stopping.signal },
      });
      expect(await rejection(seen)).toBe(stop);
    }
  });

  it('asks nothing when it was told before it began', async () => {
    let asked = 0;
    const server = {
      status: async () => {
        asked += 1;
        return someCalculation({ status: 'complete' });
      },
      logPage: async () => [],
    };
    const events = followCalculation(server, 7, {
      clock: instantClock(),
      patienceMs: 0,
      signal: AbortSignal.abort(stop),
    });
    expect(await rejection(events.next())).toBe(stop);
    expect(asked).toBe(0);
  });
});

describe('the reply shapes', () => {
  it('end in errors thrown on purpose when they never become right', async () => {
    await withEngine(async (engine, stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') });
      stub.on('GET /v1/calc/7/log/*', { body: [['only', 'three', 'words']] });
      const run = async (): Promise<void> => {
        const events = followCalculation(engine, 7, { clock: instantClock(), patienceMs: 1000 });
        for (let next = await events.next(); next.done !== true; ) next = await events.next();
      };
      expect(await rejection(run())).toBeInstanceOf(OpenquakeError);
    });
  });
});

describe('a follower that begins after a restart which it did not see', () => {
  const nowMs = Date.UTC(2026, 10, 22, 15, 30);
  const at = (ms: number): Clock => {
    const clock = instantClock();
    return { ...clock, now: () => ms + clock.now() };
  };

  it('does not believe a failure that the log knows nothing of', async () => {
    const looks = [
      { status: 'failed', rows: 3, isRunning: false },
      { status: 'failed', rows: 4, isRunning: false },
      { status: 'complete', rows: 6, isRunning: false },
    ];
    const seen = await follow(looks, { options: { clock: at(nowMs) } });
    expect(seen.events.map(({ kind }) => kind)).toContain('doubt');
    expect(seen.end).toMatchObject({ outcome: 'complete', rows: 6, serverRows: 6 });
  });

  it('does not wait for what failed long ago', async () => {
    const seen = await follow([{ status: 'failed', rows: 3, isRunning: false }], {
      options: { clock: at(nowMs + 2 * 3_600_000) },
    });
    expect(seen.end).toMatchObject({ outcome: 'failed', rows: 3 });
  });

  it('believes an error in the log, also one before the rows that it was to show', async () => {
    const rows = [...logRows(2), logRow(2, { level: 'CRITICAL', message: 'no sites' })];
    for (const fromRow of [0, 3]) {
      const seen = await follow([{ status: 'failed', rows: 3, isRunning: false }], {
        rows,
        options: { clock: at(nowMs), fromRow },
      });
      expect(seen.end).toMatchObject({ outcome: 'failed', rows: 3 });
      expect(seen.rows).toEqual(rows.slice(fromRow));
    }
  });
});
