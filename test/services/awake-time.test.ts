import { describe, expect, it } from 'vitest';
import { awakeTime } from '../../src/services/awake-time.js';

/** A clock that the test sets. */
function handClock(elapsedMs?: () => number) {
  const hand = { nowMs: Date.UTC(2026, 0, 1) };
  const sleep = async (): Promise<void> => Promise.resolve();
  const clock = { now: () => hand.nowMs, sleep, ...(elapsedMs === undefined ? {} : { elapsedMs }) };
  return { hand, clock };
}

describe('time in which the machine was awake', () => {
  it('is the sum of the steps', () => {
    const { hand, clock } = handClock();
    const time = awakeTime(clock);
    hand.nowMs += 1_000;
    expect(time.elapsedMs()).toBe(1_000);
    hand.nowMs += 200_000;
    expect(time.elapsedMs()).toBe(201_000);
    time.restart();
    expect(time.elapsedMs()).toBe(0);
  });

  it.each([3 * 3_600_000, -3_600_000])('does not count a jump of %i ms', (jumpMs) => {
    const { hand, clock } = handClock();
    const time = awakeTime(clock);
    hand.nowMs += 1_000;
    time.elapsedMs();
    hand.nowMs += jumpMs;
    expect(time.elapsedMs()).toBe(1_000);
    hand.nowMs += 2_000;
    expect(time.elapsedMs()).toBe(3_000);
  });

  it('does not count more than a step can have taken', () => {
    const { hand, clock } = handClock();
    const time = awakeTime(clock);
    hand.nowMs += 60_000;
    expect(time.elapsedMs(31_000)).toBe(0);
    hand.nowMs += 30_000;
    expect(time.elapsedMs(31_000)).toBe(30_000);
  });

  it('is told by the clock that no setting moves, where there is one', () => {
    let elapsed = 5;
    const { hand, clock } = handClock(() => elapsed);
    const time = awakeTime(clock);
    hand.nowMs += 100_000;
    elapsed += 700;
    expect(time.elapsedMs()).toBe(700);
  });
});
