import type { HazardMaps, MapLayer } from '../dataset.js';
import { columnsThat, type NamedColumn, otherNames } from './columns.js';
import { isImt } from './imt.js';
import type { Recogniser, TableSource } from './recogniser.js';
import { readSitedValues, SITE_COLUMNS } from './sited-values.js';

/**
 * Hazard maps: columns `IMT-POE`; or `IMT` alone, one file for each return period (`hmaps-stats`), which stands in the name of
 * the file only (`hazard_map-mean-475y_12.csv`).
 */
export const readHazardMaps: Recogniser = (source) => {
  const names = otherNames(source.table, SITE_COLUMNS);
  const returnPeriod = returnPeriodOf(source.origin.name);
  const layers = columnsThat(source.table, (name) => layerOf(name, returnPeriod));
  return layers.length === 0 || layers.length !== names.length ? undefined : read(source, layers);
};

async function read(source: TableSource, layers: readonly NamedColumn<MapLayer>[]): Promise<HazardMaps[]> {
  const { sites, values } = await readSitedValues(
    source,
    layers.map(({ at }) => at),
    'hazard maps',
  );
  const { origin, kind } = source;
  return [{ type: 'hazard-maps', origin, kind, layers: layers.map(({ meaning }) => meaning), sites, values }];
}

function layerOf(name: string, returnPeriodYears: number | undefined): MapLayer | undefined {
  const [, imt, poe] = /^([A-Z]\w*(?:\([\d., ]*\))?)-(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)$/.exec(name) ?? [];
  if (imt !== undefined) return { imt, poe: Number(poe) };
  return returnPeriodYears !== undefined && isImt(name) ? { imt: name, returnPeriodYears } : undefined;
}

function returnPeriodOf(name: string): number | undefined {
  const years = /-(\d+(?:\.\d+)?)y(?:_\d+)?\.csv$/.exec(name)?.[1];
  return years === undefined ? undefined : Number(years);
}
