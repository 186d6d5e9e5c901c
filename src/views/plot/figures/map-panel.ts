import type { Axis, CellLayer, ColourScale, Layer, OutlineLayer, Panel, PointLayer } from '../model.js';
import { extentOf, linearDomain, positiveExtentOf } from '../numbers.js';
import { binPlaces, type BinnedPlaces } from './bin-places.js';
import { clipOutlines } from './clip-outlines.js';
import { seamOf, unwrap } from './antimeridian.js';

/** Coasts and borders by how much of the world they are drawn for; lines of longitude and latitude in turn. */
export interface Basemap {
  /** @param degrees the wider side of the map. @returns nothing where its detail would mislead. */
  outlines(degrees: number): readonly Float64Array[];
}

/** Values at places. */
export interface MapData {
  readonly lons: Float64Array;
  readonly lats: Float64Array;
  /** NaN: nothing there. */
  readonly values: Float64Array;
  readonly label: string;
  readonly short?: string | undefined;
  readonly unit?: string | undefined;
  /** What places that share a cell become: intensities are averaged, losses added. */
  readonly together: 'mean' | 'sum';
  /** Names for programs; see PointLayer. */
  readonly keys?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
}

/** More places than these are gathered in cells. */
const MOST_PLACES = 5000;
/** Around the outermost places, as a part of the extent. */
const MARGIN = 0.06;
/** Degrees around one place alone. */
const LEAST_EXTENT = 0.1;
/** Values that differ by more than this factor are coloured by their logarithm. */
const LOG_FROM = 200;

/**
 * @returns a map, each place coloured by its value; where there are very many, cells coloured by the mean or the sum of
 * the places in them, with a note. Places across the antimeridian stay together.
 */
export function mapPanel(
  data: MapData,
  title: string | undefined,
  basemap: Basemap | undefined,
): { readonly panel: Panel; readonly notes: string[] } {
  const notes: string[] = [];
  const lons = unwrap(data.lons, seamOf(data.lons));
  const colour = colourScale(data);
  const binned =
    lons.length > MOST_PLACES
      ? binPlaces(lons, data.lats, data.values, data.together, MOST_PLACES)
      : undefined;
  if (binned !== undefined) {
    const what = data.together === 'mean' ? 'mean' : 'sum';
    notes.push(
      `${lons.length.toLocaleString('en-US')} places in ${binned.values.length.toLocaleString('en-US')} cells of ${Number(binned.cellDegrees.toPrecision(2))}°: the ${what} of each cell.`,
    );
  }
  const shown = binned === undefined ? colour : colourScale({ ...data, values: binned.values });
  const marks = binned === undefined ? points(data, lons) : cells(binned);
  const frame = mapFrame(lons, data.lats);
  const bare = data.values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  if (bare > 0) notes.push(`${bare.toLocaleString('en-US')} places without a number are left out.`);
  return {
    panel: { title, ...frame, layers: [...outlineLayers(frame, basemap), marks], colour: shown },
    notes,
  };
}

/** @returns both axes of a map around places, whose longitudes are unwrapped already. */
export function mapFrame(lons: Float64Array, lats: Float64Array): { readonly x: Axis; readonly y: Axis } {
  const [west, east] = widened(extentOf(lons) ?? [-180, 180]);
  const [south, north] = widened(extentOf(lats) ?? [-90, 90]);
  return {
    x: { label: 'Longitude', unit: '°', scale: 'longitude', domain: [west, east] },
    y: {
      label: 'Latitude',
      unit: '°',
      scale: 'latitude',
      domain: [Math.max(-90, south), Math.min(90, north)],
    },
  };
}

/** @returns the coasts inside a frame, as the layer at the bottom. */
export function outlineLayers(
  frame: { readonly x: Axis; readonly y: Axis },
  basemap: Basemap | undefined,
): OutlineLayer[] {
  if (basemap === undefined) return [];
  const span = Math.max(frame.x.domain[1] - frame.x.domain[0], frame.y.domain[1] - frame.y.domain[0]);
  const lines = clipOutlines(basemap.outlines(span), frame.x.domain, frame.y.domain);
  return lines.length === 0 ? [] : [{ kind: 'outline', lines }];
}

function widened([low, high]: readonly [number, number]): readonly [number, number] {
  const room = Math.max((high - low) * MARGIN, (LEAST_EXTENT - (high - low)) / 2, 0.005);
  return [low - room, high + room];
}

function colourScale({
  values,
  label,
  short,
  unit,
}: Pick<MapData, 'values' | 'label' | 'short' | 'unit'>): ColourScale {
  const extent = extentOf(values);
  const positive = positiveExtentOf(values);
  if (extent !== undefined && positive !== undefined && extent[0] > 0 && positive[1] / positive[0] > LOG_FROM)
    return { label, short, unit, scale: 'log', domain: positive };
  return { label, short, unit, scale: 'linear', domain: colourDomain(extent) };
}

/** From end to end; a single value has room on both sides. */
function colourDomain(extent: readonly [number, number] | undefined): readonly [number, number] {
  if (extent !== undefined && extent[0] < extent[1]) return extent;
  return linearDomain(extent, extent?.[0] === 0);
}

function points({ lats, values, keys, labels }: MapData, lons: Float64Array): PointLayer {
  return { kind: 'points', look: { tone: 'ink' }, x: lons, y: lats, values, keys, labels };
}

function cells({ x0, x1, y0, y1, values }: BinnedPlaces): Layer {
  return { kind: 'cells', x0, x1, y0, y1, values } satisfies CellLayer;
}
