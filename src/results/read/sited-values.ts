import type { Site } from '../dataset.js';
import { columnOf, needColumns } from './columns.js';
import { Grid } from './grid.js';
import type { TableSource } from './recogniser.js';

/** Columns that tell the place of a row. */
export const SITE_COLUMNS: readonly string[] = ['custom_site_id', 'site_id', 'sids', 'lon', 'lat', 'depth'];

/** What a table has for each of its sites. */
export interface SitedValues {
  readonly sites: readonly Site[];
  /** sites x the columns that were asked for. */
  readonly values: Float64Array;
}

/**
 * Reads the sites of a table (`lon`, `lat`, and `depth` and `custom_site_id` where it has them) and some columns of numbers.
 * @param what the table is, for the message where a column is missing.
 * @throws InputError with file and line where it is broken.
 */
export async function readSitedValues(
  { table, signal }: TableSource,
  columns: readonly number[],
  what: string,
): Promise<SitedValues> {
  const depth = columnOf(table, 'depth');
  const places = new Grid([
    ...needColumns(table, ['lon', 'lat'], what),
    ...(depth === undefined ? [] : [depth]),
  ]);
  const values = new Grid(columns);
  const id = columnOf(table, 'custom_site_id');
  const ids: string[] = [];
  for await (const batch of table.batches(signal)) {
    places.add(batch);
    values.add(batch);
    if (id !== undefined) for (let row = 0; row < batch.rows; row += 1) ids.push(batch.text(row, id));
  }
  const at = places.values();
  const width = depth === undefined ? 2 : 3;
  const sites = Array.from({ length: places.rows }, (_, row): Site => {
    const [lon = 0, lat = 0, depthKm] = at.subarray(row * width, (row + 1) * width);
    return { lon, lat, depthKm, customId: ids[row] };
  });
  return { sites, values: values.values() };
}
