import { html, type Html } from './html.js';

/** A column of a table of the report. */
export interface ReportColumn<Row> {
  readonly title: string;
  /** What is shown. */
  readonly cell: (row: Row) => Html | string | number | undefined;
  /** A number to sort by; such columns are set to the right. */
  readonly sortBy?: (row: Row) => number | undefined;
}

/** A table that can be sorted by the buttons in its head, once the script runs; it scrolls within itself where it is too wide. */
export function reportTable<Row>(
  caption: string,
  columns: readonly ReportColumn<Row>[],
  rows: readonly Row[],
  rowClass?: (row: Row) => string,
): Html {
  const heads = columns.map(
    ({ title, sortBy }) =>
      html`<th scope="col"${sortBy === undefined ? undefined : html` class="number"`}>${title}</th>`,
  );
  const body = rows.map((row) => {
    const name = rowClass?.(row) ?? '';
    return html`<tr${name === '' ? undefined : html` class="${name}"`}>${columns.map((column) => cellOf(column, row))}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="sortable">
<caption class="unseen">${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
`;
}

function cellOf<Row>({ cell, sortBy }: ReportColumn<Row>, row: Row): Html {
  if (sortBy === undefined) return html`<td>${cell(row)}</td>`;
  const key = sortBy(row);
  return html`<td class="number" data-key="${key === undefined ? '' : String(key)}">${cell(row)}</td>`;
}
