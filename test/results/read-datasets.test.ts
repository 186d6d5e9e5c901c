import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { Dataset } from '../../src/results/dataset.js';
import { readDatasets, type ReadOptions } from '../../src/results/read-datasets.js';
import { engineCsv, withFiles } from '../support/engine-csv.js';
import { makeZip } from '../support/make-zip.js';
import { npyArray } from '../support/npy.js';

/** @returns what a file of that name and content holds. */
async function read(name: string, content: string, options?: ReadOptions): Promise<Dataset[]> {
  return withFiles({ [name]: content }, async (folder) => readDatasets(join(folder, name), options));
}

const HAZARD = "checksum=7, kind='quantile-0.15', investigation_time=50.0, imt='SA(0.1)'";

describe('an exported table', () => {
  it('of hazard curves tells IMT, levels, sites and where it comes from', async () => {
    const found = await read(
      'hazard_curve-mean-PGA_12.csv',
      engineCsv(
        'custom_site_id,lon,lat,depth,poe-0.0100000,poe-1.00000e-01',
        ['a1,1.5,-2.0,0.1,5.0E-01,1.0E-02'],
        HAZARD,
      ),
    );
    expect(found).toEqual([
      {
        type: 'hazard-curves',
        origin: {
          name: 'hazard_curve-mean-PGA_12.csv',
          generatedBy: 'OpenQuake engine 3.23.5',
          startDate: '2026-01-02T03:04:05',
          checksum: 7,
          investigationTimeYears: 50,
          calculationId: 12,
        },
        kind: 'quantile-0.15',
        imt: 'SA(0.1)',
        imls: Float64Array.of(0.01, 0.1),
        sites: [{ lon: 1.5, lat: -2, depthKm: 0.1, customId: 'a1' }],
        poes: Float64Array.of(0.5, 0.01),
      },
    ]);
  });

  it('has its columns found by name, wherever they stand', async () => {
    const found = await read('x.csv', engineCsv('poe-0.2,lat,poe-0.1,lon', ['.02,3,.5,4'], HAZARD));
    expect(found).toMatchObject([
      { imls: Float64Array.of(0.1, 0.2), poes: Float64Array.of(0.5, 0.02), sites: [{ lon: 4, lat: 3 }] },
    ]);
  });

  it.each([
    ['hazard_curve-mean-PGA.csv', 'mean', 'PGA', undefined],
    ['hazard_curve-rlz-003-SA(0.5)_7.csv', 'rlz-003', 'SA(0.5)', 7],
    ['quantile_curve-0.15-PGV_7.csv', 'quantile-0.15', 'PGV', 7],
    ['hazard_curve-max-AvgSA_7.csv', 'max', 'AvgSA', 7],
  ])('without a comment is told by its name %s', async (name, kind, imt, calculationId) => {
    const [found] = await read(name, 'lon,lat,poe-0.1\n1,2,0.5\n');
    expect(found).toMatchObject({ type: 'hazard-curves', kind, imt, origin: { calculationId } });
  });

  it('of hazard maps has a layer for each IMT and probability', async () => {
    const comment = "checksum=7, kind='mean', investigation_time=50.0";
    const found = await read(
      'm.csv',
      engineCsv('lon,lat,PGA-0.1,SA(0.2)-0.02', ['1,2,0.3,0.4', '3,4,0.5,0.6'], comment),
    );
    expect(found).toMatchObject([
      {
        type: 'hazard-maps',
        kind: 'mean',
        layers: [
          { imt: 'PGA', poe: 0.1 },
          { imt: 'SA(0.2)', poe: 0.02 },
        ],
        values: Float64Array.of(0.3, 0.4, 0.5, 0.6),
      },
    ]);
  });

  it('of hazard maps for a return period has that in its name alone', async () => {
    const [found] = await read(
      'hazard_map-mean-475y_3.csv',
      engineCsv('lon,lat,PGA,SA(0.2)', ['1,2,0.3,0.4'], 'checksum=7'),
    );
    expect(found).toMatchObject({
      type: 'hazard-maps',
      kind: 'mean',
      layers: [
        { imt: 'PGA', returnPeriodYears: 475 },
        { imt: 'SA(0.2)', returnPeriodYears: 475 },
      ],
    });
  });

  it('of uniform hazard spectra has values by probability, then by rising period', async () => {
    const names = 'lon,lat,0.1~SA(0.2),0.1~PGA,0.02~PGA,0.02~SA(0.2)';
    const [found] = await read('u.csv', engineCsv(names, ['1,2,10,11,12,13']));
    expect(found).toMatchObject({
      type: 'uniform-hazard-spectra',
      poes: [0.1, 0.02],
      periods: [0, 0.2],
      values: Float64Array.of(11, 10, 12, 13),
    });
  });

  it('of mean ground motion is told from maps and from stations', async () => {
    const [plain] = await read(
      'avg_gmf_3.csv',
      engineCsv('custom_site_id,lon,lat,PGA,PGV', ['s,1E+01,2,3,4'], 'checksum=7'),
    );
    expect(plain).toMatchObject({
      type: 'ground-motion',
      kind: undefined,
      imts: ['PGA', 'PGV'],
      sites: [{ lon: 10 }],
    });
    const conditioned = await read(
      'avg_gmf_3.csv',
      engineCsv('site_id,lon,lat,gmv_PGA,gsd_PGA', ['0,1,2,3,4'], 'checksum=7'),
    );
    expect(conditioned).toMatchObject([
      { imts: ['PGA'], values: Float64Array.of(3) },
      { imts: ['PGA'], kind: 'std', values: Float64Array.of(4) },
    ]);
  });

  it('of a disaggregation has site, axes and series for each IMT and probability, whatever the order of its rows', async () => {
    const comment = 'investigation_time=50.0, mag_bin_edges=[5.0, 6.0, 7.0], lon=-74.0, lat=4.6';
    const rows = [
      'PGA,0.3,0.1,6.5,B,4,8',
      'PGA,0.3,0.1,5.5,A,1,5',
      'PGA,0.3,0.1,5.5,B,2,6',
      'PGA,0.3,0.1,6.5,A,3,7',
    ];
    const found = await read(
      'd.csv',
      engineCsv(
        'imt,iml,poe,mag,trt,rlz0,mean',
        [...rows, ...rows.map((row) => row.replace('PGA', 'PGV'))],
        comment,
      ),
    );
    expect(found).toMatchObject(
      ['PGA', 'PGV'].map((imt) => ({
        type: 'disaggregation',
        site: { lon: -74, lat: 4.6 },
        ...{ imt, iml: 0.3, poe: 0.1 },
        axes: [
          { name: 'mag', bins: [5.5, 6.5] },
          { name: 'trt', bins: ['B', 'A'] },
        ],
        series: ['rlz0', 'mean'],
        values: Float64Array.of(2, 1, 4, 3, 6, 5, 8, 7),
      })),
    );
  });

  it.each([
    ['average-losses', 'structural,contents', '1,2'],
    ['loss-maps', 'structural~poe-0.1,contents~poe-0.1', '1,2'],
    ['damages', 'structural-no_damage,structural-slight', '1,2'],
    ['damages', 'landslide-structural-no_damage,structural-losses', '1,2'],
    ['consequences', 'structural-losses,structural-fatalities', '1,2'],
    ['benefit-cost', 'annual_loss_orig,annual_loss_retro,bcr', '1,2,3'],
  ])('of %s has assets with their tags', async (quantity, columns, values) => {
    const names = `asset_id,NAME_1,taxonomy,lon,lat,${columns}`;
    const [found] = await read(
      'a-mean_4.csv',
      engineCsv(names, [`a1,"Region, 1",W,1,2,${values}`], 'checksum=7'),
    );
    expect(found).toMatchObject({
      ...{ type: 'asset-values', quantity, kind: 'mean' },
      columns: columns.split(','),
      assets: [{ id: 'a1', taxonomy: 'W', lon: 1, lat: 2, tags: { NAME_1: 'Region, 1' } }],
      values: Float64Array.from(values.split(',').map(Number)),
    });
  });

  it('of loss curves by asset has one for each asset and loss type', async () => {
    const rows = ['a1,structural,10,0.1,0.5', 'a1,structural,20,0.2,0.25', 'a1,contents,1,0.3,0.5'];
    const [found] = await read('l.csv', engineCsv('asset_id,loss_type,loss_value,loss_ratio,poe', rows));
    expect(found).toMatchObject({
      type: 'loss-curves',
      kind: 'mean',
      curves: [
        {
          ...{ of: { asset_id: 'a1' }, lossType: 'structural', measure: 'loss' },
          poes: Float64Array.of(0.5, 0.25),
          losses: Float64Array.of(10, 20),
          ratios: Float64Array.of(0.1, 0.2),
        },
        { of: { asset_id: 'a1' }, lossType: 'contents', losses: Float64Array.of(1) },
      ],
    });
  });

  it('of aggregate curves has tags, realizations and several measures', async () => {
    const names =
      'NAME_1,return_period,loss_type,rlz_id,loss_aep_value,loss_aep_ratio,loss_oep_value,loss_oep_ratio';
    const [found] = await read(
      'c.csv',
      engineCsv(names, ['North,50,structural,1,5,.5,6,.6', 'North,100,structural,1,7,.7,8,.8'], 'a=1'),
    );
    expect(found).toMatchObject({
      curves: [
        {
          ...{ of: { NAME_1: 'North' }, kind: 'rlz-001', measure: 'loss_aep' },
          returnPeriods: Float64Array.of(50, 100),
          losses: Float64Array.of(5, 7),
        },
        { measure: 'loss_oep', ratios: Float64Array.of(0.6, 0.8) },
      ],
    });
    const [stats] = await read(
      's.csv',
      engineCsv('return_period,loss_type,loss,stat,NAME_1', ['50,structural,5,mean,North'], 'a=1'),
    );
    expect(stats).toMatchObject({
      curves: [{ of: { NAME_1: 'North' }, kind: 'mean', measure: 'loss', ratios: undefined }],
    });
  });

  it.each([
    [
      'loss_type,NAME_1,rlz_id,loss_value,loss_ratio',
      'structural,North,2,5,.5',
      ['loss_value', 'loss_ratio'],
      'rlz-002',
    ],
    ['loss_type,loss,stat,NAME_1', 'structural,5,mean,North', ['loss'], 'mean'],
    [
      'loss_type,NAME_1,no_damage,slight,losses_value,losses_ratio',
      's,North,1,2,3,4',
      ['no_damage', 'slight', 'losses_value', 'losses_ratio'],
      undefined,
    ],
    ['loss_type,dmg_0,dmg_1,losses,stat,NAME_1', 's,1,2,3,mean,North', ['dmg_0', 'dmg_1', 'losses'], 'mean'],
  ])('of aggregate values (%s) has tags apart from values', async (names, row, columns, kind) => {
    const [found] = await read('aggrisk-NAME_1.csv', engineCsv(names, [row], 'a=1'));
    expect(found).toMatchObject({
      ...{ type: 'aggregate-values', columns, groups: [{ of: { NAME_1: 'North' }, kind }] },
      origin: { calculationId: undefined },
    });
  });

  it('of ruptures has their centroids', async () => {
    const names =
      'rup_id,source_id,multiplicity,mag,centroid_lon,centroid_lat,centroid_depth,trt,strike,dip,rake';
    const [found] = await read(
      'r.csv',
      engineCsv(names, ['1073741824,s:1,3,6.5,1,2,10,Active,10,20,-90'], 'a=1'),
    );
    expect(found).toMatchObject({
      ruptures: [
        {
          ...{ id: '1073741824', sourceId: 's:1', multiplicity: 3, mag: 6.5, lon: 1, lat: 2, depthKm: 10 },
          ...{ tectonicRegion: 'Active', strike: 10, dip: 20, rake: -90 },
        },
      ],
    });
  });

  it.each([
    'event_id,rup_id,rlz_id,year,ses_id',
    'rlz_id,branch_path,weight',
    'asset_id,taxonomy,lon,lat,modal-ds-structural',
  ])('of another kind (%s) is a table of texts', async (names) => {
    const row = names.split(',');
    expect(await read('t_5.csv', engineCsv(names, [names]))).toMatchObject([
      { type: 'table', columns: row, rows: [row], totalRows: 1 },
    ]);
  });
});

