import { describe, expect, it } from 'vitest';
import { NotFoundError, UnreachableError } from '../../src/errors.js';
import { keepContact } from '../../src/services/contact.js';
import { pollPace } from '../../src/services/poll-pace.js';

/** A clock on which answers take as long as the test says. */
function workClock() {
  let nowMs = 0;
  const slept: number[] = [];
  return {
    slept,
    take: (ms: number) => (nowMs += ms),
    clock: {
      now: () => nowMs,
      elapsedMs: () => nowMs,
      sleep: async (ms: number) => {
        slept.push(ms);
        nowMs += ms;
      },
    },
  };
}

const busy = (retryAfterS?: number): UnreachableError =>
  new UnreachableError('HTTP 503', {
    facts: { status: 503, ...(retryAfterS === undefined ? {} : { retry_after_s: retryAfterS }) },
  });

function contactOn({ clock }: ReturnType<typeof workClock>, patienceMs: number) {
  const pace = pollPace(clock, { quickestMs: 250 }, () => 0.5);
  const told: string[] = [];
  const events = { lost: () => void told.push('lost'), back: () => void told.push('back') };
  return { pace, told, contact: keepContact(clock, pace, patienceMs, events, undefined) };
}

describe('contact with a server', () => {
  it('keeps away for as long as Retry-After says, and slows down what follows', async () => {
    const world = workClock();
    const { contact, pace, told } = contactOn(world, 600_000);
    const failures = [busy(20), busy(40)];
    const value = await contact.read(async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return 'here';
    });
    expect(value).toBe('here');
    expect(world.slept).toEqual([20_000, 40_000]);
    expect(told).toEqual(['lost', 'back']);
    pace.changed();
    expect(pace.nextMs()).toBe(1_000);
  });

  it('asks once more when patience ends before the time that it was told to come back', async () => {
    const world = workClock();
    const { contact } = contactOn(world, 30_000);
    let calls = 0;
    const reading = contact.read(async () => {
      calls += 1;
      throw busy(600);
    });
    await expect(reading).rejects.toThrow('HTTP 503');
    expect(calls).toBe(2);
    expect(world.slept).toEqual([30_000]);
  });

  it('tells the pace how long answers took', async () => {
    const world = workClock();
    const { contact, pace } = contactOn(world, 30_000);
    for (const ms of [30, 70]) await contact.read(async () => world.take(ms));
    expect(pace.nextMs()).toBe(2_500);
  });

  it('does not repeat what another try cannot mend', async () => {
    const world = workClock();
    const { contact } = contactOn(world, 30_000);
    const reading = contact.read(async () => {
      throw new NotFoundError('none');
    });
    await expect(reading).rejects.toThrow('none');
    expect(world.slept).toEqual([]);
  });
});

describe('a laptop that sleeps', () => {
  it.each([3 * 3_600_000, -3_600_000])(
    'between two tries is not taken for silence, clock moved by %i ms',
    async (jumpMs) => {
      let nowMs = Date.UTC(2026, 0, 1);
      let tries = 0;
      const clock = {
        now: () => nowMs,
        sleep: async (ms: number) => {
          // It falls asleep in the second pause.
          nowMs += tries === 2 ? jumpMs : ms;
          return Promise.resolve();
        },
      };
      const pace = pollPace(clock, { quickestMs: 250 }, () => 0.5);
      const events = { lost: () => undefined, back: () => undefined };
      const value = await keepContact(clock, pace, 60_000, events, undefined).read(async () => {
        tries += 1;
        if (tries < 6) throw new UnreachableError('no network yet');
        return Promise.resolve('awake');
      });
      expect(value).toBe('awake');
    },
  );

  it('is not a reason to wait for ever', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const clock = {
      now: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
        return Promise.resolve();
      },
    };
    const pace = pollPace(clock, { quickestMs: 250 }, () => 0.5);
    const events = { lost: () => undefined, back: () => undefined };
    const startedMs = nowMs;
    const reading = keepContact(clock, pace, 60_000, events, undefined).read(async () => {
      await Promise.resolve();
      throw new UnreachableError('gone');
    });
    await expect(reading).rejects.toThrow('gone');
    expect(nowMs - startedMs).toBeGreaterThanOrEqual(60_000);
    expect(nowMs - startedMs).toBeLessThan(80_000);
  });
});
