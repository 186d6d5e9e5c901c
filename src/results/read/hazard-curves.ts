import { commentText } from '../csv/engine-comment.js';
import type { HazardCurves } from '../dataset.js';
import { csvFault } from '../csv/csv-fault.js';
import { columnsThat } from './columns.js';
import type { Recogniser, TableSource } from './recogniser.js';
import { readSitedValues } from './sited-values.js';

/** Hazard curves: a column `poe-IML` for each level; the IMT stands in the comment, else in the name of the file. */
export const readHazardCurves: Recogniser = (source) => {
  const levels = columnsThat(source.table, levelOf);
  return levels.length === 0 || source.table.columns.includes('period') ? undefined : read(source, levels);
};

async function read(
  source: TableSource,
  levels: readonly { readonly at: number; readonly meaning: number }[],
): Promise<HazardCurves[]> {
  const { table, origin, kind } = source;
  const imt = commentText(table.comment, 'imt') ?? imtOfName(origin.name);
  if (imt === undefined) {
    throw csvFault(
      table.path,
      table.namesLine,
      'which intensity measure type these curves are of stands neither in a comment nor in the name of the file',
      'call it as the engine does, e.g. hazard_curve-mean-PGA.csv',
    );
  }
  // Levels rise in every export; a table that was put together by hand is brought into order.
  const rising = [...levels].sort((one, other) => one.meaning - other.meaning);
  const { sites, values } = await readSitedValues(
    source,
    rising.map(({ at }) => at),
    'hazard curves',
  );
  const imls = Float64Array.from(rising, ({ meaning }) => meaning);
  return [{ type: 'hazard-curves', origin, kind, imt, imls, sites, poes: values }];
}

function levelOf(name: string): number | undefined {
  const level = /^poe-(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)$/.exec(name)?.[1];
  return level === undefined ? undefined : Number(level);
}

function imtOfName(name: string): string | undefined {
  return /-([A-Z][A-Za-z]\w*?(?:\([\d., ]*\))?)(?:_\d+)?\.csv$/.exec(name)?.[1];
}
