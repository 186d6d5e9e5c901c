import type { AssetValues } from '../../../results/dataset.js';
import { safeLine } from '../../safe-text.js';
import type { Figure } from '../model.js';
import { barRows } from './bars.js';
import { byKind } from './kinds.js';
import { column } from './maps.js';
import { type Basemap, mapPanel } from './map-panel.js';
import { notThere, ofKind, type PlotSelection } from './selection.js';

const TITLES: Readonly<Record<AssetValues['quantity'], string>> = {
  'average-losses': 'Average losses',
  'loss-maps': 'Loss maps',
  damages: 'Damages',
  consequences: 'Consequences',
  'benefit-cost': 'Benefit-cost ratios',
};

const MOST_MAPS = 4;
/** Fewer assets make no map. */
const LEAST_ON_MAP = 3;

/**
 * Average losses, loss maps and damages: a map of the assets, or with a tag the sums by its values as bars; damages are
 * stacked by state.
 * @throws UsageError where the selection is not in the data.
 */
export function assetValueFigure(
  all: readonly AssetValues[],
  selection: PlotSelection,
  basemap: Basemap | undefined,
): Figure {
  const data = ofKind(all, selection.kind).toSorted((one, other) => byKind(one.kind, other.kind))[0];
  if (data === undefined) return { title: selection.title ?? 'Assets', panels: [], notes: [] };
  const columns = columnsOf(data, selection.lossType);
  const notes: string[] = [];
  const kinds = new Set(all.map(({ kind }) => kind));
  if (kinds.size > 1 && selection.kind === undefined)
    notes.push(`The ${data.kind ?? 'first'} is shown of ${kinds.size} kinds; choose with --kind.`);
  const isPlaced =
    data.assets.filter(({ lon, lat }) => lon !== undefined && lat !== undefined).length >= LEAST_ON_MAP;
  const panels =
    selection.by === undefined && isPlaced
      ? mapsOf(data, columns, basemap, notes)
      : [barsOf(data, columns, selection.by, notes)];
  return {
    title:
      selection.title ??
      TITLES[data.quantity] + (selection.by === undefined ? '' : ` by ${safeLine(selection.by)}`),
    subtitle: data.kind,
    panels,
    notes,
  };
}

/** Names of columns begin with the loss type; a dash, a tilde or nothing follows. */
function columnsOf({ columns }: AssetValues, lossType: string | undefined): readonly number[] {
  const all = [...columns.keys()];
  if (lossType !== undefined) {
    const chosen = all.filter((at) => typeOf(columns[at] ?? '') === lossType || columns[at] === lossType);
    if (chosen.length === 0) throw notThere('--loss-type', lossType, columns.map(typeOf));
    return chosen;
  }
  return all;
}

function typeOf(column: string): string {
  return column.replace(/[-~].*$/, '');
}

function stateOf(column: string): string {
  return /[-~](.*)$/.exec(column)?.[1] ?? column;
}

function mapsOf(
  data: AssetValues,
  columns: readonly number[],
  basemap: Basemap | undefined,
  notes: string[],
) {
  // Undamaged assets are no news, and their number hides the others.
  const interesting =
    data.quantity === 'damages'
      ? columns.filter((at) => !/no_damage$/.test(data.columns[at] ?? ''))
      : columns;
  const shown = (interesting.length === 0 ? columns : interesting).slice(-MOST_MAPS);
  if (shown.length < columns.length)
    notes.push(
      `${shown.length} of ${columns.length} columns are shown: ${shown.map((at) => safeLine(data.columns[at] ?? '')).join(', ')}.`,
    );
  const lons = Float64Array.from(data.assets, ({ lon }) => lon ?? Number.NaN);
  const lats = Float64Array.from(data.assets, ({ lat }) => lat ?? Number.NaN);
  const labels = data.assets.length <= 5000 ? data.assets.map(({ id }) => safeLine(id)) : undefined;
  return shown.map((at) => {
    const made = mapPanel(
      {
        ...{ lons, lats, values: column(data.values, data.columns.length, at, data.assets.length) },
        ...{
          label: valueName(data, data.columns[at] ?? ''),
          short: stateOf(safeLine(data.columns[at] ?? '')),
          together: data.quantity === 'benefit-cost' ? 'mean' : 'sum',
        },
        labels,
        keys: labels === undefined ? undefined : data.assets.map(({ id }) => id),
      },
      shown.length > 1 ? safeLine(data.columns[at] ?? '').replaceAll('_', ' ') : undefined,
      basemap,
    );
    for (const note of made.notes) if (!notes.includes(note)) notes.push(note);
    return made.panel;
  });
}

function barsOf(data: AssetValues, columns: readonly number[], by: string | undefined, notes: string[]) {
  // Unlike losses cannot be added up: states of damage of one type can.
  const type = typeOf(data.columns[columns[0] ?? 0] ?? '');
  const stacked =
    data.quantity === 'damages'
      ? columns.filter((at) => typeOf(data.columns[at] ?? '') === type)
      : columns.slice(0, 1);
  if (stacked.length < columns.length)
    notes.push(
      `Only ${safeLine(type)} is shown; choose with --loss-type: ${[...new Set(data.columns.map(typeOf))].map(safeLine).join(', ')}.`,
    );
  const sums = new Map<string, Float64Array>();
  data.assets.forEach((asset, row) => {
    const name = by === undefined ? asset.id : by === 'taxonomy' ? asset.taxonomy : asset.tags[by];
    if (name === undefined) return;
    const sum = sums.get(name) ?? new Float64Array(stacked.length);
    stacked.forEach((at, nth) => {
      const value = data.values[row * data.columns.length + at] ?? Number.NaN;
      if (Number.isFinite(value)) sum[nth] = (sum[nth] ?? 0) + value;
    });
    sums.set(name, sum);
  });
  if (sums.size === 0 && by !== undefined) throw notThere('--by', by, tagsOf(data));
  const made = barRows(
    [...sums].map(([name, lengths]) => ({ name, lengths: [...lengths] })),
    stacked.map((at) => stateOf(data.columns[at] ?? '')),
    {
      label:
        data.quantity === 'damages'
          ? `${TITLES.damages}, ${safeLine(type)}`
          : valueName(data, data.columns[stacked[0] ?? 0] ?? ''),
    },
    by === undefined ? 'Asset' : safeLine(by),
  );
  notes.push(...made.notes);
  return made.panel;
}

function tagsOf({ assets }: AssetValues): string[] {
  const first = assets[0];
  return first === undefined
    ? []
    : [...(first.taxonomy === undefined ? [] : ['taxonomy']), ...Object.keys(first.tags)];
}

function valueName({ quantity }: AssetValues, column: string): string {
  const name = safeLine(column).replaceAll('_', ' ');
  return quantity === 'average-losses'
    ? `Average loss, ${name}`
    : quantity === 'loss-maps'
      ? `Loss, ${name}`
      : name;
}
