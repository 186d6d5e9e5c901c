import type { LossCurve, LossCurves } from '../dataset.js';
import { needColumns, otherNames } from './columns.js';
import { kindColumn, kindOfCell } from './kind-column.js';
import { type Measure, measuresOf } from './loss-measures.js';
import type { Recogniser, TableSource } from './recogniser.js';

const KNOWN: readonly string[] = [
  ...['loss_type', 'return_period', 'poe', 'rlz_id', 'stat', 'annual_frequency_of_exceedence'],
  'annual_frequency_of_exceedance',
];

/**
 * Loss curves: of each asset (`asset_id`, `loss_type`, `loss_value`, `loss_ratio` and `poe` or `return_period`), and of the portfolio or
 * by tag (`aggcurves`: `return_period`, tags, `loss_type`, `rlz_id` or `stat`, and one or more measures). The rows of a curve may
 * stand anywhere; they keep their order.
 */
export const readLossCurves: Recogniser = (source) => {
  const { columns } = source.table;
  const isByPoe = columns.includes('poe') && columns.includes('asset_id');
  if (!columns.includes('loss_type') || !(isByPoe || columns.includes('return_period'))) return undefined;
  const measures = measuresOf(columns);
  return measures.length === 0 ? undefined : read(source, measures);
};

interface Points {
  readonly of: Readonly<Record<string, string>>;
  readonly lossType: string;
  readonly kind: string | undefined;
  readonly at: number[];
  /** One list for each measure. */
  readonly losses: number[][];
  readonly ratios: number[][];
}

async function read(source: TableSource, measures: readonly Measure[]): Promise<LossCurves[]> {
  const { table, origin, kind, signal } = source;
  const isByPoe = !table.columns.includes('return_period');
  const names = ['loss_type', isByPoe ? 'poe' : 'return_period'];
  const [lossType = 0, along = 0] = needColumns(table, names, 'loss curves');
  const tags = otherNames(table, [...KNOWN, ...measures.flatMap(({ columns }) => columns)]);
  const tagColumns = needColumns(table, tags, 'loss curves');
  const ofKind = kindColumn(table);
  const found = new Map<string, Points>();
  const keyColumns = [lossType, ...tagColumns, ...(ofKind === undefined ? [] : [ofKind.at])];
  for await (const batch of table.batches(signal)) {
    for (let row = 0; row < batch.rows; row += 1) {
      const key = keyColumns.map((column) => batch.text(row, column)).join('\0');
      let points = found.get(key);
      if (points === undefined) {
        points = {
          of: Object.fromEntries(tags.map((tag, nth) => [tag, batch.text(row, tagColumns[nth] ?? 0)])),
          lossType: batch.text(row, lossType),
          kind: kindOfCell(ofKind, batch, row),
          at: [],
          losses: measures.map(() => []),
          ratios: measures.map(() => []),
        };
        found.set(key, points);
      }
      points.at.push(batch.number(row, along));
      for (const [nth, { value, ratio }] of measures.entries()) {
        points.losses[nth]?.push(batch.number(row, value));
        if (ratio !== undefined) points.ratios[nth]?.push(batch.number(row, ratio));
      }
    }
  }
  const curves = [...found.values()].flatMap((points) => curvesOf(points, measures, isByPoe));
  return [{ type: 'loss-curves', origin, kind, curves }];
}

function curvesOf(points: Points, measures: readonly Measure[], isByPoe: boolean): LossCurve[] {
  const along = Float64Array.from(points.at);
  return measures.map(({ name, ratio }, nth): LossCurve => {
    const { of, lossType, kind } = points;
    return {
      ...{ of, lossType, kind, measure: name },
      ...(isByPoe ? { poes: along } : { returnPeriods: along }),
      losses: Float64Array.from(points.losses[nth] ?? []),
      ratios: ratio === undefined ? undefined : Float64Array.from(points.ratios[nth] ?? []),
    };
  });
}
