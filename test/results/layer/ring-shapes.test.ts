import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ring } from '../../../src/results/layer/layer.js';
import { areasOf, cellRing, inRange, ringOfWkt } from '../../../src/results/layer/ring-shapes.js';

/** Square degrees; negative with the clock. */
function area(ring: Ring): number {
  return ring.reduce((sum, [x, y], nth) => {
    const [nextX, nextY] = ring[(nth + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

describe('an area on the map', () => {
  it('goes against the clock, whichever way it came', () => {
    const ring = cellRing(1, 2, 3, 4);
    expect(areasOf(ring)).toEqual([ring]);
    expect(areasOf(ring.toReversed())).toEqual([ring]);
  });

  it('is cut where it crosses 180 degrees', () => {
    const [west, east] = areasOf(cellRing(179, 0, 182, 1));
    expect([area(west ?? []), area(east ?? [])]).toEqual([1, 2]);
    expect(Math.max(...(east ?? []).map(([lon]) => lon))).toBe(-178);
  });

  it('keeps its size, stays in range and goes against the clock, wherever it lies', () => {
    const cell = fc.tuple(
      fc.integer({ min: -200, max: 199 }),
      fc.integer({ min: -89, max: 80 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(cell, fc.boolean(), ([west, south, width, height], isTurned) => {
        const ring = cellRing(west, south, west + width, south + height);
        const parts = areasOf(isTurned ? ring.toReversed() : ring);
        expect(parts.reduce((sum, part) => sum + area(part), 0)).toBeCloseTo(width * height, 9);
        for (const part of parts) {
          expect(area(part)).toBeGreaterThan(0);
          expect(part.at(-1)).toEqual(part[0]);
          expect(part.every(([lon]) => lon >= -180 && lon <= 180)).toBe(true);
        }
      }),
    );
  });

  it('that jumps from 179 to -179 is one that crosses', () => {
    const parts = areasOf([
      [179, 0],
      [-179, 0],
      [-179, 1],
      [179, 1],
      [179, 0],
    ]);
    expect(parts.map(area)).toEqual([1, 1]);
  });

  it('is read from well-known text, unless it has no area', () => {
    expect(ringOfWkt('POLYGON((1 2, 3 2, 3 4, 1 2))')).toEqual([
      [1, 2],
      [3, 2],
      [3, 4],
      [1, 2],
    ]);
    for (const text of [
      'LINESTRING(1 2, 3 4)',
      'POLYGON((1 2, 3 4, 1 2))',
      'POLYGON((1 1, 2 2, 3 3, 1 1))',
      'POLYGON((a b, 1 2, 3 4, a b))',
      '',
    ])
      expect(ringOfWkt(text)).toBeUndefined();
  });

  it.each([
    [181, -179],
    [-181, 179],
    [540, -180],
    [12.5, 12.5],
    [180, 180],
    [-180, -180],
  ])('has %d degrees at %d', (lon, at) => {
    expect(inRange(lon)).toBe(at);
  });
});
