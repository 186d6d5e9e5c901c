/** Values of places, gathered in the cells of a grid that have any. */
export interface BinnedPlaces {
  readonly x0: Float64Array;
  readonly x1: Float64Array;
  readonly y0: Float64Array;
  readonly y1: Float64Array;
  readonly values: Float64Array;
  /** Width and height of a cell. */
  readonly cellDegrees: number;
}

/**
 * Gathers places in square cells of degrees.
 * @param most how many cells the grid may have.
 */
export function binPlaces(
  lons: Float64Array,
  lats: Float64Array,
  values: Float64Array,
  together: 'mean' | 'sum',
  most: number,
): BinnedPlaces {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < lons.length; at += 1) {
    const [lon, lat] = [lons[at] ?? Number.NaN, lats[at] ?? Number.NaN];
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) continue;
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  }
  const [width, height] = [Math.max(east - west, 1e-6), Math.max(north - south, 1e-6)];
  const cell = Math.max(Math.sqrt((width * height) / most), Math.max(width, height) / most);
  const columns = Math.max(1, Math.ceil(width / cell));
  const rows = Math.max(1, Math.ceil(height / cell));
  const sums = new Float64Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  for (let at = 0; at < lons.length; at += 1) {
    const [lon, lat, value] = [lons[at] ?? Number.NaN, lats[at] ?? Number.NaN, values[at] ?? Number.NaN];
    if (!Number.isFinite(value) || !Number.isFinite(lon) || !Number.isFinite(lat)) continue;
    const column = Math.min(columns - 1, Math.floor((lon - west) / cell));
    const row = Math.min(rows - 1, Math.floor((lat - south) / cell));
    const place = row * columns + column;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const filled = Array.from(counts.keys()).filter((place) => (counts[place] ?? 0) > 0);
  const edge = (of: (place: number) => number): Float64Array => Float64Array.from(filled, of);
  return {
    x0: edge((place) => west + (place % columns) * cell),
    x1: edge((place) => west + ((place % columns) + 1) * cell),
    y0: edge((place) => south + Math.floor(place / columns) * cell),
    y1: edge((place) => south + (Math.floor(place / columns) + 1) * cell),
    values: edge((place) => (sums[place] ?? 0) / (together === 'mean' ? (counts[place] ?? 1) : 1)),
    cellDegrees: cell,
  };
}
