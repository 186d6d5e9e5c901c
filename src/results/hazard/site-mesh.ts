/** The engine's radius of the Earth. */
const EARTH_RADIUS_KM = 6371;
const RADIANS = Math.PI / 180;

/** The sites of a calculation, in its order: coordinates only, for there may be a million. Degrees on WGS84. */
export interface SiteMesh {
  readonly lons: Float64Array;
  readonly lats: Float64Array;
}

/** One of the sites, seen from a place. */
export interface NearSite {
  /** Its number in the mesh, from 0. */
  readonly index: number;
  readonly distanceKm: number;
}

/** Kilometres along the surface between two places (haversine). */
export function distanceKm(lon: number, lat: number, otherLon: number, otherLat: number): number {
  const sinLat = Math.sin(((otherLat - lat) * RADIANS) / 2);
  const sinLon = Math.sin(((otherLon - lon) * RADIANS) / 2);
  const square = sinLat ** 2 + Math.cos(lat * RADIANS) * Math.cos(otherLat * RADIANS) * sinLon ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** @returns the nearest site, the first of several as near; undefined where there is none. */
export function nearestSite(
  mesh: SiteMesh,
  lon: number,
  lat: number,
  isWanted: (index: number) => boolean = () => true,
): NearSite | undefined {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < mesh.lons.length; index += 1) {
    if (!isWanted(index)) continue;
    const distance = distanceKm(lon, lat, mesh.lons[index] ?? Number.NaN, mesh.lats[index] ?? Number.NaN);
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best < 0 ? undefined : { index: best, distanceKm: least };
}

/** How far apart sites stand around one of them: the way to its nearest neighbour; undefined for a lonely one. */
export function spacingKm(mesh: SiteMesh, index: number): number | undefined {
  const [lon, lat] = [mesh.lons[index] ?? 0, mesh.lats[index] ?? 0];
  const isElsewhere = (other: number): boolean => mesh.lons[other] !== lon || mesh.lats[other] !== lat;
  return nearestSite(mesh, lon, lat, isElsewhere)?.distanceKm;
}
