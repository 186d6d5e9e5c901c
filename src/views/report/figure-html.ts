import type { Figure } from '../plot/model.js';
import { drawSvg } from '../plot/svg/draw-svg.js';
import { html, Html } from './html.js';

/** Pixels of a drawing; a page that is narrower shrinks it. */
const PANEL_WIDTH = 460;
const PANEL_HEIGHT = 360;
const WIDEST = 1000;
const BAR_HEIGHT = 28;

/** @returns a drawing in the colours of the page, light or dark. */
export function figureHtml(figure: Figure): Html {
  const columns = Math.min(figure.panels.length, Math.floor(WIDEST / PANEL_WIDTH));
  const rows = Math.ceil(figure.panels.length / Math.max(1, columns));
  const width = figure.panels.length === 1 ? 640 : WIDEST;
  const height = 90 + Math.max(1, rows) * Math.max(...figure.panels.map(panelHeight), BAR_HEIGHT);
  const notes = figure.notes.map(withoutFlags).filter((note) => note !== '');
  // Its colours are those of the page's own style sheet: see reportStyle.
  const svg = drawSvg({ ...figure, notes: [] }, { width, height, theme: 'auto' }).replace(
    /<style>[^<]*<\/style>/,
    '',
  );
  return html`<figure>${new Html(svg)}${notes.length > 0 && html`<figcaption>${notes.join(' ')}</figcaption>`}</figure>
`;
}

/** Lying bars need no more room than they are many. */
function panelHeight({ y }: Figure['panels'][number]): number {
  return y.scale === 'category' ? 70 + BAR_HEIGHT * (y.categories?.length ?? 1) : PANEL_HEIGHT;
}

/** Notes of a drawing name the flags of `openquake plot`, which a page has not. */
function withoutFlags(note: string): string {
  return note
    .split(/(?<=\.) |; (?=choose)/)
    .filter((sentence) => !sentence.includes('--'))
    .join(' ');
}

/** A table of numbers below a drawing, folded. */
export interface NumberTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** @returns numbers as they were read, in their shortest form. */
export function numbersHtml(tables: readonly NumberTable[]): Html {
  if (tables.length === 0) return html``;
  return html`<details><summary>Numbers</summary>${tables.map(
    ({ caption, columns, rows }) => html`<h4>${caption}</h4>
<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="numbers"><caption class="unseen">${caption}</caption><thead><tr>${columns.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead><tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell) => html`<td class="number">${String(cell)}</td>`)}</tr>
`,
)}</tbody></table></div>
`,
  )}</details>
`;
}
