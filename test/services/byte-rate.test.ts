import { describe, expect, it } from 'vitest';
import { ByteRate } from '../../src/services/byte-rate.js';

/** Tells the meter of bytes at times, and returns what it says in the end. */
function rateOf(...told: readonly (readonly [ms: number, bytes: number])[]): number | undefined {
  const rate = new ByteRate();
  return told.map(([ms, bytes]) => rate.at(bytes, ms)).at(-1);
}

/** One step each second. */
function steps(count: number, bytesPerSecond: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, nth) => [nth * 1000, nth * bytesPerSecond]);
}

describe('the rate', () => {
  it('is not known from one look, nor from two in quick succession', () => {
    expect(rateOf([0, 0])).toBeUndefined();
    expect(rateOf([0, 0], [20, 1_000_000])).toBeUndefined();
  });

  it('is that of an even flow', () => {
    expect(rateOf(...steps(5, 7000))).toBeCloseTo(7000);
  });

  it('follows a change by and by, without a jump', () => {
    const before = steps(5, 1000);
    const [lastMs, lastBytes] = before.at(-1) ?? [0, 0];
    const soon = rateOf(...before, [lastMs + 1000, lastBytes + 9000]);
    expect(soon).toBeGreaterThan(1000);
    expect(soon).toBeLessThan(5000);
    const later = steps(20, 9000).map(([ms, bytes]) => [lastMs + ms, lastBytes + bytes] as const);
    expect(rateOf(...before, ...later.slice(1))).toBeGreaterThan(8500);
  });

  it('begins anew when something else begins', () => {
    expect(rateOf(...steps(5, 1000), [5000, 0])).toBeUndefined();
    expect(rateOf(...steps(5, 1000), [5000, 0], [6000, 50])).toBeCloseTo(50);
  });
});
