import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOG_PAGE_ROWS } from '../../src/engine/log.js';
import type { LogRow } from '../../src/engine/types.js';
import { countLogRows, readLogTail, storedRows } from '../../src/services/stored-log.js';
import { logRows } from '../support/simulated-calculation.js';

function logOf(rows: readonly LogRow[]): {
  calls: number;
  logPage: (id: number, start: number, signal?: AbortSignal, most?: number) => Promise<LogRow[]>;
} {
  const log = {
    calls: 0,
    logPage: async (_id: number, start: number, _signal?: AbortSignal, most = LOG_PAGE_ROWS) => {
      log.calls += 1;
      return Promise.resolve(rows.slice(start, start + most));
    },
  };
  return log;
}

describe('the rows of a stored log', () => {
  it.each([0, 1, 999, 1000, 1001, 2000, 2500, 3000, 7000, 8000])('are counted: %d', async (count) => {
    expect(await countLogRows(logOf(logRows(count)), 7)).toBe(count);
  });

  it('are counted in few calls, however many', async () => {
    const log = logOf(logRows(100_500));
    expect(await countLogRows(log, 7)).toBe(100_500);
    expect(log.calls).toBeLessThan(20);
  });

  it('come each once and in order, from any place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3200 }),
        fc.integer({ min: 0, max: 3300 }),
        async (n, start) => {
          const rows = logRows(n);
          const seen = [];
          for await (const row of storedRows(logOf(rows), 7, start)) seen.push(row);
          expect(seen).toEqual(rows.map((row, ordinal) => ({ ordinal, row })).slice(start));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('end with the last that are wanted, whatever is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3200 }),
        fc.integer({ min: 0, max: 3300 }),
        fc.integer({ min: 1, max: 400 }),
        async (n, wanted, every) => {
          const rows = logRows(n);
          const accepted = rows
            .map((row, ordinal) => ({ ordinal, row }))
            .filter(({ ordinal }) => ordinal % every === 0);
          const chosen = new Set(accepted.map(({ row }) => row));
          const tail = await readLogTail(logOf(rows), 7, wanted, (row) => chosen.has(row));
          expect(tail).toEqual({ count: n, rows: wanted === 0 ? [] : accepted.slice(-wanted) });
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([0, 1, 20, 999])('come from one page where there is no more: %d', async (count) => {
    const log = logOf(logRows(count));
    await readLogTail(log, 7, 20, () => true);
    expect(log.calls).toBe(1);
  });

  it('that hardly any filter takes come in long pages', async () => {
    const rows = logRows(100_500);
    const log = logOf(rows);
    const tail = await readLogTail(log, 7, 20, (row) => row === rows[3]);
    expect(tail.rows).toEqual([{ ordinal: 3, row: rows[3] }]);
    expect(log.calls).toBeLessThan(35);
  });

  it('are not read from the start for a tail', async () => {
    const log = logOf(logRows(64_000));
    await readLogTail(log, 7, 20, () => true);
    expect(log.calls).toBeLessThan(20);
  });
});
