import type { AggregateGroup, AggregateValues } from '../dataset.js';
import { needColumns } from './columns.js';
import { Grid } from './grid.js';
import { kindColumn, kindOfCell } from './kind-column.js';
import { measuresOf } from './loss-measures.js';
import type { Recogniser, TableSource } from './recogniser.js';

/** Columns of rows that are of an event, an asset or a point of a curve. */
const OF_OTHERS: readonly string[] = ['return_period', 'event_id', 'asset_id', 'poe'];

/**
 * Losses or damages of the portfolio or by tag (`aggrisk`): `loss_type`, tags, `rlz_id` or `stat`, and the values: losses with their
 * ratios, or one column for each damage state from `no_damage` (in statistics `dmg_0`) on and consequences behind.
 */
export const readAggregateValues: Recogniser = (source) => {
  const { columns } = source.table;
  if (!columns.includes('loss_type') || columns.some((name) => OF_OTHERS.includes(name))) return undefined;
  const measured = measuresOf(columns).flatMap((measure) => measure.columns);
  const states = columns.findIndex((name) => name === 'no_damage' || /^dmg_\d+$/.test(name));
  // Names of damage states are the user's: they are all that stands from the first on, but for the kind and the tags behind it.
  const damages =
    states < 0 ? [] : columns.slice(states).filter((name) => !['stat', 'rlz_id'].includes(name));
  const values = columns.filter((name) => measured.includes(name) || isState(name, damages, columns));
  return values.length === 0 ? undefined : read(source, values);
};

/** In statistics tags stand behind `stat`. */
function isState(name: string, damages: readonly string[], columns: readonly string[]): boolean {
  const stat = columns.indexOf('stat');
  return damages.includes(name) && (stat < 0 || columns.indexOf(name) < stat);
}

async function read(source: TableSource, columns: readonly string[]): Promise<AggregateValues[]> {
  const { table, origin, kind, signal } = source;
  const [lossType = 0] = needColumns(table, ['loss_type'], 'aggregate values');
  const values = new Grid(needColumns(table, columns, 'aggregate values'));
  const tags = table.columns.flatMap((name, at) =>
    columns.includes(name) || ['loss_type', 'stat', 'rlz_id'].includes(name) ? [] : [{ name, at }],
  );
  const ofKind = kindColumn(table);
  const groups: AggregateGroup[] = [];
  for await (const batch of table.batches(signal)) {
    values.add(batch);
    for (let row = 0; row < batch.rows; row += 1) {
      groups.push({
        of: Object.fromEntries(tags.map(({ name, at }) => [name, batch.text(row, at)])),
        lossType: batch.text(row, lossType),
        kind: kindOfCell(ofKind, batch, row),
      });
    }
  }
  return [{ type: 'aggregate-values', origin, kind, columns, groups, values: values.values() }];
}
