import type { AnswerRow } from '../services/ask/answer.js';
import { coordinates, kilometres, type Location } from '../services/ask/locate.js';
import { safeLine } from './safe-text.js';
import { sparkline } from './sparkline.js';
import { type TextColumn, textColumns } from './text-columns.js';

/** An answer for people: what belongs together under one heading, curves with a line of bars. */
export function answerText(rows: readonly AnswerRow[]): string[] {
  return groupsOf(rows).flatMap((group, nth) => [...(nth === 0 ? [] : ['']), ...groupText(group)]);
}

/** Rows that are drawn as one: points of a curve, or values at one place. */
function groupsOf(rows: readonly AnswerRow[]): readonly (readonly AnswerRow[])[] {
  const groups = new Map<string, AnswerRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function keyOf(row: AnswerRow): string {
  const place = row.location === undefined ? '' : placeText(row.location);
  switch (row.quantity) {
    case 'hazard-curve':
      return JSON.stringify([place, row.imt, row.kind]);
    case 'uhs':
      return JSON.stringify([place, row.poe, row.years, row.kind]);
    case 'loss-curve':
      return JSON.stringify([row.tags, row.lossType, row.kind, row.from]);
    case 'average-losses':
    case 'damages':
      return row.quantity;
    default:
      return place;
  }
}

function groupText(rows: readonly AnswerRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  switch (first.quantity) {
    case 'hazard-curve':
      return [
        `${name(first.imt)}, ${name(first.kind)}, ${placeText(first.location)}`,
        sparkline(rows.map(valueOf), true),
        ...textColumns(
          [number(`level${inUnit(first)}`), number(`poe in ${first.years ?? '?'} y`)],
          rows.map((row) => [brief(row.iml), brief(row.value)]),
        ),
      ];
    case 'uhs':
      return [
        `uniform hazard spectrum, ${name(first.kind)}, ${exceedance(first)}, ${placeText(first.location)}`,
        sparkline(rows.map(valueOf)),
        ...textColumns(
          [number('period (s)'), text('IMT'), number('SA (g)'), text('from')],
          rows.map((row) => [brief(row.periodS), name(row.imt), valueText(row), row.from]),
        ),
      ];
    case 'loss-curve':
      return [
        [
          `${name(first.lossType)} ${first.from === 'loss curve' ? 'loss' : first.from.replace('loss curve ', '')}`,
          name(first.kind),
          tagsText(first),
        ]
          .filter((part) => part !== '')
          .join(', '),
        sparkline(rows.map(valueOf)),
        ...textColumns(
          [
            number(
              first.returnPeriodYears === undefined ? `poe in ${first.years ?? '?'} y` : 'return period (y)',
            ),
            number('loss'),
          ],
          rows.map((row) => [brief(row.returnPeriodYears ?? row.poe), brief(row.value)]),
        ),
      ];
    case 'average-losses':
      return tagTable(rows, (row) => [brief(row.value)], [number('average loss')]);
    case 'damages':
      return damageTable(rows);
    default:
      return [capitalized(placeText(first.location)), ...pointTable(rows)];
  }
}

function pointTable(rows: readonly AnswerRow[]): string[] {
  const isProbability = rows[0]?.quantity === 'probability';
  return isProbability
    ? textColumns(
        [text('IMT'), text('kind'), number('level'), number(`poe in ${rows[0]?.years ?? '?'} y`)],
        rows.map((row) => [name(row.imt), name(row.kind), brief(row.iml), valueText(row)]),
      )
    : textColumns(
        [text('IMT'), text('kind'), text('exceeded with'), number('value'), text('unit'), text('from')],
        rows.map((row) => [
          name(row.imt),
          name(row.kind),
          exceedance(row),
          valueText(row),
          row.unit ?? '',
          row.from,
        ]),
      );
}

function tagTable(
  rows: readonly AnswerRow[],
  values: (row: AnswerRow) => readonly string[],
  heads: readonly TextColumn[],
): string[] {
  const tags = [...new Set(rows.flatMap((row) => Object.keys(row.tags ?? {})))];
  return textColumns(
    [...tags.map((tag) => text(safeLine(tag))), text('loss type'), text('kind'), ...heads],
    rows.map((row) => [
      ...tags.map((tag) => name(row.tags?.[tag])),
      name(row.lossType),
      name(row.kind),
      ...values(row),
    ]),
  );
}

/** One line for each place of tags, a column for each damage state. */
function damageTable(rows: readonly AnswerRow[]): string[] {
  const states = [...new Set(rows.map(({ damageState }) => damageState ?? ''))];
  const lines = new Map<
    string,
    { readonly row: AnswerRow; readonly values: Map<string, number | undefined> }
  >();
  for (const row of rows) {
    const key = JSON.stringify([row.tags, row.lossType, row.kind]);
    const line = lines.get(key) ?? { row, values: new Map<string, number | undefined>() };
    line.values.set(row.damageState ?? '', row.value);
    lines.set(key, line);
  }
  const valuesOf = new Map([...lines.values()].map(({ row, values }) => [row, values]));
  return tagTable(
    [...valuesOf.keys()],
    (row) => states.map((state) => brief(valuesOf.get(row)?.get(state))),
    states.map((state) => number(safeLine(state))),
  );
}

/** Where an answer is for, and how far the site is. */
function placeText(location: Location | undefined): string {
  if (location === undefined) return '';
  const { rule, lon, lat, sites } = location;
  const place = coordinates(lon, lat);
  const [site] = sites;
  if (rule === 'site') return `at site ${site?.index ?? ''} (${place})`;
  const away = kilometres(location.distanceKm);
  if (rule === 'nearest') return `at ${place}: nearest site ${site?.index ?? ''}, ${away} away`;
  if (rule === 'same') return `at ${place}: site ${site?.index ?? ''} stands there`;
  return `at ${place}: ${rule} between ${sites.length} sites, the nearest ${away} away`;
}

function exceedance({ poe, years, returnPeriodYears }: AnswerRow): string {
  return `${brief(poe)} in ${years ?? '?'} y (${returnPeriodYears === undefined ? '?' : Math.round(returnPeriodYears)} y)`;
}

function valueText({ value, beyond }: AnswerRow): string {
  if (beyond !== undefined) return `${beyond.side === 'above' ? '>' : '<'} ${brief(beyond.edge)}`;
  return brief(value);
}

function tagsText({ tags }: AnswerRow): string {
  return Object.entries(tags ?? {})
    .map(([tag, value]) => safeLine(`${tag}=${value}`))
    .join(', ');
}

function inUnit({ unit }: AnswerRow): string {
  return unit === undefined ? '' : ` (${unit})`;
}

function valueOf({ value }: AnswerRow): number {
  return value ?? Number.NaN;
}

/** Five digits are enough for people; programs get all. */
function brief(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(5)));
}

function name(value: string | undefined): string {
  return safeLine(value ?? '');
}

function text(head: string): TextColumn {
  return { head, isNumber: false };
}

function number(head: string): TextColumn {
  return { head, isNumber: true };
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
