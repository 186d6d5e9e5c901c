import { describe, expect, it } from 'vitest';
import { utcMs } from '../../src/engine/utc-time.js';

describe('a time of a server', () => {
  it.each([
    ['2026-11-22 15:27:32', 0],
    ['2026-11-22T15:27:32.69', 690],
    ['2026-11-22 15:27:32.696200', 696],
    ['2026-11-22 15:27:32+00:00', 0],
  ])('is read from %s', (text, ms) => {
    expect(utcMs(text)).toBe(Date.UTC(2026, 10, 22, 15, 27, 32, ms));
  });

  it.each([undefined, '', 'None', '2026-11-22', 'on 2026-11-22 15:27:32'])('is none in %j', (text) => {
    expect(utcMs(text)).toBeNaN();
  });
});
