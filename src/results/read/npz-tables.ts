import { basename } from 'node:path';
import type { CommentValue } from '../csv/engine-comment.js';
import type { Npz } from '../npz.js';
import { columnsOf, type RecordColumn, recordTable } from './record-table.js';
import type { Table } from './table.js';

const KIND = /^(?:mean|std|max|quantile-\d+(?:\.\d+)?|rlz-\d+)$/;
const LEVEL = /^(.+)~(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)$/;

/**
 * Finds the tables in an archive of the engine, under the names that the columns of its csv have. Hazard (`hcurves`, `hmaps`, `uhs`) comes as
 * one array of records `all` with a field for each kind, and within it for each IMT and level, or probability and IMT; damages and loss
 * maps as an array for each kind. Curves and maps look alike, so that the name of the file must tell them apart.
 */
export function npzTables(npz: Npz, path: string): Table[] {
  const time = npz.get('investigation_time');
  const common: [string, CommentValue][] =
    time?.kind === 'numbers' ? [['investigation_time', time.values[0] ?? null]] : [];
  return [...npz].flatMap(([key, array]): Table[] => {
    if (array.kind !== 'records') return [];
    const columns = columnsOf(array).map(renamedId);
    const kinds = [...array.fields.keys()].filter((name) => KIND.test(name));
    if (kinds.length === 0) {
      const kind: [string, CommentValue][] = KIND.test(key) ? [['kind', key]] : [];
      return [recordTable(path, new Map([...common, ...kind]), columns)];
    }
    const places = columns.filter(({ name }) => !name.includes('~'));
    return kinds.flatMap((kind) => {
      const own = columns
        .filter(({ name }) => name.startsWith(`${kind}~`))
        .map(({ name, values }) => ({ name: name.slice(kind.length + 1), values }));
      const comment: [string, CommentValue][] = [...common, ['kind', kind]];
      return isCurves(path)
        ? curveTables(path, comment, places, own)
        : [recordTable(path, new Map(comment), [...places, ...own.map(asMap)])];
    });
  });
}

/** One table for each IMT, as in csv. */
function curveTables(
  path: string,
  comment: readonly (readonly [string, CommentValue])[],
  places: readonly RecordColumn[],
  columns: readonly RecordColumn[],
): Table[] {
  const byImt = new Map<string, RecordColumn[]>();
  for (const { name, values } of columns) {
    const [, imt, level] = LEVEL.exec(name) ?? [];
    if (imt === undefined || level === undefined) continue;
    byImt.set(imt, [...(byImt.get(imt) ?? []), { name: `poe-${level}`, values }]);
  }
  return [...byImt].map(([imt, levels]) =>
    recordTable(path, new Map([...comment, ['imt', imt]]), [...places, ...levels]),
  );
}

/** `PGA~0.1` of a map is `PGA-0.1` in csv; `0.1~PGA` of a spectrum is the same in both. */
function asMap({ name, values }: RecordColumn): RecordColumn {
  const [, imt, poe] = LEVEL.exec(name) ?? [];
  return imt === undefined || poe === undefined ? { name, values } : { name: `${imt}-${poe}`, values };
}

function renamedId({ name, values }: RecordColumn): RecordColumn {
  return { name: name === 'id' ? 'asset_id' : name, values };
}

function isCurves(path: string): boolean {
  return /hcurves|hazard_curve/.test(basename(path));
}
