import { element } from './elements.js';

/** Puts a button into each head of every sortable table; a second press turns the order round. */
export function startSorting(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    if ((table.tBodies[0]?.rows.length ?? 0) < 2) continue;
    heads.forEach((head, column) => {
      const button = element('button', head.textContent, { type: 'button' });
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', direction);
        sortRows(table, column, direction === 'ascending' ? 1 : -1);
      });
    });
  }
}

function sortRows(table: HTMLTableElement, column: number, sign: 1 | -1): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const keyed = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  keyed.sort((a, b) => {
    // What has no number stands last, whichever way.
    if (a.key === '' || b.key === '') return Number(a.key === '') - Number(b.key === '');
    return typeof a.key === 'number' && typeof b.key === 'number'
      ? sign * (a.key - b.key)
      : sign * String(a.key).localeCompare(String(b.key), undefined, { numeric: true });
  });
  body.append(...keyed.map(({ row }) => row));
}

function keyOf(cell: HTMLTableCellElement | undefined): number | string {
  const key = cell?.dataset['key'];
  if (key !== undefined) return key === '' ? '' : Number(key);
  return cell?.textContent.trim() ?? '';
}
