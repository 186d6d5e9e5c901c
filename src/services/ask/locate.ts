import { NotFoundError } from '../../errors.js';
import { nearestName } from '../../near-names.js';
import { enclosingSites, type WeighedSite } from '../../results/hazard/between-sites.js';
import { type NearSite, nearestSite, type SiteMesh, spacingKm } from '../../results/hazard/site-mesh.js';
import type { Method, Place } from './question.js';

/** The sites that answer for a place. */
export interface Location {
  /** Degrees; of a site that was named its own. */
  readonly lon: number;
  readonly lat: number;
  /** How the sites were chosen: `site` where one was named. */
  readonly rule: 'site' | 'nearest' | 'same' | 'bilinear' | 'inverse-distance';
  readonly sites: readonly WeighedSite[];
  /** To the nearest of all sites. */
  readonly distanceKm: number;
  /** What makes the answer doubtful. */
  readonly doubt?: string | undefined;
}

/** What is known of the sites of a calculation. */
export interface Sites {
  readonly mesh: SiteMesh;
  /** The user's names of them (`custom_site_id`), in the same order; asked for where one is needed. */
  names(): Promise<readonly string[] | undefined>;
}

/** Beyond this, hazard is that of another place, unless the sites themselves stand farther apart. */
const FAR_KM = 10;
const TOO_FAR_KM = 50;

/**
 * Finds the sites that answer for a place.
 * @param mostKm how far the nearest may be; undefined for 50 km, or the spacing of the sites where that is more.
 * @throws NotFoundError for a site that there is not, a place too far from any, or one that is not enclosed.
 */
export async function locate(
  sites: Sites,
  place: Place,
  method: Method,
  mostKm: number | undefined,
): Promise<Location> {
  const { mesh } = sites;
  if (place.kind !== 'point')
    return siteAt(mesh, place.kind === 'site' ? place.id : await numberOf(sites, place.name));
  const { lon, lat } = place;
  const nearest = nearestSite(mesh, lon, lat);
  if (nearest === undefined) throw new NotFoundError('The calculation has no sites.');
  const spacing = nearest.distanceKm > FAR_KM ? spacingKm(mesh, nearest.index) : undefined;
  const limit = mostKm ?? Math.max(TOO_FAR_KM, spacing ?? 0);
  if (nearest.distanceKm > limit) throw tooFar(mesh, place, nearest, limit);
  const doubt =
    nearest.distanceKm > Math.max(FAR_KM, spacing ?? 0)
      ? `${coordinates(lon, lat)} is ${kilometres(nearest.distanceKm)} from the nearest site: what is told is the hazard there, on the soil there.`
      : undefined;
  if (method === 'nearest')
    return {
      lon,
      lat,
      rule: 'nearest',
      sites: [{ ...nearest, weight: 1 }],
      distanceKm: nearest.distanceKm,
      doubt,
    };
  const between = enclosingSites(mesh, lon, lat);
  if (between !== undefined) return { lon, lat, ...between, distanceKm: nearest.distanceKm, doubt };
  throw new NotFoundError(
    `${coordinates(lon, lat)} is not enclosed by sites of the calculation: there is nothing to interpolate between.`,
    { hint: `Ask for the nearest site, which is ${kilometres(nearest.distanceKm)} away: --method nearest` },
  );
}

/** A place as it is typed. */
export function coordinates(lon: number, lat: number): string {
  return `${Number(lon.toFixed(5))},${Number(lat.toFixed(5))}`;
}

/** A distance for people: to 10 m below 10 km. */
export function kilometres(km: number): string {
  return `${km < 10 ? km.toFixed(2) : km.toFixed(1)} km`;
}

function siteAt(mesh: SiteMesh, index: number): Location {
  const count = mesh.lons.length;
  const [lon, lat] = [mesh.lons[index], mesh.lats[index]];
  if (lon !== undefined && lat !== undefined)
    return { lon, lat, rule: 'site', sites: [{ index, distanceKm: 0, weight: 1 }], distanceKm: 0 };
  throw new NotFoundError(
    `The calculation has ${count === 1 ? 'one site, number 0' : `${count} sites, numbered 0 to ${count - 1}`}: there is no site ${index}.`,
    { hint: `A site of your own naming is written in quotes: site "'${index}'".` },
  );
}

async function numberOf(sites: Sites, name: string): Promise<number> {
  const names = (await sites.names()) ?? [];
  const index = names.indexOf(name);
  if (index >= 0) return index;
  const near = nearestName(name, names.slice(0, 10_000));
  throw new NotFoundError(`The calculation has no site named "${name}".`, {
    hint:
      names.length === 0
        ? 'Its sites have no names (custom_site_id): name one by its number from 0, or a place by longitude and latitude.'
        : near === undefined
          ? `Its sites are named ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' ...' : ''}.`
          : `Did you mean ${near}?`,
  });
}

function tooFar(
  mesh: SiteMesh,
  { lon, lat }: { readonly lon: number; readonly lat: number },
  nearest: NearSite,
  limit: number,
): NotFoundError {
  const there = coordinates(mesh.lons[nearest.index] ?? 0, mesh.lats[nearest.index] ?? 0);
  const swapped = Math.abs(lon) <= 90 ? nearestSite(mesh, lat, lon) : undefined;
  const isSwapped = swapped !== undefined && swapped.distanceKm <= Math.min(limit, nearest.distanceKm);
  return new NotFoundError(
    `No site of the calculation is near ${coordinates(lon, lat)}: the nearest, at ${there}, is ${kilometres(nearest.distanceKm)} away.`,
    {
      hint: isSwapped
        ? `Longitude comes first, and ${coordinates(lat, lon)} is ${kilometres(swapped.distanceKm)} from a site: did you mean that?`
        : `Sites up to ${kilometres(limit)} away are taken; --max-distance ${Math.ceil(nearest.distanceKm)} takes that one.`,
      facts: { distance_km: nearest.distanceKm, nearest_site: nearest.index },
    },
  );
}

/** @returns the box around all sites, for messages: `12.1 to 13.9 east, 41.8 to 43 north`. */
export function boxOf(mesh: SiteMesh): string {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let index = 0; index < mesh.lons.length; index += 1) {
    const [lon = 0, lat = 0] = [mesh.lons[index], mesh.lats[index]];
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return `longitude ${west} to ${east}, latitude ${south} to ${north}`;
}
