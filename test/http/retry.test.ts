import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs, retry, retryAfterSeconds } from '../../src/http/retry.js';

function recordingClock() {
  const slept: number[] = [];
  return {
    slept,
    clock: {
      now: () => 0,
      sleep: async (ms: number) => {
        slept.push(ms);
      },
    },
  };
}

describe('backOffMs', () => {
  it('doubles from a quarter of a second to fifteen seconds, with jitter in the upper half', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backOffMs(attempt, () => 1))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
    expect(backOffMs(3, () => 0)).toBe(500);
  });

  it('stays in its bounds however often it failed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, random) => {
          const ms = backOffMs(n, () => random);
          expect(ms).toBeGreaterThanOrEqual(125);
          expect(ms).toBeLessThanOrEqual(15_000);
        },
      ),
    );
  });
});

describe('retry', () => {
  it('gives back the first success and waits between the tries only', async () => {
    const { clock, slept } = recordingClock();
    let calls = 0;
    const value = await retry(
      4,
      clock,
      () => true,
      async () => {
        calls += 1;
        if (calls < 3) throw new Error('not yet');
        return calls;
      },
    );
    expect(value).toBe(3);
    expect(slept).toHaveLength(2);
  });

  it('throws the last error when the tries are used up', async () => {
    const { clock, slept } = recordingClock();
    let calls = 0;
    const failing = retry(
      4,
      clock,
      () => true,
      async () => {
        calls += 1;
        throw new Error(`try ${calls}`);
      },
    );
    await expect(failing).rejects.toThrow('try 4');
    expect(slept).toHaveLength(3);
  });

  it('throws at once what another try cannot mend', async () => {
    const { clock, slept } = recordingClock();
    const failing = retry(
      4,
      clock,
      (error) => (error as Error).message !== 'final',
      async () => {
        throw new Error('final');
      },
    );
    await expect(failing).rejects.toThrow('final');
    expect(slept).toEqual([]);
  });
});

describe('retryAfterSeconds', () => {
  const date = 'Mon, 23 Nov 2026 10:00:00 GMT';
  it.each([
    ['7', 7],
    [' 0 ', 0],
    ['999999999', 600],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30],
    ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5 apples', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, seconds) => {
    expect(retryAfterSeconds({ 'retry-after': text, date })).toBe(seconds);
  });

  it('says nothing where the server says nothing', () => {
    expect(retryAfterSeconds({})).toBeUndefined();
  });
});
