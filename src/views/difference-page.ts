import type { CellDifference } from '../results/compare/comparison.js';
import type { OutputComparison } from '../services/compare-exports.js';
import { type Difference, differenceLines, worstCells, worstLines } from './difference.js';
import { escapeHtml } from './escape-html.js';
import { mapPanel } from './plot/figures/map-panel.js';
import { drawSvg } from './plot/svg/draw-svg.js';

const STYLE =
  'body{font:15px system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}pre{overflow-x:auto}';

/**
 * Makes a page that fetches nothing: what `diff` tells, and, of each output with places, its largest differences on a map.
 * @returns HTML.
 */
export function differencePage(told: Difference): string {
  const text = [...differenceLines(told), ...worstLines(told)].join('\n');
  const maps = told.outputs.flatMap((output) => mapOf(output) ?? []);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`${told.left.label} against ${told.right.label}`)}</title><style>${STYLE}</style></head>
<body><h1>What differs</h1><pre>${escapeHtml(text)}</pre>
${maps.length === 0 ? '<p>No output that differs tells places on the map.</p>' : maps.join('\n')}
</body></html>
`;
}

/** The cells furthest apart at their places: the largest relative distance of each. */
function mapOf(output: OutputComparison): string | undefined {
  const places = new Map<string, { lon: number; lat: number; value: number }>();
  for (const { cell } of worstCells([output])) {
    const lon = valueOf(cell, 'lon', output);
    const lat = valueOf(cell, 'lat', output);
    if (lon === undefined || lat === undefined || cell.relative === undefined) continue;
    const key = `${lon} ${lat}`;
    const value = Math.max(places.get(key)?.value ?? 0, Math.min(cell.relative, 1e9));
    places.set(key, { lon, lat, value });
  }
  if (places.size === 0) return undefined;
  const all = [...places.values()];
  const { panel, notes } = mapPanel(
    {
      lons: Float64Array.from(all, ({ lon }) => lon),
      lats: Float64Array.from(all, ({ lat }) => lat),
      values: Float64Array.from(all, ({ value }) => value),
      label: 'Relative difference',
      together: 'mean',
    },
    undefined,
    undefined,
  );
  const title = `${output.output}: where it differs most`;
  const told = [...notes, 'The largest relative difference at each place, of the cells that differ most.'];
  return drawSvg({ title, panels: [panel], notes: told }, { width: 720, height: 520, theme: 'auto' });
}

function valueOf(cell: CellDifference, name: string, { tables }: OutputComparison): number | undefined {
  const named = cell.place.find(({ column }) => column === name)?.value;
  const at = tables?.columns.left.indexOf(name) ?? -1;
  const text = named ?? (at < 0 ? undefined : cell.cells.left[at]);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
