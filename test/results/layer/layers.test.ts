import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersIn } from '../../../src/results/layer/layer-sources.js';
import type { LayerSource } from '../../../src/results/layer/layer.js';
import { styleOf } from '../../../src/results/layer/layer-style.js';
import { layerQml } from '../../../src/results/layer/qml.js';
import { surveyLayer } from '../../../src/results/layer/survey-layer.js';
import { csvTypes, writeCsvLayer } from '../../../src/results/layer/write-csv-layer.js';
import { writeGeoJson } from '../../../src/results/layer/write-geojson.js';
import { type SurveyedLayer, writeGeoPackage } from '../../../src/results/layer/write-geopackage.js';
import { engineCsv, withFiles } from '../../support/engine-csv.js';
import { makeZip } from '../../support/make-zip.js';
import { npyArray } from '../../support/npy.js';

type Files = Readonly<Record<string, string | Buffer>>;

async function surveyed(path: string, eventId?: number): Promise<SurveyedLayer[]> {
  const { layers } = await layersIn(path, eventId);
  return Promise.all(layers.map(async (source) => ({ source, survey: await surveyLayer(source) })));
}

/** Writes the layers of some files as a GeoPackage. @returns the rows of a query on it. */
async function query(files: Files, sql: string): Promise<Record<string, unknown>[]> {
  return withFiles(files, async (folder) => {
    const path = join(folder, 'out.gpkg');
    await writeGeoPackage(path, await surveyed(folder));
    const database = new DatabaseSync(path);
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  });
}

async function asGeoJson(files: Files, eventId?: number): Promise<Record<string, unknown>> {
  return withFiles(files, async (folder) => {
    const [layer] = await surveyed(folder, eventId);
    if (layer === undefined) throw new Error('no layer');
    const path = join(folder, 'out.geojson');
    const file = await open(path, 'wx');
    await writeGeoJson(file, layer);
    await file.close();
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  });
}

const MAPS = {
  'hazard_map-mean_4.csv': engineCsv('lon,lat,PGA-0.1,SA(0.2)-0.1', [
    '13.5,42.0,1.5E-01,2',
    '-0.25,-10,nan,3',
    '1,1,5,5',
  ]),
};

