import type { TableBatch } from './table.js';
import type { Rupture, Ruptures } from '../dataset.js';
import { columnOf, needColumns } from './columns.js';
import type { Recogniser, TableSource } from './recogniser.js';

/** Ruptures by their centroids (`rup_id`, `mag`, `centroid_lon`, `centroid_lat`, `centroid_depth` ...); the csv has no geometry. */
export const readRuptures: Recogniser = (source) => {
  const { columns } = source.table;
  return columns.includes('rup_id') && columns.includes('centroid_lon') ? read(source) : undefined;
};

async function read({ table, origin, kind, signal }: TableSource): Promise<Ruptures[]> {
  const needed = ['rup_id', 'mag', 'centroid_lon', 'centroid_lat', 'centroid_depth'];
  const [id = 0, mag = 0, lon = 0, lat = 0, depth = 0] = needColumns(table, needed, 'ruptures');
  const text = (batch: TableBatch, row: number, name: string): string | undefined => {
    const at = columnOf(table, name);
    return at === undefined ? undefined : batch.text(row, at);
  };
  const number = (batch: TableBatch, row: number, name: string): number | undefined => {
    const at = columnOf(table, name);
    return at === undefined ? undefined : batch.number(row, at);
  };
  const ruptures: Rupture[] = [];
  for await (const batch of table.batches(signal)) {
    for (let row = 0; row < batch.rows; row += 1) {
      ruptures.push({
        id: batch.text(row, id),
        sourceId: text(batch, row, 'source_id'),
        multiplicity: number(batch, row, 'multiplicity'),
        mag: batch.number(row, mag),
        lon: batch.number(row, lon),
        lat: batch.number(row, lat),
        depthKm: batch.number(row, depth),
        tectonicRegion: text(batch, row, 'trt'),
        strike: number(batch, row, 'strike'),
        dip: number(batch, row, 'dip'),
        rake: number(batch, row, 'rake'),
      });
    }
  }
  return [{ type: 'ruptures', origin, kind, ruptures }];
}