describe('an archive of arrays', () => {
  const floats = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, nth) => bytes.writeDoubleLE(value, nth * 8));
    return bytes;
  };
  const npz = (key: string, descr: string, shape: readonly number[], data: Buffer): Buffer =>
    makeZip([
      { name: `${key}.npy`, content: npyArray(descr, shape, data) },
      { name: 'investigation_time.npy', content: npyArray("'<f8'", [], floats(50)) },
      { name: 'extra.npy', content: npyArray("'|S1'", [], Buffer.from('x')) },
    ]);
  const nested = (...levels: readonly string[]): string =>
    `[('lon', '<f8'), ('lat', '<f8'), ('mean', [('PGA', [${levels.map((level) => `('${level}', '<f8')`).join(', ')}])])]`;

  it('of hazard curves and of maps is told apart by its name', async () => {
    const bytes = npz('all', nested('0.1', '0.2'), [1], floats(1, 2, 0.5, 0.25));
    const files = { 'hcurves_3.npz': bytes, 'hmaps_3.npz': bytes };
    const found = await withFiles(files, async (folder) => readDatasets(folder));
    expect(found).toMatchObject([
      {
        ...{ type: 'hazard-curves', kind: 'mean', imt: 'PGA', imls: Float64Array.of(0.1, 0.2) },
        ...{ poes: Float64Array.of(0.5, 0.25), sites: [{ lon: 1, lat: 2 }] },
        origin: { name: 'hcurves_3.npz', calculationId: 3, investigationTimeYears: 50 },
      },
      {
        type: 'hazard-maps',
        layers: [
          { imt: 'PGA', poe: 0.1 },
          { imt: 'PGA', poe: 0.2 },
        ],
      },
    ]);
  });

  it('of spectra, damages and loss maps is read as its csv', async () => {
    const uhs =
      "[('custom_site_id', '|S2'), ('lon', '<f8'), ('lat', '<f8'), ('rlz-001', [('0.1', [('PGA', '<f8'), ('SA(0.2)', '<f8')])])]";
    const losses =
      "[('id', '|S2'), ('NAME_1', '<U1'), ('taxonomy', '|S1'), ('lon', '<f8'), ('lat', '<f8'), ('structural', [('poe-0.1', '<f8')])]";
    const asset = Buffer.concat([Buffer.from('a1N\0\0\0W'), floats(1, 2, 9)]);
    const found = await withFiles(
      {
        'uhs_3.npz': npz('all', uhs, [1], Buffer.concat([Buffer.from('s1'), floats(1, 2, 3, 4)])),
        'loss_maps-stats_3.npz': npz('quantile-0.15', losses, [1], asset),
        'damages-rlzs_3.npz': npz(
          'rlz-000',
          losses.replace("[('poe-0.1', '<f8')]", "'<f8'").replace('structural', 'structural-no_damage'),
          [1],
          asset,
        ),
      },
      async (folder) => readDatasets(folder),
    );
    const assets = [{ id: 'a1', taxonomy: 'W', lon: 1, lat: 2, tags: { NAME_1: 'N' } }];
    expect(found).toMatchObject([
      { type: 'asset-values', quantity: 'damages', kind: 'rlz-000', assets },
      {
        quantity: 'loss-maps',
        kind: 'quantile-0.15',
        columns: ['structural~poe-0.1'],
        assets,
        values: Float64Array.of(9),
      },
      {
        type: 'uniform-hazard-spectra',
        kind: 'rlz-001',
        poes: [0.1],
        periods: [0, 0.2],
        sites: [{ customId: 's1' }],
      },
    ]);
  });

  it('is not told again where the same stands in a csv beside', async () => {
    const files = {
      'hazard_curve-mean-PGA_3.csv': engineCsv('lon,lat,poe-0.1', ['1,2,0.5'], "kind='mean', imt='PGA'"),
      'hcurves_3.npz': npz('all', nested('0.1'), [1], floats(1, 2, 0.5)),
    };
    const found = await withFiles(files, async (folder) => readDatasets(folder));
    expect(found.map(({ origin }) => origin.name)).toEqual(['hazard_curve-mean-PGA_3.csv']);
  });
});