describe('a GeoPackage', () => {
  it('has what the standard wants, and a style that QGIS takes by itself', async () => {
    const pragma =
      'SELECT (SELECT * FROM pragma_application_id) AS id, (SELECT * FROM pragma_user_version) AS version';
    expect(await query(MAPS, pragma)).toEqual([{ id: 0x47504b47, version: 10_200 }]);
    expect(
      await query(
        MAPS,
        'SELECT table_name, data_type, srs_id, min_x, min_y, max_x, max_y FROM gpkg_contents ORDER BY data_type',
      ),
    ).toEqual([
      {
        table_name: 'layer_styles',
        data_type: 'attributes',
        srs_id: 0,
        min_x: null,
        min_y: null,
        max_x: null,
        max_y: null,
      },
      {
        table_name: 'hazard_map-mean',
        data_type: 'features',
        srs_id: 4326,
        min_x: -0.25,
        min_y: -10,
        max_x: 13.5,
        max_y: 42,
      },
    ]);
    const [style] = await query(MAPS, 'SELECT * FROM layer_styles');
    expect(style).toMatchObject({
      f_table_name: 'hazard_map-mean',
      f_geometry_column: 'geom',
      useAsDefault: 1,
    });
    expect(style?.['styleQML']).toMatch(/type="categorizedSymbol" attr="PGA-0.1"/);
    expect(
      await query(MAPS, 'SELECT count(*) AS n FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)'),
    ).toEqual([{ n: 3 }]);
    expect(await query(MAPS, 'SELECT id FROM "rtree_hazard_map-mean_geom" WHERE minx < 0')).toEqual([
      { id: 2 },
    ]);
    expect(await query(MAPS, "SELECT count(*) AS n FROM sqlite_master WHERE type = 'trigger'")).toEqual([
      { n: 6 },
    ]);
  });

  it("has the engine's columns with their types, and points as blobs with an envelope", async () => {
    const rows = await query(MAPS, 'SELECT * FROM "hazard_map-mean"');
    expect(rows).toMatchObject([
      { fid: 1, lon: 13.5, lat: 42, 'PGA-0.1': 0.15, 'SA(0.2)-0.1': 2 },
      { fid: 2, 'PGA-0.1': null },
      { fid: 3 },
    ]);
    const blob = Buffer.from(rows[0]?.['geom'] as Uint8Array);
    expect([blob.toString('latin1', 0, 2), blob[2], blob[3], blob.readInt32LE(4)]).toEqual([
      'GP',
      0,
      3,
      4326,
    ]);
    expect([8, 16, 24, 32, 45, 53].map((at) => blob.readDoubleLE(at))).toEqual([
      13.5, 13.5, 42, 42, 13.5, 42,
    ]);
    expect([blob[40], blob.readUInt32LE(41), blob.length]).toEqual([1, 1, 61]);
  });

  it('keeps every number of the csv to the last bit, and every text', async () => {
    const number = fc
      .oneof(
        // What the binding of SQLite takes for whole numbers, and what is near.
        fc.constantFrom(1e-17, 2 ** -52, 2 ** -53, 5e-324, -1 + 2 ** -53, 1 + 2 ** -52, -1e-17),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
      )
      .map((value) => (Object.is(value, -0) ? 0 : value));
    const row = fc.record({ id: fc.string({ minLength: 1 }), value: number, other: number });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (made) => {
        const lines = made.map(
          ({ id, value, other }) => `"${id.replaceAll('"', '""')}",1,2,${value},${other.toExponential(6)}`,
        );
        const files = { 'avg_losses-mean_1.csv': engineCsv('asset_id,lon,lat,structural,contents', lines) };
        const found = await query(files, 'SELECT asset_id, structural, contents FROM "avg_losses-mean"');
        expect(found).toEqual(
          made.map(({ id, value, other }) => ({
            asset_id: id,
            structural: value,
            contents: Number(other.toExponential(6)),
          })),
        );
        const json = (await asGeoJson(files)) as { features: { properties: Record<string, unknown> }[] };
        expect(json.features.map(({ properties }) => properties['structural'])).toEqual(
          made.map(({ value }) => value),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('has a layer for each table, under names that differ, with columns that differ', async () => {
    const files = {
      'a_1.csv': 'lon,lat,PGA,pga,fid\n1,2,3,4,5\n',
      'A_2.csv': 'lon,lat\n1,2\n',
      'events_1.csv': 'event_id,year\n1,2\n',
    };
    expect(
      await query(files, "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY 1"),
    ).toEqual([{ table_name: 'A' }, { table_name: 'a-2' }]);
    expect(await query(files, 'SELECT PGA, pga_2, fid_2 FROM "a-2"')).toEqual([
      { PGA: 3, pga_2: 4, fid_2: 5 },
    ]);
  });
});

describe('what a column holds', () => {
  it.each([
    ['names', 'custom_site_id', ['12', '13'], 'text'],
    ['codes that begin with zero', 'ID_1', ['007', '12'], 'text'],
    ['whole numbers', 'multiplicity', ['1', '-20'], 'integer'],
    ['numbers', 'vs30', ['1', '7.6E+02'], 'real'],
    ['numbers and none', 'PGA', ['nan', '1'], 'real'],
    ['words', 'trt', ['A', 'B'], 'text'],
    ['a word among numbers', 'note', ['1', 'x'], 'text'],
  ])('is told by all of its cells: %s', async (_what, name, cells, type) => {
    const content = `${name},lon,lat\n${cells.map((cell) => `${cell},1,2`).join('\n')}\n`;
    await withFiles({ 'x.csv': content }, async (folder) => {
      const [layer] = await surveyed(join(folder, 'x.csv'));
      expect(layer?.survey.types[0]).toBe(type);
    });
  });
});

describe('GeoJSON', () => {
  it('is that of RFC 7946: a bbox, no crs, longitude first, null for what is no number', async () => {
    const found = await asGeoJson(MAPS);
    expect(found).toMatchObject({ type: 'FeatureCollection', bbox: [-0.25, -10, 13.5, 42] });
    expect(found['crs']).toBeUndefined();
    expect(found['features']).toMatchObject([
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [13.5, 42] },
        properties: { 'PGA-0.1': 0.15 },
      },
      { properties: { 'PGA-0.1': null } },
      {},
    ]);
  });

  it('has the cells of a disaggregation as areas between the edges of its comment, cut at 180 degrees', async () => {
    const comment = 'lon_bin_edges=[176.0, 179.0, 182.0], lat_bin_edges=[-21.0, -20.0], lon=178.5, lat=-20.5';
    const rows = ['PGA,.1,.01,1.77500E+02,-2.05000E+01,1E-3', 'PGA,.1,.01,1.80500E+02,-2.05000E+01,2E-3'];
    const found = await asGeoJson({
      'Lon_Lat-0_1.csv': engineCsv('imt,iml,poe,lon,lat,rlz0', rows, comment),
    });
    expect(found['features']).toMatchObject([
      {
        geometry: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [176, -21],
                [179, -21],
                [179, -20],
                [176, -20],
                [176, -21],
              ],
            ],
          ],
        },
        properties: { imt: 'PGA', rlz0: 0.001 },
      },
      { geometry: { coordinates: [expect.anything(), expect.anything()] } },
    ]);
  });

  it('has other disaggregations at their site', async () => {
    const csv = engineCsv('imt,iml,poe,mag,mean', ['PGA,.1,.01,5,1'], 'lon=178.5, lat=-20.5');
    expect((await asGeoJson({ 'Mag-0_1.csv': csv }))['features']).toMatchObject([
      { geometry: { type: 'Point', coordinates: [178.5, -20.5] } },
    ]);
  });

  it('has the ground motion of an event, or the mean and how many events it is of', async () => {
    const files = {
      'gmf-data_1.csv': engineCsv('event_id,gmv_PGA,custom_site_id', ['0,2,a', '3,8,a', '3,1,b']),
      'sitemesh_1.csv': engineCsv('custom_site_id,lon,lat', ['a,1,2', 'b,3,4']),
    };
    expect((await asGeoJson(files, 3))['features']).toMatchObject([
      { properties: { custom_site_id: 'a', gmv_PGA: 8 } },
      { geometry: { coordinates: [3, 4] } },
    ]);
    expect((await asGeoJson(files))['features']).toMatchObject([
      { properties: { gmv_PGA: expect.closeTo(4) as number, events: 2 } },
      { properties: { events: 1 } },
    ]);
  });

  it('has the outlines of ruptures that have an area', async () => {
    const record = Buffer.alloc(8);
    const records = Buffer.concat(
      [0, 1].map((id) => {
        record.writeInt32LE(id, 0);
        record.writeFloatLE(5.55, 4);
        return Buffer.from(record);
      }),
    );
    const packed = gzipSync('POLYGON((0 0, 1 0, 1 1, 0 0))\nLINESTRING(0 0, 1 1)');
    const npz = makeZip([
      { name: 'array.npy', content: npyArray("[('rup_id', '<i4'), ('mag', '<f4')]", [2], records) },
      { name: 'boundaries.npy', content: npyArray(`'|S${packed.length}'`, [], packed) },
    ]);
    expect((await asGeoJson({ 'rupture_info.npz': npz }))['features']).toMatchObject([
      {
        geometry: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [0, 0],
                [1, 0],
                [1, 1],
                [0, 0],
              ],
            ],
          ],
        },
        properties: { rup_id: 0, mag: 5.55 },
      },
    ]);
  });
});

