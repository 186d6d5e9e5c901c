import type {
  AssetValues,
  Dataset,
  GroundMotion,
  HazardCurves,
  HazardMaps,
  Ruptures,
} from '../../results/dataset.js';
import { byKind } from '../plot/figures/kinds.js';
import { imtUnit } from '../plot/units.js';
import type { PlaceLists } from './pack-datasets.js';
import type { PageLayer } from './page-data.js';

/** What a map can show, in its order. */
const TYPES: readonly Dataset['type'][] = ['hazard-maps', 'ground-motion', 'asset-values', 'ruptures'];

/** More columns of one kind than these would only make the list of maps long. */
const MOST_COLUMNS = 60;

/**
 * @returns what a map can show of the datasets: hazard first, of each kind the mean, other statistics, realizations; curves
 * whose sites have no map give their places alone.
 */
export function mapLayers(datasets: readonly Dataset[], places: PlaceLists): PageLayer[] {
  const order = TYPES.flatMap((type) =>
    datasets
      .filter((dataset) => dataset.type === type)
      .toSorted((one, other) => byKind(one.kind, other.kind)),
  );
  const layers = order.flatMap((dataset): PageLayer[] => {
    switch (dataset.type) {
      case 'hazard-maps':
        return hazardLayers(dataset, places);
      case 'ground-motion':
        return motionLayers(dataset, places);
      case 'asset-values':
        return assetLayers(dataset, places);
      case 'ruptures':
        return ruptureLayers(dataset, places);
      default:
        return [];
    }
  });
  const curves = datasets.find((dataset): dataset is HazardCurves => dataset.type === 'hazard-curves');
  if (curves !== undefined && !layers.some(({ group }) => group.startsWith('Hazard maps'))) {
    layers.unshift({
      ...{
        title: 'Sites with hazard curves',
        group: 'Hazard curves',
        unit: undefined,
        note: undefined,
        values: [],
      },
      places: places.addSites(curves.sites),
    });
  }
  return layers;
}

function hazardLayers(maps: HazardMaps, places: PlaceLists): PageLayer[] {
  const list = places.addSites(maps.sites);
  return maps.layers.slice(0, MOST_COLUMNS).map(({ imt, poe, returnPeriodYears }, nth) => ({
    title: `${imt}${poe === undefined ? '' : `, poe ${poe}`}${returnPeriodYears === undefined ? '' : `, ${returnPeriodYears} years`}`,
    group: `Hazard maps${maps.kind === undefined ? '' : `, ${maps.kind}`}`,
    unit: imtUnit(imt),
    places: list,
    values: column(maps.values, maps.layers.length, nth),
    note: undefined,
  }));
}

function motionLayers(motion: GroundMotion, places: PlaceLists): PageLayer[] {
  const list = places.addSites(motion.sites);
  const { eventId, kind } = motion;
  const spread = kind === 'std' ? 'geometric standard deviation over the events' : undefined;
  const what = spread ?? (eventId === undefined ? 'mean of the events' : `event ${eventId}`);
  return motion.imts.slice(0, MOST_COLUMNS).map((imt, nth) => ({
    title: imt,
    group: `Ground motion, ${what}${kind === undefined || spread !== undefined ? '' : `, ${kind}`}`,
    // A geometric deviation is a factor.
    unit: spread === undefined ? imtUnit(imt) : undefined,
    places: list,
    values: column(motion.values, motion.imts.length, nth),
    note: undefined,
  }));
}

/** Headings of what values of assets are. */
export const QUANTITIES: Readonly<Record<AssetValues['quantity'], string>> = {
  'average-losses': 'Average losses',
  'loss-maps': 'Loss maps',
  damages: 'Damages',
  consequences: 'Consequences',
  'benefit-cost': 'Benefit and cost',
};

/** Assets at one place are one point: what can be added is added, and said to be; what cannot is left to the table. */
function assetLayers(
  { assets, columns, values, quantity, kind }: AssetValues,
  places: PlaceLists,
): PageLayer[] {
  const spots = new Map<string, number[]>();
  assets.forEach(({ lon, lat }, nth) => {
    if (lon === undefined || lat === undefined) return;
    const key = `${lon} ${lat}`;
    const spot = spots.get(key);
    if (spot === undefined) spots.set(key, [nth]);
    else spot.push(nth);
  });
  const members = [...spots.values()];
  const isShared = members.some(({ length }) => length > 1);
  if (members.length === 0 || (isShared && quantity === 'benefit-cost')) return [];
  const first = members.map(([nth = 0]) => assets[nth]);
  const list = places.add({
    noun: isShared ? 'asset location' : 'asset',
    lons: first.map((asset) => asset?.lon ?? Number.NaN),
    lats: first.map((asset) => asset?.lat ?? Number.NaN),
    names: members.map((all) => namesOf(all.map((nth) => assets[nth]?.id ?? ''))),
  });
  return columns.slice(0, MOST_COLUMNS).map((title, nth) => ({
    title,
    group: `${QUANTITIES[quantity]}${kind === undefined ? '' : `, ${kind}`}`,
    unit: undefined,
    places: list,
    values: members.map((all) =>
      finite(all.reduce((sum, asset) => sum + (values[asset * columns.length + nth] ?? Number.NaN), 0)),
    ),
    note: isShared ? 'The sum over the assets at each place.' : undefined,
  }));
}

/** Names of the assets at a place; of many the first ones. */
function namesOf(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}

function ruptureLayers({ ruptures }: Ruptures, places: PlaceLists): PageLayer[] {
  const list = places.add({
    noun: 'rupture',
    lons: ruptures.map(({ lon }) => lon),
    lats: ruptures.map(({ lat }) => lat),
    names: ruptures.map(({ id, sourceId }) => (sourceId === undefined ? id : `${id}, source ${sourceId}`)),
  });
  const common = { group: 'Ruptures', places: list, note: undefined };
  return [
    { ...common, title: 'Magnitude', unit: undefined, values: ruptures.map(({ mag }) => finite(mag)) },
    {
      ...common,
      title: 'Depth of the centroid',
      unit: 'km',
      values: ruptures.map(({ depthKm }) => finite(depthKm)),
    },
  ];
}

function column(values: Float64Array, width: number, nth: number): (number | null)[] {
  return Array.from({ length: Math.floor(values.length / width) }, (_unused, row) =>
    finite(values[row * width + nth] ?? Number.NaN),
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
