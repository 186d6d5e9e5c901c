import { columnIdentity } from './pair-columns.js';

/** A table by its name, and what its columns are called. */
export interface NamedTable {
  /** File name, e.g. `hazard_curve-mean-PGA_42.csv`. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** How two files were found to be the same output. */
export type PairedBy =
  /** The same name, but for the calculation's id. */
  | 'name'
  /** A name that another release gave it, or another spelling. */
  | 'like-name'
  /** No other file has these columns, or none with a name so near. */
  | 'columns';

/** What became of each file of both sides. */
export interface OutputPairing<Table extends NamedTable> {
  readonly pairs: readonly { readonly expected: Table; readonly got: Table; readonly by: PairedBy }[];
  /** Expected files that nothing was found for, with those that could be meant. */
  readonly missing: readonly { readonly expected: Table; readonly candidates: readonly Table[] }[];
  /** What nobody expects. */
  readonly extra: readonly Table[];
}

/** Beginnings of names in older releases, by today's. */
const OLD_BEGINNINGS: readonly (readonly [old: RegExp, today: string])[] = [
  [/^agg-?curves(?=-|$)/, 'aggcurves'],
  [/^agg-?(?:losses|loss|risk)(?=-|$)/, 'aggrisk'],
  [/^losses-by-event(?=-|$)/, 'risk-by-event'],
  [/^losses-by-asset(?=-|$)/, 'avg-losses'],
  [/^hcurves?(?=-|$)/, 'hazard-curve'],
  [/^hmaps?(?=-|$)/, 'hazard-map'],
  [/^gmf(?=-|$)(?!-data)/, 'gmf-data'],
  [/^(?:dmg-by-asset|damages-by-asset)(?=-|$)/, 'damages'],
];

/** @returns the output of a file: its name without ending and without the calculation's id (`_42`). */
export function outputOf(name: string): string {
  return name.replace(/\.csv$/i, '').replace(/_\d+$/, '');
}

/** @returns a name so that releases and spellings agree on it. */
function likeness(name: string): string {
  const plain = outputOf(name)
    .toLowerCase()
    .replace(/[_\s-]+/g, '-')
    .replace(/-+$/, '');
  for (const [old, today] of OLD_BEGINNINGS) if (old.test(plain)) return plain.replace(old, today);
  return plain;
}

/**
 * Pairs expected files with those that a calculation gave: by name without the id of the calculation; then by a name that
 * another release gives the same output; then by columns, where only one file on either side has them or one has a clearly
 * nearer name.
 */
export function pairOutputs<Table extends NamedTable>(
  expected: readonly Table[],
  got: readonly Table[],
): OutputPairing<Table> {
  const pairs: { expected: Table; got: Table; by: PairedBy }[] = [];
  let [open, free] = [expected, got];
  const pairBy = (by: PairedBy, find: (one: Table, among: readonly Table[]) => Table | undefined): void => {
    for (const one of open) {
      const found = find(one, free);
      if (found === undefined) continue;
      pairs.push({ expected: one, got: found, by });
      open = open.filter((other) => other !== one);
      free = free.filter((other) => other !== found);
    }
  };
  const stem = ({ name }: Table): string => name.replace(/\.csv$/i, '');
  pairBy('name', (one, among) => among.find((other) => outputOf(other.name) === stem(one)));
  pairBy('name', (one, among) => among.find((other) => outputOf(other.name) === outputOf(one.name)));
  pairBy('like-name', (one, among) => {
    const like = among.filter((other) => likeness(other.name) === likeness(one.name));
    const rivals = open.filter((other) => likeness(other.name) === likeness(one.name));
    return like.length === 1 && rivals.length === 1 ? like[0] : undefined;
  });
  // The surest first: a pair that is settled leaves fewer to be confused.
  for (let before = -1; before !== pairs.length; ) {
    before = pairs.length;
    pairBy('columns', (one, among) => nearestByColumns(one, open, among));
  }
  return {
    pairs,
    missing: open.map((one) => ({ expected: one, candidates: free.filter(sameColumnsAs(one)) })),
    extra: free,
  };
}

function nearestByColumns<Table extends NamedTable>(
  one: Table,
  open: readonly Table[],
  free: readonly Table[],
): Table | undefined {
  const candidates = free.filter(sameColumnsAs(one));
  const rivals = open.filter(sameColumnsAs(one));
  const [best, second] = candidates
    .map((table) => ({ table, score: sharedWords(one.name, table.name) }))
    .toSorted((a, b) => b.score - a.score);
  if (best === undefined || best.score === second?.score) return undefined;
  const isBetter = rivals.some(
    (rival) => rival !== one && sharedWords(rival.name, best.table.name) >= best.score,
  );
  return isBetter ? undefined : best.table;
}

function sameColumnsAs(one: NamedTable): (other: NamedTable) => boolean {
  const wanted = columnSet(one);
  return (other) => columnSet(other) === wanted;
}

function columnSet({ columns }: NamedTable): string {
  return columns.map(columnIdentity).toSorted().join('\n');
}

/** @returns how much two names have in common: shared words, over all of both. */
function sharedWords(one: string, other: string): number {
  const words = (name: string): Set<string> => new Set(likeness(name).split(/[-~]/));
  const [a, b] = [words(one), words(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / (a.size + b.size - shared);
}
