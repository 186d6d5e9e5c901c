import type { ZoomTransform } from 'd3-zoom';
import type { FlatPlaces } from './flat-places.js';

/** What a map shows: the point of the plane in its upper left corner, and pixels in a unit of the plane. */
export interface MapFrame {
  readonly x: number;
  readonly y: number;
  readonly perUnit: number;
  readonly width: number;
  readonly height: number;
  /** How much deeper it is zoomed than to show all places. */
  readonly zoom: number;
}

/** Around the outermost places, a part of the whole at each side. */
const MARGIN = 0.08;
/** For one place alone: about 20 km, as a part of the globe. */
const LEAST_EXTENT = 0.0005;

/** @returns the frame of a map of that size: all places, then zoomed and moved. */
export function mapFrame(
  { width, height }: { readonly width: number; readonly height: number },
  places: FlatPlaces | undefined,
  { k, x, y }: ZoomTransform,
): MapFrame {
  const [west, east] = extent(places?.x);
  const [north, south] = extent(places?.y);
  const room = 1 - 2 * MARGIN;
  const fit = Math.min((width * room) / (east - west), (height * room) / (south - north));
  const perUnit = fit * k;
  // The pixel (px, py) of the map as it lay at first is at k * px + x now.
  const left = (west + east) / 2 - width / 2 / fit;
  const top = (north + south) / 2 - height / 2 / fit;
  return { x: left - x / perUnit, y: top - y / perUnit, perUnit, width, height, zoom: k };
}

const extents = new WeakMap<Float64Array, readonly [number, number]>();

function extent(values: Float64Array | undefined): readonly [number, number] {
  if (values === undefined) return [0, 1];
  const known = extents.get(values);
  if (known !== undefined) return known;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) [low, high] = [0, 1];
  const lack = Math.max(0, LEAST_EXTENT - (high - low)) / 2;
  const found = [low - lack, high + lack] as const;
  extents.set(values, found);
  return found;
}