describe('csv for a GIS', () => {
  it('has the geometry as text, the cells as they stood, and tells types beside', async () => {
    await withFiles(
      { 'a_1.csv': engineCsv('asset_id,taxonomy,lon,lat,structural', ['"a, 1",007,1.50000,2,1.50000E+02']) },
      async (folder) => {
        const [layer] = await surveyed(folder);
        if (layer === undefined) throw new Error('no layer');
        const file = await open(join(folder, 'out'), 'wx');
        await writeCsvLayer(file, layer);
        await file.close();
        expect(await readFile(join(folder, 'out'), 'utf8')).toBe(
          'WKT,asset_id,taxonomy,lon,lat,structural\r\nPOINT (1.5 2),"a, 1",007,1.50000,2,1.50000E+02\r\n',
        );
        expect(csvTypes(layer)).toBe('WKT,String,String,Real,Integer64,Real\n');
      },
    );
  });
});

describe('the style', () => {
  it.each([
    ['lon,lat,PGA-0.1,SA(0.2)-0.1', 'PGA-0.1', 'Spectral', 'EqualInterval'],
    ['custom_site_id,lon,lat,gmv_PGA,events', 'gmv_PGA', 'Spectral', 'EqualInterval'],
    ['lon,lat,PGA,PGV', 'PGA', 'Spectral', 'EqualInterval'],
    ['asset_id,taxonomy,lon,lat,contents,structural', 'structural', 'Reds', 'Jenks'],
    [
      'asset_id,lon,lat,structural-no_damage,structural-slight,structural-complete,structural-losses,contents-no_damage',
      'structural-complete',
      'Reds',
      'Jenks',
    ],
    ['rup_id,mag,centroid_lon', 'mag', 'Spectral', 'Pretty'],
    ['imt,iml,poe,lon,lat,rlz2,rlz0', 'rlz2', 'Spectral', 'EqualInterval'],
    ['sids,lon,lat,vs30', 'vs30', 'Blues', 'EqualInterval'],
    ['lon,lat,depth,poe-0.1', undefined, 'Blues', 'EqualInterval'],
    ['lon,lat,0.1~PGA', undefined, 'Blues', 'EqualInterval'],
    ['asset_id,lon,lat,modal-ds-structural', undefined, 'Blues', 'EqualInterval'],
  ])('of %s is by %s', (columns, column, ramp, method) => {
    expect(styleOf(columns.split(','))).toEqual({ column, ramp, method });
  });

  it.each([
    [[], 'singleSymbol'],
    [[1, 1], 'singleSymbol'],
    [[1, 2], 'categorizedSymbol'],
    [[1, 2, 3], 'graduatedSymbol'],
  ])('of the values %j is a %s', (values, renderer) => {
    const style: LayerSource['style'] = { column: 'a<"b"', ramp: 'Reds', method: 'Jenks' };
    const survey = {
      types: [],
      features: values.length,
      extent: undefined,
      values: Float64Array.from(values),
    };
    const qml = layerQml(style, survey, 'Point');
    expect(qml).toContain(`<renderer-v2 type="${renderer}"`);
    if (values.length > 0 && renderer !== 'singleSymbol') expect(qml).toContain('attr="a&lt;&quot;b&quot;"');
    expect(qml.match(/<range /g)?.length ?? 0).toBe(renderer === 'graduatedSymbol' ? 3 : 0);
  });
});
