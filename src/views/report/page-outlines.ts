import type { Basemap } from '../plot/figures/map-panel.js';
import { seamOf, unwrap } from '../plot/figures/antimeridian.js';
import { clipOutlines } from '../plot/figures/clip-outlines.js';
import { extentOf } from '../plot/numbers.js';
import type { PagePlaces } from './page-data.js';

/** Around the outermost places, as a part of their extent, and in degrees at least: there is something to see beside them. */
const MARGIN = 1;
const LEAST_MARGIN = 1.5;

/**
 * @returns coasts and borders around all places, longitude and latitude in turn, to a thousandth of a degree (100 m; the
 * outlines themselves are coarser).
 */
export function pageOutlines(places: readonly PagePlaces[], basemap: Basemap | undefined): number[][] {
  if (basemap === undefined) return [];
  const all = Float64Array.from(places.flatMap(({ lons }) => lons));
  const lons = extentOf(unwrap(all, seamOf(all)));
  const lats = extentOf(places.flatMap(({ lats: some }) => some));
  if (lons === undefined || lats === undefined) return [];
  const room = Math.max(LEAST_MARGIN, MARGIN * Math.max(lons[1] - lons[0], lats[1] - lats[0]));
  const [west, east] = [lons[0] - room, lons[1] + room];
  const [south, north] = [Math.max(-90, lats[0] - room), Math.min(90, lats[1] + room)];
  return clipOutlines(
    basemap.outlines(Math.max(east - west, north - south)),
    [west, east],
    [south, north],
  ).map((line) => Array.from(line, (value) => Math.round(value * 1000) / 1000));
}
