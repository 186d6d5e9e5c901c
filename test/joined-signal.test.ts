import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { joinSignals } from '../src/joined-signal.js';

describe('two signals as one', () => {
  it.each([0, 1])('is aborted with the reason of whichever comes, %i', (which) => {
    const sources = [new AbortController(), new AbortController()] as const;
    const { signal } = joinSignals(sources[0].signal, sources[1].signal);
    const reason = new Error('leaving');
    sources[which]?.abort(reason);
    expect(signal.reason).toBe(reason);
  });

  it('is aborted from the start where one is', () => {
    const reason = new Error('left');
    expect(joinSignals(new AbortController().signal, AbortSignal.abort(reason)).signal.reason).toBe(reason);
  });

  it('leaves nothing behind at a signal that lives on', () => {
    const living = new AbortController().signal;
    const calls = Array.from({ length: 100 }, () => joinSignals(new AbortController().signal, living));
    expect(getEventListeners(living, 'abort')).toHaveLength(100);
    for (const { release } of calls) release();
    expect(getEventListeners(living, 'abort')).toHaveLength(0);
  });

  it('is the one there is', () => {
    const { signal } = new AbortController();
    expect(joinSignals(signal, undefined).signal).toBe(signal);
    expect(joinSignals(undefined, signal).signal).toBe(signal);
    expect(joinSignals(signal, signal).signal).toBe(signal);
  });
});
