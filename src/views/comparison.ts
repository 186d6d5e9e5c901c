import type { Listing } from '../listing.js';
import type { CellDifference, TableComparison } from '../results/compare/comparison.js';
import { placeWords } from '../results/compare/shape-words.js';
import type { OutputComparison } from '../services/compare-exports.js';
import { safeLine } from './safe-text.js';

/** One output of one job, on the first server and on another. */
export interface ComparisonRow {
  /** Undefined where there is one job only. */
  readonly job: string | undefined;
  readonly left: string;
  readonly right: string;
  readonly compared: OutputComparison;
}

/**
 * @param several whether there are several jobs, and more than two servers: what is the same in each row is not shown.
 * @returns the table of `--compare`.
 */
export function comparisonTable(several: {
  readonly jobs: boolean;
  readonly hosts: boolean;
}): Listing<ComparisonRow> {
  const first = [...(several.jobs ? ['job'] : []), 'output', ...(several.hosts ? ['right'] : [])];
  return { ...COMPARISON, shown: [...first, 'verdict', 'rows', 'max_relative_difference', 'at'] };
}

/** Every column of it, and its rows as data. */
export const COMPARISON: Listing<ComparisonRow> = {
  columns: [
    { key: 'job', header: 'job', cell: ({ job }) => safeLine(job ?? '') },
    { key: 'output', header: 'output', cell: ({ compared }) => safeLine(compared.output) },
    { key: 'right', header: 'against', cell: ({ right }) => safeLine(right) },
    { key: 'verdict', header: 'verdict', cell: verdictText },
    { key: 'rows', header: 'rows', cell: (row) => String(row.compared.tables?.rows ?? ''), align: 'right' },
    {
      key: 'max_relative_difference',
      header: 'max rel. diff.',
      cell: (row) => relativeText(row.compared.tables),
      align: 'right',
    },
    { key: 'at', header: 'where', cell: (row) => whereText(row.compared.tables) },
  ],
  json: ({ job, left, right, compared }) => {
    const worst = compared.tables?.worst[0];
    return {
      job: job ?? null,
      output: compared.output,
      left,
      right,
      verdict: compared.verdict,
      rows: compared.tables?.rows ?? null,
      cells_beyond: compared.tables?.cellsBeyond ?? null,
      // JSON has no infinity; a cell that is no number has no distance.
      max_relative_difference: finite(worst === undefined ? 0 : worst.relative),
      at: worst === undefined ? null : cellJson(worst),
      shape: compared.tables?.shape ?? null,
    };
  },
  id: ({ compared }) => compared.output,
};

function cellJson({ row, place, column, left, right, relative }: CellDifference): Record<string, unknown> {
  const where = Object.fromEntries(place.map(({ column: name, value }) => [name, value]));
  return { row, place: where, column, left, right, relative: finite(relative) };
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function verdictText({ left, right, compared }: ComparisonRow): string {
  switch (compared.verdict) {
    case 'identical':
      return 'identical';
    case 'close':
      return 'within tolerance';
    case 'only-left':
      return safeLine(`only on ${left}`);
    case 'only-right':
      return safeLine(`only on ${right}`);
    case 'different':
      return 'DIFFERENT';
  }
}

function relativeText(tables: TableComparison | undefined): string {
  const worst = tables?.worst[0];
  if (worst === undefined) return '';
  return worst.relative === undefined ? 'text' : worst.relative.toExponential(1);
}

function whereText(tables: TableComparison | undefined): string {
  const parts = [tables?.shape, cellText(tables?.worst[0])].filter((part) => part !== undefined);
  return safeLine(parts.join('; '));
}

function cellText(worst: CellDifference | undefined): string | undefined {
  if (worst === undefined) return undefined;
  const where = worst.place.length === 0 ? `row ${worst.row}` : placeWords(worst.place);
  return `${where}, ${worst.column}: ${worst.left} against ${worst.right}`;
}
