import { cutTo, widthOf } from '../fit-text.js';
import type { Column } from '../listing.js';

/** Between two columns. */
const GAP = '  ';
/** What a column that gives way keeps at least: less of a description says nothing. */
const KEPT_COLUMNS = 12;

/**
 * Draws a table without borders, for people; machines ask for `--json`. What has no room on the terminal is cut in the
 * column that is marked for it, and only there.
 * @param width columns of the terminal; without one nothing is cut.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width?: number,
): string {
  const cells = [
    columns.map(({ header }) => header),
    ...rows.map((row) => columns.map((column) => bounded(column.cell(row)))),
  ];
  const widths = columns.map((_column, nth) =>
    cells.reduce((most, line) => Math.max(most, widthOf(line[nth] ?? '')), 0),
  );
  const giving = columns.findIndex(({ givesWay }) => givesWay === true);
  if (giving !== -1 && width !== undefined) {
    const others = widths.reduce((sum, one, nth) => (nth === giving ? sum : sum + one), 0);
    const room = width - others - GAP.length * (columns.length - 1);
    widths[giving] = Math.min(widths[giving] ?? 0, Math.max(room, KEPT_COLUMNS));
  }
  return cells
    .map((line) =>
      line
        .map((text, nth) => {
          const room = widths[nth] ?? 0;
          const shown = nth === giving ? cutTo(text, room) : { text, width: widthOf(text) };
          const blanks = ' '.repeat(Math.max(0, room - shown.width));
          return columns[nth]?.align === 'right' ? blanks + shown.text : shown.text + blanks;
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** A server can write a megabyte into a name: nobody reads that in a column, and measuring it takes seconds. */
const LONGEST_CELL = 2000;

function bounded(text: string): string {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}
