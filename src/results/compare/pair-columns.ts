import { readNumberText } from '../csv/number-bytes.js';
import type { CellKind } from './cells.js';
import type { ColumnPairing } from './comparison.js';

/** One column of both tables. */
export interface ColumnPair {
  /** As the left table names it. */
  readonly column: string;
  /** Its name today, for rules that know columns by name. */
  readonly role: string;
  readonly at: number;
  readonly to: number;
  readonly kind: CellKind;
}

/** Names that releases before 3.2 to 3.12 gave to columns, by today's (docs/engine-behaviour.md). */
const OLD_NAMES: Readonly<Record<string, string>> = {
  eid: 'event_id',
  rlzi: 'rlz_id',
  rlz: 'rlz_id',
  rlz_ordinal: 'rlz_id',
  sid: 'site_id',
  sids: 'site_id',
  site: 'site_id',
  asset_ref: 'asset_id',
  asset: 'asset_id',
  rupid: 'rup_id',
  serial: 'rup_id',
  src_id: 'source_id',
  losstype: 'loss_type',
  losses: 'loss',
  afoe: 'annual_frequency_of_exceedence',
  aggr_loss: 'loss_value',
};

/** @returns what a column is called today, in small letters. */
export function roleOf(column: string): string {
  const name = column.trim().toLowerCase();
  return OLD_NAMES[name] ?? name;
}

/**
 * @returns a name so that releases agree on it: numbers by their value, parts in any order, whatever stands between them:
 * `poe-5.00000E-03` and `poe-0.0050000`, `0.100000~PGA` and `PGA-0.1`.
 */
export function columnIdentity(column: string): string {
  const role = roleOf(column);
  return role
    .split(/[~:]|-(?<![\d.]e-)/)
    .map((part) => {
      const value = readNumberText(part);
      return value === undefined ? part : String(Number(value.toPrecision(6)));
    })
    .toSorted()
    .join('~');
}

/**
 * Pairs columns by name, then those that are left by {@link columnIdentity}, where only one column of each side has it.
 */
export function pairColumns(
  left: readonly string[],
  right: readonly string[],
): { readonly pairs: readonly ColumnPair[]; readonly pairing: ColumnPairing } {
  const pairs: ColumnPair[] = [];
  const taken = new Set<number>();
  const add = (column: string, at: number, to: number): void => {
    const role = roleOf(column);
    pairs.push({ column, role, at, to, kind: kindOf(role) });
    taken.add(to);
  };
  const lost: number[] = [];
  for (const [at, column] of left.entries()) {
    const to = right.findIndex((name, index) => name === column && !taken.has(index));
    if (to < 0) lost.push(at);
    else add(column, at, to);
  }
  const renamed: { left: string; right: string }[] = [];
  const onlyLeft: string[] = [];
  const free = right.map((_, index) => index).filter((index) => !taken.has(index));
  for (const at of lost) {
    const column = left[at] ?? '';
    const same = (name: string | undefined): boolean =>
      name !== undefined && columnIdentity(name) === columnIdentity(column);
    const found = free.filter((index) => same(right[index]));
    const [to] = found;
    if (to === undefined || found.length > 1 || lost.filter((index) => same(left[index])).length > 1) {
      onlyLeft.push(column);
      continue;
    }
    renamed.push({ left: column, right: right[to] ?? '' });
    add(column, at, to);
  }
  const onlyRight = right.filter((_, index) => !taken.has(index));
  return {
    pairs: pairs.toSorted((a, b) => a.at - b.at),
    pairing: { left, right, onlyLeft, onlyRight, renamed },
  };
}

function kindOf(role: string): CellKind {
  if (/(?:^|_)id$/.test(role) || role === 'taxonomy' || role === 'geohash') return 'name';
  return /^(?:centroid_)?(?:lon|lat)$/.test(role) ? 'degrees' : 'number';
}
