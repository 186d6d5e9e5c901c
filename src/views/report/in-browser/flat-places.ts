import type { PagePlaces } from '../page-data.js';

/** Places and outlines on a plane (Mercator): x to the right, y down, 1 for the whole globe. */
export interface FlatPlaces {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Beyond it Mercator has no room. */
const HIGHEST = 85;

/** @returns how far down a latitude lies. */
function flatY(lat: number): number {
  const held = Math.min(HIGHEST, Math.max(-HIGHEST, lat)) * (Math.PI / 180);
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + held / 2)) / (2 * Math.PI);
}

/** @returns the latitude of a y. */
export function latOf(y: number): number {
  return (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
}

/**
 * @param seam longitude at which the globe is cut open.
 * @returns places on the plane; those west of the seam are a turn further east.
 */
export function flatten({ lons, lats }: Pick<PagePlaces, 'lons' | 'lats'>, seam: number): FlatPlaces {
  return {
    x: Float64Array.from(lons, (lon) => (lon < seam ? lon + 360 : lon) / 360 + 0.5),
    y: Float64Array.from(lats, flatY),
  };
}

/** @returns the place nearest to a point, and how far it is, in units of the plane; undefined where there are none. */
export function nearest(
  { x, y }: FlatPlaces,
  atX: number,
  atY: number,
): { readonly nth: number; readonly distance: number } | undefined {
  let [nth, best] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at < x.length; at += 1) {
    const [dx, dy] = [(x[at] ?? Number.NaN) - atX, (y[at] ?? Number.NaN) - atY];
    const square = dx * dx + dy * dy;
    if (square < best) [nth, best] = [at, square];
  }
  return nth < 0 ? undefined : { nth, distance: Math.sqrt(best) };
}

/** Where an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * @returns the place that an arrow key leads to from another: the nearest within 45 degrees of its direction, where what is
 * off to the side counts double; undefined at the edge.
 */
export function neighbour({ x, y }: FlatPlaces, from: number, direction: Direction): number | undefined {
  const [fromX, fromY] = [x[from] ?? 0, y[from] ?? 0];
  let [found, best] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at < x.length; at += 1) {
    const [dx, dy] = [(x[at] ?? Number.NaN) - fromX, (y[at] ?? Number.NaN) - fromY];
    const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const aside = Math.abs(direction === 'left' || direction === 'right' ? dy : dx);
    if (!(ahead > 0) || aside > ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < best) [found, best] = [at, cost];
  }
  return found < 0 ? undefined : found;
}
