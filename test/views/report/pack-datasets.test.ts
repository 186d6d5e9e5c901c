import { describe, expect, it } from 'vitest';
import { packDataset, PlaceLists, unpackDataset } from '../../../src/views/report/pack-datasets.js';
import { mapLayers } from '../../../src/views/report/map-layers.js';
import { curvesOf, hostileDatasets, mapsOf } from '../../support/report-of.js';

describe('packed datasets', () => {
  it('are what they were after a way through JSON, each number the same', () => {
    const places = new PlaceLists();
    const curves = {
      ...curvesOf(3),
      poes: Float64Array.of(0.1 + 0.2, 1e-300, Number.NaN, 5e-324, 0, -0, 1 / 3, 1, 2),
    };
    const packed: unknown = JSON.parse(JSON.stringify(packDataset(curves, places)));
    expect(unpackDataset(packed as Record<string, unknown>, places.lists)).toEqual({
      ...curves,
      // JSON knows no zero below zero.
      poes: curves.poes.map((poe) => (poe === 0 ? 0 : poe)),
    });
  });

  it('share a list of the same sites, and none of others', () => {
    const places = new PlaceLists();
    packDataset(curvesOf(3), places);
    packDataset(curvesOf(3, 'quantile-0.15'), places);
    expect(places.lists).toHaveLength(1);
    packDataset(curvesOf(4), places);
    expect(places.lists.map(({ lons }) => lons.length)).toEqual([3, 4]);
  });
});

describe('layers of the map', () => {
  it('stand in order: hazard, then the mean before realizations', () => {
    const maps = mapsOf(2);
    const layers = mapLayers([...hostileDatasets('x'), { ...maps, kind: 'rlz-001' }, maps], new PlaceLists());
    expect(layers.map(({ group }) => group).slice(0, 3)).toEqual([
      'Hazard maps, mean',
      expect.stringMatching(/^Hazard maps/) as string,
      expect.stringMatching(/^Hazard maps/) as string,
    ]);
  });

  it('add what shares a place, and say so', () => {
    const places = new PlaceLists();
    const [layer] = mapLayers(
      hostileDatasets('x').filter(({ type }) => type === 'asset-values'),
      places,
    );
    expect(layer?.values).toEqual([3]);
    expect(layer?.note).toContain('sum');
    expect(places.lists[layer?.places ?? -1]).toMatchObject({ noun: 'asset location', names: ['x, x2'] });
  });

  it('are the sites of the curves where there is no map', () => {
    const places = new PlaceLists();
    const layers = mapLayers([curvesOf(3)], places);
    expect(layers).toMatchObject([{ title: 'Sites with hazard curves', values: [], places: 0 }]);
    expect(mapLayers([curvesOf(3), mapsOf(3)], new PlaceLists())).toHaveLength(1);
  });
});
