import { distanceKm, type SiteMesh } from './site-mesh.js';

/** A site and how much of the answer is its own. */
export interface WeighedSite {
  readonly index: number;
  readonly distanceKm: number;
  /** All of them together are 1. */
  readonly weight: number;
}

/** How a place lies between sites. */
export interface Between {
  /** `bilinear` on the corners of a cell of a regular grid, `inverse-distance` (squared) elsewhere; `same` on a site. */
  readonly rule: 'same' | 'bilinear' | 'inverse-distance';
  readonly sites: readonly WeighedSite[];
}

/** Two coordinates of a grid that are one: engines keep them with five digits. */
const SAME_DEGREES = 2e-5;
const SAME_KM = 0.005;

interface Corner {
  readonly index: number;
  readonly distanceKm: number;
  /** Degrees from the place, across the date line too. */
  readonly east: number;
  readonly north: number;
}

/**
 * Finds the sites that enclose a place: the nearest one to the north-east, north-west, south-west and south-east of it.
 * @returns undefined where a side is missing, for there would be nothing to interpolate between.
 */
export function enclosingSites(mesh: SiteMesh, lon: number, lat: number): Between | undefined {
  const corners: (Corner | undefined)[] = [undefined, undefined, undefined, undefined];
  for (let index = 0; index < mesh.lons.length; index += 1) {
    const siteLon = mesh.lons[index] ?? Number.NaN;
    const siteLat = mesh.lats[index] ?? Number.NaN;
    const east = ((siteLon - lon + 540) % 360) - 180;
    const north = siteLat - lat;
    const km = distanceKm(lon, lat, siteLon, siteLat);
    if (km < SAME_KM) return { rule: 'same', sites: [{ index, distanceKm: km, weight: 1 }] };
    // On a line of the grid a site belongs to both of its sides.
    const sides = [
      east >= -SAME_DEGREES && north >= -SAME_DEGREES,
      east <= SAME_DEGREES && north >= -SAME_DEGREES,
      east <= SAME_DEGREES && north <= SAME_DEGREES,
      east >= -SAME_DEGREES && north <= SAME_DEGREES,
    ];
    for (const [side, isThere] of sides.entries()) {
      if (isThere && km < (corners[side]?.distanceKm ?? Number.POSITIVE_INFINITY))
        corners[side] = { index, distanceKm: km, east, north };
    }
  }
  const [ne, nw, sw, se] = corners;
  if (ne === undefined || nw === undefined || sw === undefined || se === undefined) return undefined;
  return bilinear(ne, nw, sw, se) ?? inverseDistance([ne, nw, sw, se]);
}

function bilinear(ne: Corner, nw: Corner, sw: Corner, se: Corner): Between | undefined {
  const same = (one: number, other: number): boolean => Math.abs(one - other) <= SAME_DEGREES;
  const isCell =
    same(ne.east, se.east) && same(nw.east, sw.east) && same(ne.north, nw.north) && same(se.north, sw.north);
  if (!isCell) return undefined;
  const [width, height] = [ne.east - nw.east, ne.north - se.north];
  const x = width <= SAME_DEGREES ? 0 : -nw.east / width;
  const y = height <= SAME_DEGREES ? 0 : -se.north / height;
  const weights = [
    [ne, x * y],
    [nw, (1 - x) * y],
    [sw, (1 - x) * (1 - y)],
    [se, x * (1 - y)],
  ] as const;
  return { rule: 'bilinear', sites: merged(weights) };
}

function inverseDistance(corners: readonly Corner[]): Between {
  const single = [...new Map(corners.map((corner) => [corner.index, corner])).values()];
  const parts = single.map((corner) => 1 / corner.distanceKm ** 2);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return {
    rule: 'inverse-distance',
    sites: merged(single.map((corner, nth) => [corner, (parts[nth] ?? 0) / whole] as const)),
  };
}

/** A site that is two corners at once counts for both; one without weight is not asked for. */
function merged(weights: readonly (readonly [Corner, number])[]): WeighedSite[] {
  const byIndex = new Map<number, WeighedSite>();
  for (const [{ index, distanceKm: km }, weight] of weights) {
    const before = byIndex.get(index)?.weight ?? 0;
    if (weight > 0) byIndex.set(index, { index, distanceKm: km, weight: before + weight });
  }
  return [...byIndex.values()];
}

/**
 * The mean of values by their weights, in their logarithms, for intensities and probabilities vary by factors; in the
 * values themselves where one of them is 0.
 */
export function weighedMean(values: readonly number[], weights: readonly number[]): number {
  // One value stays as it is, to the last digit.
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return only;
  const isLog = values.every((value) => value > 0);
  const sum = values.reduce(
    (total, value, nth) => total + (isLog ? Math.log(value) : value) * (weights[nth] ?? 0),
    0,
  );
  return isLog ? Math.exp(sum) : sum;
}
