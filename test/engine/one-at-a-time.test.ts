import { describe, expect, it } from 'vitest';
import { OneAtATime } from '../../src/engine/one-at-a-time.js';
import { rejection } from '../support/engine-at.js';

describe('one at a time', () => {
  it('begins a call when all before it have ended, also by a failure', async () => {
    const line = new OneAtATime();
    const told: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = line.run(async () => {
      told.push('first begins');
      await gate;
      told.push('first ends');
      throw new Error('failed');
    });
    const second = line.run(async () => told.push('second'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['first begins']);
    release();
    expect(await rejection(first)).toEqual(new Error('failed'));
    await second;
    expect(told).toEqual(['first begins', 'first ends', 'second']);
  });

  it('does not begin what was stopped while it waited', async () => {
    const line = new OneAtATime();
    const stopping = new AbortController();
    const stop = new Error('stop');
    let begun = false;
    const first = line.run(async () => stopping.abort(stop));
    const second = line.run(async () => {
      begun = true;
    }, stopping.signal);
    await first;
    expect(await rejection(second)).toBe(stop);
    expect(begun).toBe(false);
  });
});
