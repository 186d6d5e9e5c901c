import type { CalculationReport } from '../../src/services/report/calculation-report.js';
import type { Dataset, HazardCurves, HazardMaps } from '../../src/results/dataset.js';

/** A report of a small calculation, as it would be gathered. */
export function reportOf(changes: Partial<CalculationReport> = {}): CalculationReport {
  return {
    calculation: {
      id: 42,
      owner: 'ann',
      calculationMode: 'classical',
      status: 'complete',
      isRunning: false,
      description: 'A calculation',
      parentId: undefined,
      sizeMb: 1.5,
      startTime: '2026-11-22 15:27:32',
      tags: [],
      preferredFor: [],
    },
    hasEnded: true,
    times: { start: '2026-11-22 15:27:32', stop: '2026-11-22 15:30:37' },
    host: 'http://my-host:8800',
    hostFlag: '--host http://my-host:8800',
    serverVersion: '3.26.2',
    clientVersion: '0.1.0',
    madeAt: '2026-11-23 07:00:00',
    parameters: { value: [] },
    inputs: { value: { files: [], source: 'server', checksum: undefined, untold: undefined } },
    log: {
      value: {
        ...{ rows: 0, levels: {}, warnings: [], warningsLeftOut: 0, tail: [], phases: [] },
        ...{ failure: undefined, engineVersion: '3.26.2', inputsChecksum: '123' },
      },
    },
    performance: { tasks: { value: [] }, operations: { value: [] } },
    outputs: { value: [] },
    datasets: [],
    ancestors: [],
    children: [],
    failure: undefined,
    ...changes,
  };
}

const origin = { name: 'hazard.csv', investigationTimeYears: 50 };

/** Mean hazard curves of PGA at sites in a row, each a tenth of the one before. */
export function curvesOf(sites: number, kind = 'mean'): HazardCurves {
  return {
    ...{ type: 'hazard-curves', origin, kind, imt: 'PGA', imls: Float64Array.of(0.1, 0.2, 0.4) },
    sites: rowOfSites(sites),
    poes: Float64Array.from({ length: 3 * sites }, (_unused, nth) => 0.5 / (nth + 1)),
  };
}

/** A mean hazard map of PGA at sites in a row, rising. */
export function mapsOf(sites: number): HazardMaps {
  return {
    ...{ type: 'hazard-maps', origin, kind: 'mean', layers: [{ imt: 'PGA', poe: 0.1 }] },
    sites: rowOfSites(sites),
    values: Float64Array.from({ length: sites }, (_unused, nth) => (nth + 1) / 16),
  };
}

function rowOfSites(count: number): { lon: number; lat: number }[] {
  return Array.from({ length: count }, (_unused, nth) => ({ lon: 10 + nth / 1024, lat: 45 }));
}

/** What the page carries for its script. */
export function dataOf(page: string): {
  places: { lons: number[] }[];
  layers: { values: (number | null)[] }[];
  datasets: unknown[];
} {
  const text = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  return JSON.parse(text) as ReturnType<typeof dataOf>;
}

/** Datasets whose texts try to get out of the page. */
export function hostileDatasets(text: string): Dataset[] {
  const [curves, maps] = [curvesOf(2), mapsOf(2)];
  return [
    { ...curves, kind: text, sites: curves.sites.map((site) => ({ ...site, customId: text })) },
    { ...maps, kind: text, layers: [{ imt: text, poe: 0.1 }] },
    {
      ...{
        type: 'asset-values',
        origin: { name: text },
        kind: text,
        quantity: 'average-losses',
        columns: [text],
      },
      assets: [
        { id: text, taxonomy: text, lon: 10, lat: 45, tags: { [text]: text } },
        { id: `${text}2`, taxonomy: text, lon: 10, lat: 45, tags: { [text]: text } },
      ],
      values: Float64Array.of(1, 2),
    },
    {
      ...{ type: 'loss-curves', origin: { name: text }, kind: text },
      curves: [
        {
          of: { [text]: text },
          lossType: text,
          returnPeriods: Float64Array.of(10, 100),
          losses: Float64Array.of(1, 2),
        },
      ],
    },
    {
      ...{ type: 'aggregate-values', origin: { name: text }, columns: [text], values: Float64Array.of(1) },
      groups: [{ of: { [text]: text }, lossType: text }],
    },
    {
      ...{ type: 'ruptures', origin: { name: text } },
      ruptures: [{ id: text, sourceId: text, mag: 6, lon: 10, lat: 45, depthKm: 5, tectonicRegion: text }],
    },
    {
      ...{ type: 'disaggregation', origin: { name: text }, imt: text, poe: 0.1, series: [text] },
      axes: [{ name: 'trt', bins: [text] }],
      values: Float64Array.of(0.1),
    },
    { type: 'table', origin: { name: text }, columns: [text], rows: [[text]], totalRows: 1 },
  ];
}
