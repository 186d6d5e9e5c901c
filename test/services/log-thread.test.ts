import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../src/engine/types.js';
import { LogContradictedError, LogThread } from '../../src/services/log-thread.js';
import { rejection } from '../support/engine-at.js';
import { logRow, logRows } from '../support/simulated-calculation.js';

/** A server whose pages a test may spoil. */
function source(rows: readonly LogRow[]) {
  const log = {
    rows,
    starts: [] as number[],
    spoil: ((page) => page) as (page: LogRow[], start: number) => LogRow[],
    logPage: async (_id: number, start: number, _signal?: AbortSignal, count = 1000) => {
      log.starts.push(start);
      return Promise.resolve(log.spoil(log.rows.slice(start, start + count), start));
    },
  };
  return log;
}

async function readOn(thread: LogThread): Promise<LogRow[]> {
  const read: LogRow[] = [];
  for (let goesOn = true; goesOn; ) {
    const page = await thread.page();
    read.push(...page.rows.map(({ row }) => row));
    goesOn = page.goesOn;
  }
  return read;
}

/** A thread that has read the first rows of a log, from which on the server may lie. */
async function begun(count: number, ofAll = count) {
  const all = logRows(ofAll);
  const log = source(all.slice(0, count));
  const thread = new LogThread(log, 7, 0);
  expect(await readOn(thread)).toEqual(log.rows);
  log.rows = all;
  return { log, thread, all };
}

describe('a log read piece by piece', () => {
  it('comes once and in order, however it grows, and is proved', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 1700 }), { maxLength: 6 }),
        fc.nat({ max: 40 }),
        async (growth, start) => {
          const all = logRows(growth.reduce((sum, more) => sum + more, start));
          const log = source([]);
          const thread = new LogThread(log, 7, start);
          const read: LogRow[] = [];
          let size = start;
          for (const more of growth) {
            size += more;
            log.rows = all.slice(0, size);
            read.push(...(await readOn(thread)));
          }
          expect(read).toEqual(all.slice(start, size));
          if (growth.length > 0) expect(await thread.prove()).toBe(size);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tells rows that came behind what was read', async () => {
    const { thread } = await begun(40, 42);
    expect(await thread.prove()).toBe(42);
    expect((await thread.page()).rows.map(({ ordinal }) => ordinal)).toEqual([40, 41]);
  });

  it.each<[string, (page: LogRow[]) => LogRow[]]>([
    ['of a cache, from before', () => []],
    ['of another calculation', (page) => page.map((row) => ({ ...row, message: `${row.message} of 8` }))],
    ['in another order', (page) => page.toReversed()],
    ['that leaves out its first row', (page) => page.slice(1)],
    ['from the start, whatever was asked for', () => logRows(12)],
  ])('takes no row of a page %s, and all of them once the page is right', async (_what, spoil) => {
    const { log, thread, all } = await begun(10, 12);
    log.spoil = spoil;
    expect(await rejection(thread.page())).toBeInstanceOf(LogContradictedError);
    log.spoil = (page) => page;
    expect((await readOn(thread)).map(({ message }) => message)).toEqual(
      all.slice(10).map(({ message }) => message),
    );
  });

  it.each<[string, (page: LogRow[]) => LogRow[]]>([
    ['doubled', (page) => page.flatMap((row, n) => (n === 3 ? [row, row] : [row]))],
    ['changed places', (page) => [...page.slice(0, 3), ...page.slice(3, 5).toReversed(), ...page.slice(5)]],
    ['was left out', (page) => page.toSpliced(3, 1)],
  ])('is not proved when within the only page a row %s', async (_what, spoil) => {
    const log = source(logRows(10));
    log.spoil = spoil;
    const thread = new LogThread(log, 7, 0);
    await readOn(thread);
    log.spoil = (page) => page;
    expect(await rejection(thread.prove())).toBeInstanceOf(LogContradictedError);
  });

  it('loses nothing by a page that is cut short and still JSON', async () => {
    const { log, thread, all } = await begun(10, 30);
    log.spoil = (page) => page.slice(0, 6);
    expect((await thread.page()).rows).toHaveLength(5);
    log.spoil = (page) => page;
    expect(await readOn(thread)).toEqual(all.slice(15));
    expect(await thread.prove()).toBe(30);
  });

  it('takes no more rows of a page than it asked for', async () => {
    const all = logRows(2500);
    const log = source(all);
    log.spoil = (_page, start) => all.slice(start);
    const thread = new LogThread(log, 7, 0);
    expect((await thread.page()).rows).toHaveLength(1000);
    expect(await readOn(thread)).toEqual(all.slice(1000));
    expect(await thread.prove()).toBe(2500);
  });

  it('says how many rows a log that shrank has', async () => {
    const { log, thread } = await begun(10);
    log.rows = logRows(4);
    expect(await rejection(thread.page())).toMatchObject({
      message:
        'The server contradicts itself in the log of calculation 7: it has 9 rows or less where 10 were read.',
      facts: { calculation_id: 7, rows_read: 10 },
    });
    expect(await rejection(thread.prove())).toMatchObject({
      message: 'The server contradicts itself in the log of calculation 7: it has 4 rows where 10 were read.',
    });
  });

  it('says which row is another', async () => {
    const { log, thread } = await begun(10);
    log.rows = log.rows.map((row, n) => (n === 6 ? logRow(77) : row));
    expect(await rejection(thread.prove())).toMatchObject({
      message: 'The server contradicts itself in the log of calculation 7: row 7 is another than before.',
    });
  });

  it('proves the last 10,000 rows of a longer log, and goes on where a try broke off', async () => {
    const { log, thread } = await begun(25_300);
    log.starts.length = 0;
    let calls = 0;
    log.spoil = (page) => {
      calls += 1;
      if (calls % 3 === 0) throw new Error('cut');
      return page;
    };
    let size: number | undefined;
    while (size === undefined) size = await thread.prove().catch(() => undefined);
    expect(size).toBe(25_300);
    expect(log.starts[0]).toBeLessThanOrEqual(15_300);
    expect(log.starts[0]).toBeGreaterThan(14_000);
    expect(log.starts.length).toBeLessThan(20);
  });
});
