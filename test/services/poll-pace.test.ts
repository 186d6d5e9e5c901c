import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.js';
import { UnreachableError } from '../../src/errors.js';
import { pollPace } from '../../src/services/poll-pace.js';

/** A clock that only moves when somebody sleeps or the test says so. */
function sleepClock() {
  let nowMs = 1_000_000;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  };
  return { clock, slept, pass: (ms: number) => (nowMs += ms) };
}

const middle = (): number => 0.5;

describe('pollPace', () => {
  it('looks quickly at news, and later the longer there is none', () => {
    const { clock, pass } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    expect(pace.nextMs()).toBe(250);
    pass(10_000);
    expect(pace.nextMs()).toBe(1_000);
    pass(20_000);
    expect(pace.nextMs()).toBe(3_000);
    pass(3_600_000);
    expect(pace.nextMs()).toBe(5_000);
    pace.changed();
    expect(pace.nextMs()).toBe(250);
  });

  it('rests 25 times as long as the server was busy with a look, and forgets it then', () => {
    const { clock } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    pace.answered(30);
    pace.answered(50);
    expect(pace.nextMs()).toBe(2_000);
    expect(pace.nextMs()).toBe(250);
    pace.answered(60_000);
    expect(pace.nextMs()).toBe(30_000);
  });

  it('does not count what made up for the past', () => {
    const { clock } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    pace.answered(9_000);
    pace.forgive();
    pace.answered(20);
    expect(pace.nextMs()).toBe(500);
  });

  it('is not misled by a clock that is set back', () => {
    const { clock, pass } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    pass(-3_600_000);
    expect(pace.nextMs()).toBe(250);
  });

  it.each([
    ['a 503', { status: 503 }],
    ['a 429', { status: 429 }],
    ['a time-out', { code: 'UND_ERR_HEADERS_TIMEOUT' }],
  ])('doubles its pauses after %s and comes back by halves', (_name, facts) => {
    const { clock } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 1_000 }, middle);
    for (let attempt = 1; attempt <= 5; attempt += 1)
      pace.failed(new UnreachableError('', { facts }), attempt);
    expect([1, 2, 3, 4, 5].map(() => pace.nextMs())).toEqual([8_000, 8_000, 4_000, 2_000, 1_000]);
  });

  it('is no slower after a server that was away', () => {
    const { clock } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 1_000 }, middle);
    pace.failed(new UnreachableError('', { facts: { code: 'ECONNREFUSED' } }), 1);
    expect(pace.nextMs()).toBe(1_000);
  });

  it('stays away for as long as it is told to, and never shorter than its own back-off', () => {
    const { clock } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, () => 1);
    const busy = new UnreachableError('', { facts: { status: 503, retry_after_s: 7 } });
    expect(pace.failed(busy, 1)).toBe(7_000);
    expect(pace.failed(busy, 7)).toBe(15_000);
  });

  it('never lets a client take more than 4 % of a server up to its longest pause, whatever the chance', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (tookMs, random) => {
        const pace = pollPace(sleepClock().clock, { quickestMs: 250 }, () => random);
        pace.answered(tookMs);
        const waitMs = pace.nextMs();
        // Jitter takes a fifth off some pauses and adds it to others.
        expect(tookMs / (tookMs + waitMs)).toBeLessThan(0.05);
        expect(waitMs).toBeLessThanOrEqual(36_000);
        expect(waitMs).toBeGreaterThanOrEqual(200);
      }),
    );
  });

  it('does not beat in step: of two hundred that begin together no second holds more than its share', () => {
    const paces = Array.from({ length: 200 }, () => ({
      pace: pollPace({ now: () => 0, sleep: async () => undefined }, { quickestMs: 5_000 }),
      atMs: 0,
    }));
    const looks = new Map<number, number>();
    for (const one of paces) {
      for (let look = 0; look < 40; look += 1) {
        one.atMs += one.pace.nextMs();
        const second = Math.floor(one.atMs / 1000);
        looks.set(second, (looks.get(second) ?? 0) + 1);
      }
    }
    const settled = [...looks].filter(([second]) => second >= 100 && second < 150).map(([, count]) => count);
    // In step they would be 200 in one second of five, and none in the others; evenly spread they are 40.
    expect(Math.max(...settled)).toBeLessThan(120);
    expect(settled).toHaveLength(50);
  });

  it('cuts a long pause short when haste is needed', async () => {
    const { clock, slept } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    pace.answered(400);
    let hurried = false;
    const pausing = pace.pause(undefined, () => {
      const before = hurried;
      hurried = slept.length >= 2;
      return before;
    });
    await pausing;
    expect(slept.length).toBeLessThan(5);
    expect(pace.nextMs()).toBe(250);
  });

  it('pauses for as long as it says, in one go', async () => {
    const { clock, slept } = sleepClock();
    const pace = pollPace(clock, { quickestMs: 250 }, middle);
    pace.answered(400);
    await pace.pause();
    expect(slept).toEqual([10_000]);
  });
});
