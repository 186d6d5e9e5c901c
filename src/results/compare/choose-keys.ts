import { readNumberText } from '../csv/number-bytes.js';
import type { ColumnPair } from './pair-columns.js';
import { rowKey } from './row-key.js';

/** What a row is about, where the columns are there; the first of each line that is there is taken. */
const SITE_NAMES = ['custom_site_id', 'site_id'] as const;
const SITE_PLACE = ['lon', 'lat', 'depth'] as const;

/** What tells rows about the same thing apart. */
const DIMENSIONS = new Set([
  'imt',
  'return_period',
  'loss_type',
  'losstype',
  'stat',
  'kind',
  'period',
  'rlz_id',
  'agg_id',
  'parent_id',
  'taxonomy',
  'grp_id',
  'source_id',
  'source',
  'trt',
  'mag',
  'dist',
  'eps',
  'policy_id',
  'peril',
  'ordinal',
  'task_no',
]);

/** What only describes an event: it has one realization, one rupture, one year. */
const OF_EVENT = new Set(['rlz_id', 'rup_id', 'ses_id', 'year', 'source_id', 'mag', 'trt']);
/** What only describes a rupture. */
const OF_RUPTURE = new Set(['source_id', 'mag', 'trt', 'grp_id', 'kind', 'rlz_id', 'dist', 'period']);
/** Texts that are told of a thing and name none. */
const DESCRIPTIONS = new Set(['branch_path', 'mesh', 'extra', 'geometry', 'wkt', 'geom', 'boundary', 'code']);

/** Rows of the beginnings of two tables, by which a doubtful column is judged. */
export interface Samples {
  readonly left: readonly (readonly string[])[];
  readonly right: readonly (readonly string[])[];
}

/**
 * Chooses the columns by which rows are paired: what a row is about (event, rupture, asset or site) and the dimensions
 * (IMT, poe, return period, loss type, statistic, realization ...), texts such as tags among them. Where the samples show
 * that these do not tell rows apart, columns are added whose cells are mostly the same on both sides: tags that are numbers,
 * and what was left out for being a mere description.
 * @returns the pairs in the order of the left table; none where the table has no such column.
 */
export function chooseKeys(pairs: readonly ColumnPair[], samples: Samples): readonly ColumnPair[] {
  const byRole = new Map(pairs.map((pair) => [pair.role, pair]));
  const has = (role: string): boolean => byRole.has(role);
  const chosen = new Set<ColumnPair>();
  const add = (role: string): void => {
    const pair = byRole.get(role);
    if (pair !== undefined) chosen.add(pair);
  };
  const ofEvent = has('event_id');
  const ofAsset = has('asset_id');
  const ofRupture = !ofEvent && has('rup_id');
  if (ofEvent) add('event_id');
  if (ofAsset) add('asset_id');
  if (ofRupture) add('rup_id');
  if (!ofAsset && !ofRupture) {
    const name = SITE_NAMES.find(has);
    if (name !== undefined) add(name);
    else if (!ofEvent || has('lon')) SITE_PLACE.forEach(add);
  }
  for (const pair of pairs) {
    const { role } = pair;
    const describes =
      (ofEvent && OF_EVENT.has(role)) ||
      (ofRupture && OF_RUPTURE.has(role)) ||
      (ofAsset && role === 'taxonomy') ||
      DESCRIPTIONS.has(role);
    if (describes) continue;
    // Loss curves of classical risk have their points at loss ratios: the probability is what was computed there. Elsewhere
    // it is a key where the rest does not tell rows apart, see below.
    if (role === 'poe' && has('loss_ratio') && !has('return_period')) add('loss_ratio');
    if (DIMENSIONS.has(role) || /^id(?:_|$)/.test(role)) chosen.add(pair);
    if (role === 'iml' && !has('poe')) chosen.add(pair);
    if (!ofAsset && !ofRupture && !ofEvent && holdsText(pair, samples)) chosen.add(pair);
  }
  const isComputed = has('loss_ratio') && !has('return_period');
  if (!isComputed && distinct([...chosen], samples.left) < samples.left.length) add('poe');
  return refine(pairs, chosen, samples);
}

function holdsText({ at }: ColumnPair, { left }: Samples): boolean {
  return left.some((row) => readNumberText(row[at] ?? '') === undefined && (row[at] ?? '') !== '');
}

/** Adds columns until the sampled rows are told apart, or no column helps. */
function refine(
  pairs: readonly ColumnPair[],
  chosen: ReadonlySet<ColumnPair>,
  samples: Samples,
): readonly ColumnPair[] {
  let keys = pairs.filter((pair) => chosen.has(pair));
  let apart = distinct(keys, samples.left);
  if (apart === samples.left.length) return keys;
  for (const pair of pairs) {
    if (keys.includes(pair) || !sameCells(pair, samples)) continue;
    const more = pairs.filter((other) => other === pair || keys.includes(other));
    const count = distinct(more, samples.left);
    if (count <= apart) continue;
    [keys, apart] = [more, count];
    if (apart === samples.left.length) break;
  }
  return keys;
}

function distinct(keys: readonly ColumnPair[], rows: readonly (readonly string[])[]): number {
  return new Set(rows.map((row) => rowKey(row, keys, 'at'))).size;
}

/** Whether a column could name things: no fractions, and mostly the same names on both sides. */
function sameCells(pair: ColumnPair, { left, right }: Samples): boolean {
  const isMeasured = left.some((row) => {
    const value = readNumberText(row[pair.at] ?? '');
    return value !== undefined && !Number.isInteger(value);
  });
  if (isMeasured) return false;
  const names = (rows: readonly (readonly string[])[], side: 'at' | 'to'): Set<string> =>
    new Set(rows.map((row) => rowKey(row, [pair], side)));
  const [lefts, rights] = [names(left, 'at'), names(right, 'to')];
  const shared = [...lefts].filter((name) => rights.has(name)).length;
  return shared * 2 >= lefts.size + rights.size - shared;
}
