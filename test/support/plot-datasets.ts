import type {
  AssetValues,
  Disaggregation,
  GroundMotion,
  HazardCurves,
  HazardMaps,
  LossCurves,
} from '../../src/results/dataset.js';

const origin = { name: 'made-for-a-test', investigationTimeYears: 50 };
const POES = [0.5, 0.05, 0.0005];
const IMLS = Float64Array.from([0.01, 0.1, 1]);

/** Curves of some kinds at some sites; the probability falls with the level and rises with the place of the site. */
export function hazardCurves(kinds: readonly string[], sites = 1, imt = 'PGA'): HazardCurves[] {
  return kinds.map((kind, nth) => ({
    ...{ type: 'hazard-curves', origin, kind, imt, imls: IMLS },
    sites: Array.from({ length: sites }, (_unused, site) => ({ lon: 13 + site, lat: 42 })),
    poes: Float64Array.from(
      { length: sites * 3 },
      (_unused, at) => (POES[at % 3] ?? 0) / (1 + nth / 10) / (1 + Math.floor(at / 3)),
    ),
  }));
}

/** One map with a site for each value, on a line to the east. */
export function hazardMap(
  values: readonly number[],
  lons: readonly number[] = values.map((_value, nth) => nth),
): HazardMaps[] {
  return [
    {
      ...{ type: 'hazard-maps', origin, kind: 'mean', layers: [{ imt: 'PGA', poe: 0.1 }] },
      sites: lons.map((lon) => ({ lon, lat: 60 })),
      values: Float64Array.from(values),
    },
  ];
}

/** Ground motion of an event at sites. */
export function groundMotion(
  eventId: number,
  imts: readonly string[],
  values: readonly number[],
): GroundMotion {
  const sites = Array.from({ length: values.length / imts.length }, (_unused, nth) => ({ lon: nth, lat: 0 }));
  return { type: 'ground-motion', origin, eventId, imts, sites, values: Float64Array.from(values) };
}

/** A disaggregation over the given axes, with these values in the order of the axes. */
export function disaggregation(axes: Disaggregation['axes'], values: readonly number[]): Disaggregation {
  return {
    type: 'disaggregation',
    origin,
    imt: 'PGA',
    poe: 0.1,
    axes,
    series: ['mean'],
    values: Float64Array.from(values),
  };
}

/** Average losses of three assets with two tags. */
export function averageLosses(values: readonly number[] = [1, 2, 4]): AssetValues {
  return {
    ...{ type: 'asset-values', origin, kind: 'mean', quantity: 'average-losses', columns: ['structural'] },
    assets: values.map((_value, nth) => ({
      id: `a${nth}`,
      taxonomy: nth === 0 ? 'W' : 'RC',
      lon: 85 + nth,
      lat: 27,
      tags: { NAME_1: 'Bagmati' },
    })),
    values: Float64Array.from(values),
  };
}

/** Loss curves over the return period, one for each name. */
export function lossCurves(names: readonly string[]): LossCurves {
  const returnPeriods = Float64Array.from([10, 100, 1000]);
  return {
    ...{ type: 'loss-curves', origin, kind: 'mean' },
    curves: names.map((name, nth) => ({
      ...{ of: { NAME_1: name }, lossType: 'structural', returnPeriods },
      losses: Float64Array.from([1, 10, 20], (loss) => loss * (nth + 1)),
    })),
  };
}
