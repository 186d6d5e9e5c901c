import type { Listing } from '../../listing.js';
import type { CellDifference } from '../../results/compare/comparison.js';
import { placeWords } from '../../results/compare/shape-words.js';
import type { CheckedOutput } from '../../services/check/check-results.js';
import { safeLine } from '../safe-text.js';
import { faultWords, sizeWords, verdictWords } from './check-words.js';

/** Outputs that were checked, as a table and as data. */
export const CHECKED: Listing<CheckedOutput> = {
  columns: [
    { key: 'output', header: 'output', cell: ({ output }) => safeLine(output) },
    { key: 'verdict', header: 'verdict', cell: verdictWords },
    { key: 'rows', header: 'rows', cell: ({ comparison }) => String(comparison?.rows ?? ''), align: 'right' },
    {
      key: 'cells_beyond',
      header: 'beyond',
      cell: ({ comparison }) => String(comparison?.cellsBeyond ?? ''),
      align: 'right',
    },
    { key: 'max_relative_difference', header: 'max rel. diff.', cell: relativeText, align: 'right' },
    { key: 'why', header: 'why', cell: whyText },
  ],
  json: checkedJson,
  id: ({ output }) => output,
};

function relativeText({ comparison }: CheckedOutput): string {
  if (comparison?.maxRelative === undefined) return '';
  return comparison.maxRelative === 0 ? '0' : sizeWords(comparison.maxRelative);
}

function whyText(checked: CheckedOutput): string {
  const { fails, note, by, got } = checked;
  if (fails) return faultWords(checked);
  const found = by === 'columns' || by === 'like-name' ? [`is ${got?.name ?? ''}`] : [];
  return safeLine([...found, ...(note === undefined ? [] : [note])].join('; '));
}

/** @returns all that is known of one output, as data. */
function checkedJson(checked: CheckedOutput): Record<string, unknown> {
  const { output, verdict, fails, expected, got, by, tolerance, comparison, note } = checked;
  return {
    output,
    verdict,
    fails,
    expected: expected?.name ?? null,
    got: got?.name ?? null,
    paired_by: by ?? null,
    rtol: tolerance.rtol,
    atol: tolerance.atol,
    keys: comparison?.keys ?? null,
    rows: comparison?.rows ?? null,
    cells_changed: comparison?.cellsChanged ?? null,
    cells_beyond: comparison?.cellsBeyond ?? null,
    max_relative_difference: finite(comparison?.maxRelative),
    missing_rows: comparison?.onlyLeft.count ?? null,
    extra_rows: comparison?.onlyRight.count ?? null,
    missing_columns: comparison?.columns.onlyLeft ?? null,
    extra_columns: comparison?.columns.onlyRight ?? null,
    why: fails ? faultWords(checked) : (note ?? null),
    worst: (comparison?.worst ?? []).map(cellJson),
  };
}

function cellJson(cell: CellDifference): Record<string, unknown> {
  const { row, rightRow, place, column, left, right, absolute, relative, isBeyond } = cell;
  return {
    where: place.length === 0 ? `row ${row}` : placeWords(place),
    place: Object.fromEntries(place.map(({ column: key, value }) => [key, value])),
    row,
    got_row: rightRow,
    column,
    expected: left,
    got: right,
    absolute: finite(absolute),
    relative: finite(relative),
    beyond: isBeyond,
  };
}

/** JSON has no infinity and no NaN. */
function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
