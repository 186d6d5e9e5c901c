import type { EngineComment } from '../csv/engine-comment.js';
import { csvFault } from '../csv/csv-fault.js';
import { originOf } from '../read/origin.js';
import type { Table } from '../read/table.js';
import type { LayerRow, LayerSource } from './layer.js';
import { aboutTable, layerName } from './layer-name.js';
import { styleOf } from './layer-style.js';
import { areasOf, cellRing } from './ring-shapes.js';

/**
 * @returns the cells of a disaggregation by longitude and latitude as areas between the edges that its comment tells; undefined for any
 * other table. Rows of all intensity measure types and probabilities are in it: QGIS filters by `imt` and `poe`.
 */
export function cellLayers(table: Table): LayerSource[] | undefined {
  const { columns, comment } = table;
  const [lon, lat] = [columns.indexOf('lon'), columns.indexOf('lat')];
  const [lons, lats] = [edgesOf(comment, 'lon_bin_edges'), edgesOf(comment, 'lat_bin_edges')];
  if (!columns.includes('imt') || lon < 0 || lat < 0 || lons === undefined || lats === undefined)
    return undefined;
  return [
    {
      name: layerName(originOf(table)),
      about: aboutTable(table),
      geometry: 'MultiPolygon',
      columns,
      texts: new Set(['imt', 'trt']),
      style: styleOf(columns),
      async *rows(signal) {
        for await (const batch of table.batches(signal)) {
          yield Array.from({ length: batch.rows }, (_, row): LayerRow => {
            const [west, east] = cellAround(lons, batch.number(row, lon)) ?? [];
            const [south, north] = cellAround(lats, batch.number(row, lat)) ?? [];
            if (west === undefined || east === undefined || south === undefined || north === undefined)
              throw csvFault(
                table.path,
                batch.line(row),
                'this cell lies between none of the edges in the comment',
              );
            const rings = areasOf(cellRing(west, south, east, north));
            return { geometry: { type: 'MultiPolygon', rings }, cells: batch.row(row) };
          });
        }
      },
    },
  ];
}

function edgesOf(comment: EngineComment, name: string): readonly number[] | undefined {
  const value = comment.get(name);
  if (!Array.isArray(value)) return undefined;
  const edges = value.filter((edge): edge is number => typeof edge === 'number');
  return edges.length === value.length && edges.length > 1 ? edges : undefined;
}

/** Centres are written with six digits: they are inside their cell all the same. */
function cellAround(edges: readonly number[], centre: number): readonly [number, number] | undefined {
  for (let nth = 1; nth < edges.length; nth += 1) {
    const [low, high] = [edges[nth - 1] ?? 0, edges[nth] ?? 0];
    // Edges past 180 degrees stand against centres that may have been brought back.
    for (const turn of [0, 360, -360]) if (centre + turn >= low && centre + turn <= high) return [low, high];
  }
  return undefined;
}
