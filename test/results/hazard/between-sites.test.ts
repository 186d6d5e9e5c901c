import { describe, expect, it } from 'vitest';
import { enclosingSites, weighedMean } from '../../../src/results/hazard/between-sites.js';
import { distanceKm, nearestSite, type SiteMesh, spacingKm } from '../../../src/results/hazard/site-mesh.js';

const mesh = (...places: readonly (readonly [number, number])[]): SiteMesh => ({
  lons: Float64Array.from(places, ([lon]) => lon),
  lats: Float64Array.from(places, ([, lat]) => lat),
});
const grid = mesh([13, 42], [13.1, 42], [13, 42.1], [13.1, 42.1], [20, 42]);

describe('the nearest site', () => {
  it('is found with its distance, across the date line too', () => {
    expect(distanceKm(0, 0, 0, 1)).toBeCloseTo(111.195, 3);
    expect(nearestSite(grid, 13.02, 42.01)).toMatchObject({ index: 0 });
    expect(nearestSite(grid, 13.02, 42.01)?.distanceKm).toBeCloseTo(1.99, 2);
    expect(nearestSite(mesh([179.9, 0], [170, 0]), -179.9, 0)).toMatchObject({ index: 0 });
    expect(nearestSite(mesh(), 0, 0)).toBeUndefined();
  });

  it('has neighbours at some distance, unless it is alone', () => {
    expect(spacingKm(grid, 0)).toBeCloseTo(8.26, 2);
    expect(spacingKm(mesh([13, 42], [13, 42]), 0)).toBeUndefined();
  });
});

describe('a place between sites', () => {
  it('is weighed bilinearly in a cell of a grid', () => {
    const between = enclosingSites(grid, 13.025, 42.05);
    expect(between?.rule).toBe('bilinear');
    const weights = Object.fromEntries((between?.sites ?? []).map(({ index, weight }) => [index, weight]));
    expect(weights[0]).toBeCloseTo(0.375, 9);
    expect(weights[1]).toBeCloseTo(0.125, 9);
    expect(weights[2]).toBeCloseTo(0.375, 9);
    expect(weights[3]).toBeCloseTo(0.125, 9);
  });

  it('lies between two sites on a line of the grid, and on a site is that site', () => {
    const between = enclosingSites(grid, 13.05, 42);
    expect(between?.sites.map(({ index }) => index).toSorted()).toEqual([0, 1]);
    expect(between?.sites.map(({ weight }) => weight)).toEqual(
      [0.5, 0.5].map((half) => expect.closeTo(half, 9) as number),
    );
    expect(enclosingSites(grid, 13.1, 42.1)).toEqual({
      rule: 'same',
      sites: [{ index: 3, distanceKm: 0, weight: 1 }],
    });
  });

  it('is weighed by distance where sites stand anywhere', () => {
    const anywhere = mesh([0.1, 0.1], [-0.2, 0.1], [-0.1, -0.1], [0.1, -0.3], [5, 5]);
    const between = enclosingSites(anywhere, 0, 0);
    expect(between?.rule).toBe('inverse-distance');
    expect(between?.sites).toHaveLength(4);
    const total = (between?.sites ?? []).reduce((sum, { weight }) => sum + weight, 0);
    expect(total).toBeCloseTo(1, 12);
    const [nearest, far] = [between?.sites[0], between?.sites[3]];
    expect((nearest?.weight ?? 0) / (far?.weight ?? 1)).toBeCloseTo(
      ((far?.distanceKm ?? 0) / (nearest?.distanceKm ?? 1)) ** 2,
      9,
    );
  });

  it('has none to interpolate between outside of them', () => {
    expect(enclosingSites(grid, 12.9, 42.05)).toBeUndefined();
    expect(enclosingSites(mesh([13, 42]), 13.05, 42.05)).toBeUndefined();
  });

  it('takes the mean of logarithms, or of the values where one is zero', () => {
    expect(weighedMean([1, 100], [0.5, 0.5])).toBeCloseTo(10, 12);
    expect(weighedMean([0, 100], [0.5, 0.5])).toBe(50);
  });
});
