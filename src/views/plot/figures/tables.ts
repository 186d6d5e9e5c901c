import type { OtherTable } from '../../../results/dataset.js';
import { UsageError } from '../../../errors.js';
import { safeLine } from '../../safe-text.js';
import type { Figure } from '../model.js';
import { barRows } from './bars.js';
import { notThere, type PlotSelection } from './selection.js';

/** Columns that tell apart numbers of which each is a whole of its own: they must not be added. */
const APART = ['loss_type', 'stat', 'kind', 'rlz_id', 'imt'];
/** Columns that name rows though they look like numbers. */
const NAMES_ROWS = /(^|_)(id|ids|code|no)$/i;
/** Of the numbers of a table of sources, what a reader asks for first. */
const FIRST_ASKED = ['calc_time', 'loss', 'weight', 'num_ruptures', 'eff_ruptures', 'value', 'mean_rate'];

/**
 * Any other table: a column of numbers as bars, summed by a column of texts. Sources, aggregated risk and the like.
 * @throws UsageError where there is no column of numbers, or not the one asked for.
 */
export function tableFigure(all: readonly OtherTable[], selection: PlotSelection): Figure {
  const table = all[0];
  if (table === undefined) return { title: selection.title ?? 'Table', panels: [], notes: [] };
  const notes: string[] = [];
  const rows = apart(table, rowsOf(table, selection), selection, notes);
  const number = numberColumn(table, rows, selection);
  const name = nameColumn(table, rows, selection, number);
  const sums = new Map<string, number>();
  rows.forEach((row, nth) => {
    const key = name < 0 ? `row ${nth + 1}` : (row[name] ?? '');
    const value = Number(row[number]);
    if (Number.isFinite(value)) sums.set(key, (sums.get(key) ?? 0) + value);
  });
  const label = safeLine(table.columns[number] ?? '').replaceAll('_', ' ');
  const made = barRows(
    [...sums].map(([key, value]) => ({ name: key, lengths: [value] })),
    [label],
    { label },
    name < 0 ? 'Row' : safeLine(table.columns[name] ?? '').replaceAll('_', ' '),
  );
  notes.push(...made.notes);
  if (table.totalRows > table.rows.length)
    notes.push(
      `Only the first ${table.rows.length.toLocaleString('en-US')} of ${table.totalRows.toLocaleString('en-US')} rows are drawn.`,
    );
  if (all.length > 1) notes.push(`One of ${all.length} tables is shown: ${safeLine(table.origin.name)}.`);
  return {
    title: selection.title ?? safeLine(table.origin.name),
    subtitle: table.kind,
    panels: [made.panel],
    notes,
  };
}

function rowsOf({ columns, rows }: OtherTable, { lossType }: PlotSelection): readonly (readonly string[])[] {
  const at = columns.indexOf('loss_type');
  if (lossType === undefined || at < 0) return rows;
  const chosen = rows.filter((row) => row[at] === lossType);
  if (chosen.length === 0)
    throw notThere(
      '--loss-type',
      lossType,
      rows.map((row) => row[at] ?? ''),
    );
  return chosen;
}

/** Of columns with several values that must not be added, the mean or the first value is taken. */
function apart(
  { columns }: OtherTable,
  rows: readonly (readonly string[])[],
  { by }: PlotSelection,
  notes: string[],
): readonly (readonly string[])[] {
  let left = rows;
  for (const name of APART) {
    const at = columns.indexOf(name);
    const values = at < 0 || name === by ? [] : [...new Set(left.map((row) => row[at] ?? ''))];
    // A table of nothing but them is about them.
    if (values.length < 2 || left.length === values.length) continue;
    const chosen = values.find((value) => value === 'mean') ?? values[0] ?? '';
    notes.push(`Only ${safeLine(name)} ${safeLine(chosen)} is drawn of ${values.length}.`);
    left = left.filter((row) => row[at] === chosen);
  }
  return left;
}

function isNumeric(rows: readonly (readonly string[])[], at: number): boolean {
  return rows.length > 0 && rows.every((row) => (row[at] ?? '') !== '' && !Number.isNaN(Number(row[at])));
}

function numberColumn(
  table: OtherTable,
  rows: readonly (readonly string[])[],
  { by }: PlotSelection,
): number {
  const numeric = [...table.columns.keys()].filter(
    (at) => isNumeric(rows, at) && !NAMES_ROWS.test(table.columns[at] ?? '') && table.columns[at] !== by,
  );
  const asked = FIRST_ASKED.map((name) => numeric.find((at) => table.columns[at] === name)).find(
    (at) => at !== undefined,
  );
  const chosen = asked ?? numeric[0];
  if (chosen === undefined) {
    throw new UsageError(`${safeLine(table.origin.name)} has no column of numbers that could be drawn.`, {
      hint: `It has ${table.columns.slice(0, 12).map(safeLine).join(', ')}.`,
    });
  }
  return chosen;
}

function nameColumn(
  table: OtherTable,
  rows: readonly (readonly string[])[],
  { by }: PlotSelection,
  number: number,
): number {
  if (by !== undefined) {
    const at = table.columns.indexOf(by);
    if (at < 0) throw notThere('--by', by, table.columns);
    return at;
  }
  const count = (at: number): number => new Set(rows.map((row) => row[at])).size;
  const texts = [...table.columns.keys()]
    .filter((at) => at !== number && !isNumeric(rows, at))
    .toSorted((one, other) => count(other) - count(one));
  const ids = [...table.columns.keys()].filter(
    (at) => at !== number && NAMES_ROWS.test(table.columns[at] ?? ''),
  );
  return ids[0] ?? texts[0] ?? -1;
}
