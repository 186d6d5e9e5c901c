import { describe, expect, it } from 'vitest';
import { flatten, latOf, nearest, neighbour } from '../../../src/views/report/in-browser/flat-places.js';

describe('places on a plane', () => {
  it('lie to the right in the east, further down in the south, and know their latitude', () => {
    const { x, y } = flatten({ lons: [0, 90], lats: [45, -45] }, -180);
    expect([...x]).toEqual([0.5, 0.75]);
    expect(y[0]).toBeLessThan(y[1] ?? 0);
    expect(latOf(y[0] ?? 0)).toBeCloseTo(45, 9);
  });

  it('stay together across the antimeridian', () => {
    const { x } = flatten({ lons: [179, -179], lats: [0, 0] }, 0);
    expect((x[1] ?? 0) - (x[0] ?? 0)).toBeCloseTo(2 / 360, 12);
  });

  it('are found by a point, and by an arrow key from one to the next', () => {
    // Three rows of three, from the north-west; the one in the middle is missing.
    const lons = [0, 1, 2, 0, 2, 0, 1, 2];
    const lats = [2, 2, 2, 1, 1, 0, 0, 0];
    const flat = flatten({ lons, lats }, -180);
    expect(nearest(flat, flat.x[4] ?? 0, (flat.y[4] ?? 0) + 1e-4)?.nth).toBe(4);
    expect(neighbour(flat, 0, 'right')).toBe(1);
    expect(neighbour(flat, 0, 'down')).toBe(3);
    expect(neighbour(flat, 3, 'right')).toBe(4);
    expect(neighbour(flat, 1, 'down')).toBe(6);
    expect(neighbour(flat, 0, 'left')).toBeUndefined();
    expect(neighbour(flat, 7, 'up')).toBe(4);
    expect(nearest({ x: new Float64Array(), y: new Float64Array() }, 0, 0)).toBeUndefined();
  });
});
