import { afterEach, describe, expect, it } from 'vitest';
import { realSystem } from '../src/real-system.js';
import type { StopSignal } from '../src/system.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));

afterEach(() => {
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (before.get(signal)?.includes(listener) !== true) process.removeListener(signal, listener);
    }
  }
});

describe('stop signals', () => {
  it('go to whoever took them', () => {
    const system = realSystem();
    const got: StopSignal[] = [];
    const release = system.interrupts.take((signal) => got.push(signal));
    for (const signal of SIGNALS) process.emit(signal, signal);
    release();
    expect(got).toEqual([...SIGNALS]);
    expect(system.stopped.aborted).toBe(false);
  });

  it.each([
    ['SIGINT', 'interrupted'],
    ['SIGTERM', 'terminated'],
    ['SIGHUP', 'terminated'],
  ] as const)('%s stops everything where nobody took it', (signal, exit) => {
    const system = realSystem();
    process.emit(signal, signal);
    expect(system.stopped.reason).toMatchObject({ kind: 'interrupted', exit });
  });
});
