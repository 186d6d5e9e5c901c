import { commentNumber } from '../csv/engine-comment.js';
import { kindOf, originOf } from '../read/origin.js';
import type { Table } from '../read/table.js';
import type { LayerRow, LayerSource, Position } from './layer.js';
import { aboutTable, layerName } from './layer-name.js';
import { styleOf } from './layer-style.js';
import { inRange } from './ring-shapes.js';

/** Names of things, which may look like numbers. */
const TEXTS: readonly string[] = [
  'custom_site_id',
  'asset_id',
  'taxonomy',
  'source_id',
  'id',
  'imt',
  'trt',
  'loss_type',
];

/** @returns the rows of a table as points: at `lon`, `lat`, at the centroids of ruptures, or at the site that the comment names; none where a table has no places. */
export function pointLayer(table: Table): LayerSource[] {
  const [lon, lat] = placeColumns(table);
  const fixed = siteOfDisaggregation(table);
  if ((lon < 0 || lat < 0) && fixed === undefined) return [];
  const { columns } = table;
  const isOfAssets = columns.includes('asset_id');
  const texts = new Set(
    columns.filter((name, at) => TEXTS.includes(name) || (isOfAssets && at < Math.min(lon, lat))),
  );
  return [
    {
      name: nameOf(table),
      about: aboutTable(table),
      geometry: 'Point',
      columns,
      texts,
      style:
        fixed === undefined
          ? styleOf(columns)
          : { column: undefined, ramp: 'Blues', method: 'EqualInterval' },
      async *rows(signal) {
        for await (const batch of table.batches(signal)) {
          yield Array.from({ length: batch.rows }, (_, row): LayerRow => {
            const at: Position = fixed ?? [inRange(batch.number(row, lon)), batch.number(row, lat)];
            return { geometry: { type: 'Point', at }, cells: batch.row(row) };
          });
        }
      },
    },
  ];
}

/** Tables of an npz have one name for all kinds. */
function nameOf(table: Table): string {
  const name = layerName(originOf(table));
  const kind = kindOf(table);
  const imt = table.comment.get('imt');
  if (!/\.npz$/i.test(table.path)) return name;
  return [name, kind, typeof imt === 'string' ? imt : undefined]
    .filter((part) => part !== undefined)
    .join('-');
}

function placeColumns({ columns }: Table): readonly [number, number] {
  const prefix = columns.includes('lon') ? '' : 'centroid_';
  return [columns.indexOf(`${prefix}lon`), columns.indexOf(`${prefix}lat`)];
}

/** A disaggregation by other bins than places is all at one site. */
function siteOfDisaggregation({ columns, comment }: Table): Position | undefined {
  const isOne = columns.includes('imt') && columns.includes('poe') && !columns.includes('lon');
  const [lon, lat] = [commentNumber(comment, 'lon'), commentNumber(comment, 'lat')];
  return isOne && lon !== undefined && lat !== undefined ? [inRange(lon), lat] : undefined;
}
