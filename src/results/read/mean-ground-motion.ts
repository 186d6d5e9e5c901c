import type { GroundMotion } from '../dataset.js';
import { type NamedColumn, columnsThat, otherNames } from './columns.js';
import { isImt } from './imt.js';
import type { Recogniser, TableSource } from './recogniser.js';
import { readSitedValues, SITE_COLUMNS } from './sited-values.js';

interface Moment {
  readonly imt: string;
  readonly isDeviation: boolean;
}

/**
 * The mean ground motion of all events (`avg_gmf`): a column for each IMT; or, where it is conditioned on stations,
 * `gmv_IMT` and `gsd_IMT`, the geometric mean and standard deviation.
 */
export const readMeanGroundMotion: Recogniser = (source) => {
  const names = otherNames(source.table, SITE_COLUMNS);
  const moments = columnsThat(source.table, momentOf);
  if (moments.length === 0 || moments.length !== names.length || source.table.columns.includes('depth'))
    return undefined;
  return source.table.columns.includes('lon') ? read(source, moments) : undefined;
};

async function read(source: TableSource, moments: readonly NamedColumn<Moment>[]): Promise<GroundMotion[]> {
  const found: GroundMotion[] = [];
  for (const isDeviation of [false, true]) {
    const columns = moments.filter(({ meaning }) => meaning.isDeviation === isDeviation);
    if (columns.length === 0) continue;
    const { sites, values } = await readSitedValues(
      source,
      columns.map(({ at }) => at),
      'mean ground motions',
    );
    found.push({
      type: 'ground-motion',
      origin: source.origin,
      kind: isDeviation ? 'std' : source.kind,
      imts: columns.map(({ meaning }) => meaning.imt),
      sites,
      values,
    });
  }
  return found;
}

function momentOf(name: string): Moment | undefined {
  const [, moment, imt] = /^(gmv|gsd)_(.+)$/.exec(name) ?? [];
  if (imt !== undefined) return { imt, isDeviation: moment === 'gsd' };
  return isImt(name) ? { imt: name, isDeviation: false } : undefined;
}
