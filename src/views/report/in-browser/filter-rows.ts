import { byId } from './elements.js';

/**
 * Hides the rows of a table that do not hold all words of a field; headings of groups without any row go with them.
 * @param ids of the table, the field, the words about it, and a box that hides rows of the class `default`.
 */
export function startFilter(ids: {
  readonly table: string;
  readonly field: string;
  readonly count: string;
  readonly hideDefaults?: string;
}): void {
  const table = byId(ids.table, HTMLTableElement);
  const field = byId(ids.field, HTMLInputElement);
  const count = byId(ids.count, HTMLElement);
  const box = ids.hideDefaults === undefined ? undefined : byId(ids.hideDefaults, HTMLInputElement);
  if (table === undefined || field === undefined) return;
  const rows = [...table.tBodies].flatMap((body) => [...body.rows].filter(isRow));
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = (): void => {
    const words = field.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    let shown = 0;
    rows.forEach((row, nth) => {
      const isHidden =
        (box?.checked === true && row.classList.contains('default')) ||
        !words.every((word) => texts[nth]?.includes(word) === true);
      row.hidden = isHidden;
      if (!isHidden) shown += 1;
    });
    for (const body of table.tBodies) body.hidden = ![...body.rows].some((row) => isRow(row) && !row.hidden);
    if (count !== undefined)
      count.textContent = shown === rows.length ? `${rows.length}` : `${shown} of ${rows.length}`;
  };
  field.addEventListener('input', apply);
  box?.addEventListener('change', apply);
  apply();
}

function isRow(row: HTMLTableRowElement): boolean {
  return !row.classList.contains('group');
}
