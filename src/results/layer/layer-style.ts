import { isImt } from '../read/imt.js';
import type { LayerStyle } from './layer.js';

const CROSSES: LayerStyle = { column: undefined, ramp: 'Blues', method: 'EqualInterval' };
const PLACES: readonly string[] = [
  'custom_site_id',
  'site_id',
  'sids',
  'lon',
  'lat',
  'depth',
  'asset_id',
  'taxonomy',
  'events',
];

/**
 * Chooses what colours tell, as the QGIS plugin of the engine (oq-irmt-qgis, July 2026) does for each kind of output: hazard maps and
 * ground motion in equal intervals of Spectral from blue to red, losses and damages in natural breaks of Reds, ruptures by
 * magnitude in pretty intervals of Spectral, asset risk in equal intervals of Blues, curves and spectra as crosses. Where the plugin asks its user for the column the
 * first is taken; of losses the structural ones, of damages the worst state of the first loss type.
 */
export function styleOf(columns: readonly string[]): LayerStyle {
  const spectral = (column: string | undefined): LayerStyle => ({
    column,
    ramp: 'Spectral',
    method: 'EqualInterval',
  });
  if (columns.some((name) => /^poe-[\d.]/.test(name) || /^[\d.eE+-]+~/.test(name))) return CROSSES;
  if (columns.includes('rup_id') && columns.includes('mag'))
    return { column: 'mag', ramp: 'Spectral', method: 'Pretty' };
  if (columns.includes('imt') && columns.includes('poe'))
    return spectral(columns.find((name) => /^(?:rlz\d+|mean|std|max|quantile-[\d.]+)$/.test(name)));
  if (columns.includes('asset_id')) return styleOfAssets(columns);
  const motion = columns.find((name) => /^(?:gmv_|[A-Z]\w*(?:\([\d., ]*\))?-\d)/.test(name) || isImt(name));
  if (motion !== undefined) return spectral(motion);
  return columns.includes('vs30') ? { column: 'vs30', ramp: 'Blues', method: 'EqualInterval' } : CROSSES;
}

function styleOfAssets(columns: readonly string[]): LayerStyle {
  const place = Math.max(columns.indexOf('lon'), columns.indexOf('lat'));
  const values = columns.slice(place + 1).filter((name) => !PLACES.includes(name));
  const column = worstState(values) ?? values.find((name) => name.startsWith('structural')) ?? values[0];
  if (column === undefined || column.startsWith('modal-ds')) return CROSSES;
  return { column, ramp: 'Reds', method: 'Jenks' };
}

/** Damage states rise from `no_damage` on; consequences, which may stand behind, are of other names in each job. */
function worstState(values: readonly string[]): string | undefined {
  const first = values.findIndex((name) => /(?:^|-)no_damage$/.test(name));
  if (first < 0) return undefined;
  const before = (values[first] ?? '').slice(0, -'no_damage'.length);
  const states = values.filter(
    (name) =>
      name.startsWith(before) &&
      !/-(?:losses|fatalities|injured|homeless|collapsed|non_operational)$/.test(name),
  );
  return states.at(-1);
}