describe('a broken table', () => {
  it.each([
    ['lon,poe-0.1', '1,0.5', /x\.csv:2: the column "lat" is missing, which hazard curves need/],
    ['poe-0.1', '0.5', /the columns "lon", "lat" are missing/],
    ['lon,lat,PGA-0.1', '1,2', /x\.csv:3: this row is too short: it has 2 cells for 3 columns/],
    ['lon,lat,PGA-0.1', '1,2,high', /x\.csv:3: "PGA-0.1" is "high", which is no number/],
    [
      'lon,lat,0.1~PGA,0.1~SA(0.2),0.2~PGA',
      '1,2,3,4,5',
      /x\.csv:2: the spectrum of probability 0.2 has no column for 0.2 s/,
    ],
    [
      'imt,iml,poe,mag,dist,mean',
      'PGA,1,.1,5,1,1\r\nPGA,1,.1,6,2,1',
      /x\.csv:3: .* has 2 rows, and its bins make 4/,
    ],
    ['loss_type,return_period,loss_value', 'structural,often,1', /x\.csv:3: "return_period" is "often"/],
  ])('with columns %s and %s names file, line and fault', async (names, row, message) => {
    const reading = read('x.csv', engineCsv(names, [row], "imt='PGA'"));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('without any sign of its IMT says so', async () => {
    await expect(read('x.csv', 'lon,lat,poe-0.1\n1,2,0.5\n')).rejects.toThrow(
      /which intensity measure type .* hazard_curve-mean-PGA\.csv/,
    );
  });

  it('that is not there is told in words', async () => {
    await expect(readDatasets('no/such.csv')).rejects.toThrow(
      'no/such.csv cannot be read: there is no such file or folder.',
    );
  });
});

describe('a folder of exports', () => {
  const files = {
    'hazard_map-mean_1.csv': engineCsv('lon,lat,PGA-0.1', ['1,2,3']),
    'events_1.csv': engineCsv('event_id,rup_id', ['1,2']),
    'broken_1.csv': 'a,b\n1\n',
    'report_1.rst': 'no table',
    '.hidden.csv': 'a,b\n1\n',
  };

  it('is read in the order of its names, and a broken file may be told instead of ending it', async () => {
    const faults: string[] = [];
    const found = await withFiles(files, async (folder) =>
      readDatasets(folder, { onFault: (error) => faults.push(error.message) }),
    );
    expect(found.map(({ type }) => type)).toEqual(['table', 'hazard-maps']);
    expect(faults).toEqual([expect.stringMatching(/broken_1\.csv:2: this row is too short/) as string]);
  });

  it('ends at a broken file where nobody hears of it', async () => {
    await expect(withFiles(files, async (folder) => readDatasets(folder))).rejects.toThrow(/broken_1\.csv:2/);
  });
});
