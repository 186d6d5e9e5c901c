import { describe, expect, it } from 'vitest';
import { readDuration, readMoment } from '../src/durations.js';
import { UsageError } from '../src/errors.js';

describe('a duration', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['500ms', 500],
    ['10m', 600_000],
    ['10 min', 600_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(readDuration(text, '--timeout')).toBe(ms);
  });

  it.each(['', 'soon', '-5', '5x', '10m5', 'Infinity', '1e3'])('"%s" is none', (text) => {
    expect(() => readDuration(text, '--timeout')).toThrow(UsageError);
  });
});

describe('a moment', () => {
  it.each([
    ['2026-11-22', '2026-11-22T00:00:00Z'],
    ['2026-11-22 15:30', '2026-11-22T15:30:00Z'],
    ['2026-11-22T15:30:05', '2026-11-22T15:30:05Z'],
    ['2026-11-22T15:30:05.5z', '2026-11-22T15:30:05.500Z'],
    ['2026-11-22T15:30+02:00', '2026-11-22T13:30:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(readMoment(text, '--since')).toEqual({ kind: 'at', epochMs: Date.parse(iso) });
  });

  it('is so long ago', () => {
    expect(readMoment('10m', '--since')).toEqual({ kind: 'ago', ms: 600_000 });
  });

  it.each(['', 'yesterday', '2026-13-40', '15:30', '2026-11-22T25:00'])('"%s" is none', (text) => {
    expect(() => readMoment(text, '--since')).toThrow(/--since takes a time/);
  });
});
