import type { Asset, AssetValues } from '../dataset.js';
import { columnOf, needColumns } from './columns.js';
import { Grid } from './grid.js';
import type { Recogniser, TableSource } from './recogniser.js';

/** What is told of an asset beside its tags. */
const ASSET_COLUMNS: readonly string[] = ['asset_id', 'taxonomy', 'lon', 'lat'];
const BENEFITS: readonly string[] = ['annual_loss_orig', 'annual_loss_retro', 'bcr'];

/**
 * Values for each asset: `asset_id`, tags, `lon`, `lat`, then the values. Tags and values can have any name; the engine writes tags
 * before the place and values behind it, which is what tells them apart. Modal damage states are words: such a table is left to others.
 */
export const readAssetValues: Recogniser = (source) => {
  const { columns } = source.table;
  if (!columns.includes('asset_id') || columns.includes('loss_type')) return undefined;
  if (columns.some((name) => name.startsWith('modal-ds'))) return undefined;
  const place = Math.max(columns.indexOf('lon'), columns.indexOf('lat'));
  const values = columns.filter((name, at) => at > place && !ASSET_COLUMNS.includes(name));
  return place < 0 || values.length === 0 ? undefined : read(source, values);
};

async function read(source: TableSource, columns: readonly string[]): Promise<AssetValues[]> {
  const { table, origin, kind, signal } = source;
  const what = 'values by asset';
  const values = new Grid(needColumns(table, columns, what));
  const [id = 0, ...place] = needColumns(table, ['asset_id', 'lon', 'lat'], what);
  const places = new Grid(place);
  const taxonomy = columnOf(table, 'taxonomy');
  const tags = table.columns.flatMap((name, at) =>
    columns.includes(name) || ASSET_COLUMNS.includes(name) ? [] : [{ name, at }],
  );
  const assets: Asset[] = [];
  for await (const batch of table.batches(signal)) {
    const before = places.rows;
    values.add(batch);
    places.add(batch);
    for (let row = 0; row < batch.rows; row += 1) {
      assets.push({
        id: batch.text(row, id),
        taxonomy: taxonomy === undefined ? undefined : batch.text(row, taxonomy),
        ...places.pair(before + row),
        tags: Object.fromEntries(tags.map(({ name, at }) => [name, batch.text(row, at)])),
      });
    }
  }
  const quantity = quantityOf(columns, origin.name);
  return [{ type: 'asset-values', origin, kind, quantity, columns, assets, values: values.values() }];
}

function quantityOf(columns: readonly string[], name: string): AssetValues['quantity'] {
  if (columns.every((column) => /~poe-\d/.test(column))) return 'loss-maps';
  if (columns.every((column) => BENEFITS.includes(column))) return 'benefit-cost';
  if (columns.some((column) => /(?:^|-)no_damage$/.test(column))) return 'damages';
  // Consequences alone (event based damage) have names that losses could have too.
  return /avg_risk/.test(name) ||
    columns.every((column) =>
      /-(?:losses|collapsed|injured|fatalities|homeless|non_operational)$/.test(column),
    )
    ? 'consequences'
    : 'average-losses';
}
