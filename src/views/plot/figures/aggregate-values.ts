import type { AggregateGroup, AggregateValues } from '../../../results/dataset.js';
import { safeLine } from '../../safe-text.js';
import type { Figure } from '../model.js';
import { barRows } from './bars.js';
import { byKind } from './kinds.js';
import { notThere, ofKind, type PlotSelection } from './selection.js';

/** Columns that are parts of others, or sums of them. */
const RATIO = /_ratio$/;
const STATE = /^(no_damage|dmg_\d+)$/;

interface Row {
  readonly group: AggregateGroup;
  readonly kind: string | undefined;
  readonly lengths: readonly number[];
}

/**
 * Losses or damages of the portfolio or by tag as bars: one bar a loss type and tag value; damages are stacked by state.
 * @throws UsageError where the selection is not in the data.
 */
export function aggregateFigure(all: readonly AggregateValues[], selection: PlotSelection): Figure {
  const { by, lossType } = selection;
  const data = by === undefined ? all[0] : all.find(({ groups }) => groups.some(({ of }) => by in of));
  if (data === undefined)
    throw notThere(
      '--by',
      by ?? '',
      all.flatMap(({ groups }) => Object.keys(groups[0]?.of ?? {})),
    );
  const columns = columnsOf(data);
  const rows = data.groups.map(
    (group, nth): Row => ({
      group,
      kind: group.kind ?? data.kind,
      lengths: columns.map((at) => data.values[nth * data.columns.length + at] ?? Number.NaN),
    }),
  );
  const ofType = lossType === undefined ? rows : rows.filter(({ group }) => group.lossType === lossType);
  if (ofType.length === 0 && lossType !== undefined)
    throw notThere(
      '--loss-type',
      lossType,
      rows.map(({ group }) => group.lossType),
    );
  const kinds = ofKind(ofType, selection.kind).toSorted((one, other) => byKind(one.kind, other.kind));
  const kind = kinds[0]?.kind;
  const ofOne = kinds.filter((row) => row.kind === kind);
  const types = [...new Set(ofOne.map(({ group }) => group.lossType))];
  const shown =
    types.length > 1 && hasTags(ofOne) ? ofOne.filter(({ group }) => group.lossType === types[0]) : ofOne;
  const notes: string[] = [];
  if (new Set(kinds.map((row) => row.kind)).size > 1)
    notes.push(`Only ${kind ?? 'the first'} is shown; choose with --kind.`);
  if (shown.length < ofOne.length)
    notes.push(
      `Only ${safeLine(types[0] ?? '')} is shown; choose with --loss-type: ${types.map(safeLine).join(', ')}.`,
    );
  const sums = new Map<string, number[]>();
  for (const { group, lengths } of shown) {
    const name = nameOf(group, by);
    sums.set(
      name,
      lengths.map((length, nth) => length + (sums.get(name)?.[nth] ?? 0)),
    );
  }
  const names = columns.map((at) => data.columns[at] ?? '');
  const made = barRows(
    [...sums].map(([name, lengths]) => ({ name, lengths })),
    names,
    { label: names.length > 1 ? 'Damages' : safeLine(names[0] ?? '').replaceAll('_', ' ') },
    hasTags(shown) ? safeLine(by ?? Object.keys(shown[0]?.group.of ?? {}).join(', ')) : 'Loss type',
  );
  return {
    title: selection.title ?? (names.length > 1 ? 'Aggregate damages' : 'Aggregate losses'),
    subtitle: kind,
    panels: [made.panel],
    notes: [...notes, ...made.notes],
  };
}

/** All states of damage, or the first column that is no ratio of another. */
function columnsOf({ columns }: AggregateValues): readonly number[] {
  const all = [...columns.keys()];
  const first = columns.findIndex((name) => STATE.test(name));
  if (first < 0) return all.filter((at) => !RATIO.test(columns[at] ?? '')).slice(0, 1);
  // Consequences stand behind the states; nothing tells them apart but their usual names.
  return all
    .slice(first)
    .filter((at) => !/losses|fatalities|injured|homeless|collapsed/.test(columns[at] ?? ''));
}

function hasTags(rows: readonly Row[]): boolean {
  return rows.some(({ group }) => Object.keys(group.of).length > 0);
}

function nameOf({ of, lossType }: AggregateGroup, by: string | undefined): string {
  if (by !== undefined) return of[by] ?? '';
  const values = Object.values(of);
  return values.length === 0 ? lossType : values.join(', ');
}
