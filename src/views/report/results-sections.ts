import type { AggregateValues, AssetValues, Dataset, LossCurves, OtherTable } from '../../results/dataset.js';
import type { Basemap } from '../plot/figures/map-panel.js';
import { figureGroups, type FigureGroup } from './figure-groups.js';
import { figureHtml } from './figure-html.js';
import { html, type Html } from './html.js';
import { reportTable } from './table.js';

/** A section of the page and the name by which the list of sections leads to it. */
export interface NamedSection {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** Rows of one table. */
const MOST_ROWS = 500;

/** @returns the drawings and the tables of the results, but for what the map shows. */
export function resultSections(datasets: readonly Dataset[], basemap: Basemap | undefined): NamedSection[] {
  const sections = figureGroups(datasets, basemap).map(groupSection);
  const tables = datasets.flatMap(tableOf);
  if (tables.length > 0)
    sections.push({
      id: 'tables',
      title: 'Tables',
      body: html`<section id="tables" aria-labelledby="tables-title"><h2 id="tables-title">Tables</h2>
${tables}</section>
`,
    });
  return sections;
}

/** All drawings stand in the page; the script shows the one that is chosen. */
function groupSection({ id, title, items, leftOut }: FigureGroup): NamedSection {
  const chooser =
    items.length < 2
      ? undefined
      : html`<div class="controls chooser"><label>Show <select data-chooser="${id}">${items.map((item, nth) => html`<option value="${nth}">${item.title}</option>`)}</select></label></div>
`;
  const body = html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${chooser}${items.map(
  ({
    drawn,
  }) => html`<div data-chosen-by="${id}">${'untold' in drawn ? html`<p class="untold">${drawn.untold}</p>` : figureHtml(drawn)}</div>
`,
)}${leftOut > 0 && html`<p class="untold">${leftOut} more are not in this page: openquake plot draws them.</p>`}
</section>
`;
  return { id, title, body };
}

interface PlainTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly total: number;
}

function tableOf(dataset: Dataset): Html[] {
  const table = plainTable(dataset);
  if (table === undefined) return [];
  const { title, columns, rows, total } = table;
  const shown = rows.slice(0, MOST_ROWS);
  const columnsHtml = columns.map((name, at) => {
    const isNumber =
      shown.length > 0 && shown.every((row) => Number.isFinite(Number(row[at])) && row[at] !== '');
    return {
      title: name,
      cell: (row: readonly (string | number)[]) => row[at] ?? '',
      ...(isNumber ? { sortBy: (row: readonly (string | number)[]) => Number(row[at]) } : {}),
    };
  });
  return [
    html`<details><summary>${title} (${total.toLocaleString('en-US')} ${total === 1 ? 'row' : 'rows'})</summary>
${reportTable(title, columnsHtml, shown)}${shown.length < total && html`<p class="untold">The first ${shown.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows.</p>`}</details>
`,
  ];
}

function plainTable(dataset: Dataset): PlainTable | undefined {
  switch (dataset.type) {
    case 'table':
      return otherTable(dataset);
    case 'aggregate-values':
      return aggregateTable(dataset);
    case 'asset-values':
      return assetTable(dataset);
    case 'loss-curves':
      return lossTable(dataset);
    default:
      return undefined;
  }
}

function otherTable({ origin, kind, columns, rows, totalRows }: OtherTable): PlainTable {
  return { title: titleOf(origin.name, kind), columns, rows, total: totalRows };
}

function aggregateTable({ origin, kind, columns, groups, values }: AggregateValues): PlainTable {
  const tags = [...new Set(groups.flatMap(({ of }) => Object.keys(of)))];
  const hasKinds = groups.some((one) => one.kind !== undefined);
  return {
    title: titleOf(origin.name, kind),
    columns: [...tags, 'loss_type', ...(hasKinds ? ['kind'] : []), ...columns],
    rows: groups.map((one, nth) => [
      ...tags.map((tag) => one.of[tag] ?? ''),
      one.lossType,
      ...(hasKinds ? [one.kind ?? ''] : []),
      ...columns.map((_column, at) => numberOf(values[nth * columns.length + at])),
    ]),
    total: groups.length,
  };
}

function assetTable({ origin, kind, columns, assets, values }: AssetValues): PlainTable {
  const shown = assets.slice(0, MOST_ROWS);
  const tags = [...new Set(shown.flatMap(({ tags: own }) => Object.keys(own)))];
  return {
    title: titleOf(origin.name, kind),
    columns: ['asset', 'taxonomy', ...tags, 'lon', 'lat', ...columns],
    rows: shown.map((asset, nth) => [
      asset.id,
      asset.taxonomy ?? '',
      ...tags.map((tag) => asset.tags[tag] ?? ''),
      asset.lon ?? '',
      asset.lat ?? '',
      ...columns.map((_column, at) => numberOf(values[nth * columns.length + at])),
    ]),
    total: assets.length,
  };
}

function lossTable({ origin, kind, curves }: LossCurves): PlainTable {
  const tags = [...new Set(curves.flatMap(({ of }) => Object.keys(of)))];
  const hasPeriods = curves.some(({ returnPeriods }) => returnPeriods !== undefined);
  const rows = curves.flatMap((curve) =>
    Array.from(curve.losses, (loss, nth) => [
      ...tags.map((tag) => curve.of[tag] ?? ''),
      curve.lossType,
      curve.kind ?? '',
      numberOf((hasPeriods ? curve.returnPeriods : curve.poes)?.[nth]),
      numberOf(loss),
    ]),
  );
  return {
    title: titleOf(origin.name, kind),
    columns: [...tags, 'loss_type', 'kind', hasPeriods ? 'return_period' : 'poe', 'loss'],
    rows,
    total: rows.length,
  };
}

function titleOf(name: string, kind: string | undefined): string {
  return kind === undefined || name.includes(kind) ? name : `${name}, ${kind}`;
}

function numberOf(value: number | undefined): number | string {
  return value === undefined || Number.isNaN(value) ? '' : value;
}
