import { describe, expect, it } from 'vitest';
import { soak } from '../../../bench/exactly-once/soak.js';
import { engineUnderTest } from '../engine-under-test.js';

/** A sample of `node bench/exactly-once.mjs`, which cuts hundreds of times. */
describe('a submission that is cut, or whose program is killed', () => {
  it('becomes one calculation, whose id is told', { timeout: 900_000 }, async () => {
    const lines: string[] = [];
    const tell = (line: string): void => void lines.push(line);
    const figures = await soak({
      host: engineUnderTest().url,
      cuts: 8,
      kills: 2,
      atOnce: 3,
      withinMs: 600_000,
      tell,
    });
    expect(lines.filter((line) => line.startsWith('no calculation'))).toEqual([]);
    expect(figures.submissions).toBeGreaterThan(8);
    expect(figures).toMatchObject({ duplicates: 0, lost: 0, unlike: 0 });
    // Otherwise nothing was cut where it matters.
    expect(figures.found).toBeGreaterThan(0);
    expect(figures.resent).toBeGreaterThan(0);
  });
});
