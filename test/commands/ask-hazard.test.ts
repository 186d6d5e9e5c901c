import { describe, expect, it } from 'vitest';
import { PARAMETERS, mapAt, OUTPUT, playHazard, poesAt } from '../support/calculation-data.js';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { runMain } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

type Row = Readonly<Record<string, unknown>>;

async function asked(question: readonly string[], prepare: (stub: StubEngine) => unknown = playHazard) {
  let answer: Awaited<ReturnType<typeof runMain>> | undefined;
  let urls: readonly string[] = [];
  await withStub(async (stub) => {
    stub.may('GET /v1/engine_version', { body: '3.26.2' });
    stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
    prepare(stub);
    answer = await runMain(['--host', stub.url, 'ask', '7', ...question]);
    urls = stub.seen.map(({ url }) => url);
  });
  if (answer === undefined) throw new Error('nothing was answered');
  return { ...answer, urls };
}

async function rows(
  question: readonly string[],
  prepare?: (stub: StubEngine) => unknown,
): Promise<readonly Row[]> {
  const { stdout, exit } = await asked([...question, '--json'], prepare);
  const value = JSON.parse(stdout) as readonly Row[] | Row;
  if (!Array.isArray(value)) throw new Error(stdout);
  expect(exit).toBe(0);
  return value as readonly Row[];
}

describe('openquake ask, of hazard', () => {
  it('takes the intensity from the hazard map that has the probability, at the nearest site', async () => {
    const [row, ...others] = await rows(['PGA poe=0.1 in 50y at 13.02,42.01']);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{
        calculation_id: 7,
        quantity: 'intensity',
        kind: 'mean',
        imt: 'PGA',
        site_id: 0,
        method: 'nearest',
      },
      ...{ lon: 13.02, lat: 42.01, poe: 0.1, years: 50, unit: 'g', from: 'hazard map', value: mapAt(0, 0) },
    });
    expect(row?.['return_period_years']).toBeCloseTo(474.56, 2);
    expect(row?.['distance_km']).toBeCloseTo(1.99, 2);
  });

  it('asks for that site alone, and tells how far it is and how many bytes it took', async () => {
    const { stdout, stderr, urls } = await asked(['PGA 10% in 50y at 13.09,42.01']);
    expect(stdout).toContain('nearest site 1, 1.39 km away');
    expect(stderr).toMatch(/Read through the extract API \(4 questions, [\d.]+ K?B\)/);
    expect(urls.filter((url) => url.includes('hmaps'))).toEqual([
      '/v1/calc/7/extract/hmaps?kind=mean&site_id=1',
    ]);
  });

  it('reads another probability off the curve, and says how it came to it', async () => {
    const { stderr } = await asked(['PGA 475y site 0']);
    expect(stderr).toContain('A return period of 475 years is a probability of 0.0999124 in the 50 years');
    expect(stderr).toContain('as the engine does');
    const [row] = await rows(['PGA 475y site 0']);
    const own = 1 - Math.exp(-50 / 475);
    const [high = 0, low = 0] = poesAt(0, 0).map(Math.fround);
    const part = Math.log(own / low) / Math.log(high / low);
    expect(row?.['from']).toBe('hazard curve');
    expect(row?.['value']).toBeCloseTo(0.2 * (0.1 / 0.2) ** part, 6);
  });

  it('brings probabilities to other years by the Poisson rule', async () => {
    const [row] = await rows(['PGA > 20 %g in 1y site 0']);
    const own = Math.fround(poesAt(0, 0)[1] ?? 0);
    expect(row).toMatchObject({ quantity: 'probability', iml: 0.2, years: 1, from: 'hazard curve' });
    expect(row?.['value']).toBeCloseTo(1 - (1 - own) ** (1 / 50), 9);
    const [same] = await rows(['--what', 'poes', '--imt', 'PGA', '--level', '0.2', '--site', '0']);
    expect(same?.['value']).toBe(0.02);
  });

  it('gives whole curves and spectra, in single precision as the engine would write it', async () => {
    const curve = await rows(['hazard curve SA(0.2) at 13,42']);
    expect(curve.map(({ iml, value }) => [iml, value])).toEqual([
      [0.2, 0.1],
      [0.4, 0.01],
      [0.8, 0.001],
    ]);
    const spectrum = await rows(['uhs 10% in 50y site 0 all kinds']);
    expect(spectrum.map(({ kind, imt, period_s }) => [kind, imt, period_s])).toEqual([
      ['mean', 'PGA', 0],
      ['mean', 'SA(0.2)', 0.2],
      ['quantile-0.85', 'PGA', 0],
      ['quantile-0.85', 'SA(0.2)', 0.2],
    ]);
  });

  it('interpolates between the sites around, in logarithms, and says so', async () => {
    const { stdout } = await asked(['PGA poe=0.1 at 13.05,42.05 interpolated']);
    expect(stdout).toContain('bilinear between 4 sites, the nearest 6.9');
    const [row] = await rows(['PGA poe=0.1 at 13.05,42.05', '--method', 'interpolate']);
    const mean = [0, 1, 2, 3].reduce((sum, site) => sum + Math.log(mapAt(site, 0)) / 4, 0);
    expect(row).toMatchObject({ method: 'bilinear', site_id: null });
    expect(row?.['value']).toBeCloseTo(Math.exp(mean), 6);
    const [curve] = await rows(['curve PGA at 13.05,42.05 interpolated']);
    expect(curve?.['value']).toBeCloseTo(0.2 * (1 * 2 * 3 * 4) ** 0.25, 6);
  });

  it('knows sites by the names that their user gave', async () => {
    const [row] = await rows(['PGA poe=0.1 site yonder']);
    expect(row).toMatchObject({ site_id: 2, method: 'site', lon: 13, lat: 42.1 });
    expect((await asked(['PGA poe=0.1 site yonde'])).stderr).toContain('Did you mean yonder?');
  });

  it('takes the same in flags', async () => {
    const words = await rows(['SA(0.2) poe=0.1 in 50y at 13.1,42.1 quantile 0.85']);
    const flags = [
      '--imt',
      'sa(0.20)',
      '--poe',
      '10%',
      '--years',
      '50',
      '--at',
      '13.1,42.1',
      '--kind',
      'quantile-0.85',
    ];
    expect(await rows(flags)).toEqual(words);
    expect(words).toHaveLength(1);
  });

  it('prints values alone with --quiet, and every fact that says something as csv', async () => {
    expect((await asked(['PGA poe=0.1 site 3', '--quiet'])).stdout).toBe('0.18\n');
    const { stdout } = await asked(['PGA poe=0.1 site 3', '--format', 'csv']);
    const [head, row] = stdout.trimEnd().split('\n');
    expect(head).toBe(
      'calculation_id,quantity,kind,lon,lat,site_id,distance_km,method,imt,poe,years,return_period_years,value,unit,from',
    );
    expect(row).toMatch(/^7,intensity,mean,13\.1,42\.1,3,0,site,PGA,0\.1,50,474\.56\d+,0\.18,g,hazard map$/);
  });

  it('draws a curve for people', async () => {
    const { stdout } = await asked(['curve PGA site 0']);
    expect(stdout).toMatch(/^PGA, mean, at site 0 \(13,42\)\n█▅▁\n *level +poe in 50 y\n +0\.1 +0\.2\n/);
  });

  it.each([
    ['PGD 475y site 0', 8, /no PGD.*\n.*PGA, SA\(0\.2\), PGV/],
    ['PGA 475y rlz 1 site 0', 8, /no rlz-1.*\n.*mean, quantile-0\.85.*individual_rlzs/],
    ['PGA 475y at 42.05,13.05', 8, /Longitude comes first, and 13\.05,42\.05 is 6\.9/],
    ['PGA 475y at 20,42', 8, /No site .* is near 20,42.*569\.7.*\n.*--max-distance 570/],
    ['PGA 475y at 12.9,42 interpolated', 8, /not enclosed/],
    ['PGA 475y site 4', 8, /4 sites, numbered 0 to 3/],
    ['PGA 475y', 2, /no place.*\n.*longitude 13 to 13\.1/],
    ['PGA poe=0.9 site 0', 8, /does not reach.*less than 0\.1/],
    ['PGA poe=0.0001 site 0', 8, /does not reach.*more than 0\.4/],
    ['PGV > 0.2g site 0', 2, /PGV is not measured in g, but in cm\/s/],
    ['losses', 8, /no average losses/],
    ['PGGA 475y site 0', 2, /"PGGA".*Did you mean PGA/],
  ])('says why it cannot answer: %s', async (question, code, message) => {
    const { stderr, stdout, exit } = await asked([question], (stub) => {
      if (code === 2 && question.startsWith('PGGA')) {
        stub.may('GET /v1/calc/7/status', { status: 404 });
        return;
      }
      playHazard(stub);
      if (question === 'losses') stub.may('GET /v1/calc/7/extract/oqparam', { status: 500 });
    });
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exit).toBe(code);
  });

  it('tells what lies beyond a curve beside what does not', async () => {
    const [low, high] = await rows(['PGA poe=0.1, 0.0001 site 0']);
    expect(low?.['value']).not.toBeNull();
    expect(high).toMatchObject({ value: null, beyond: 'above', edge: 0.4 });
    expect((await asked(['PGA poe=0.1, 0.0001 site 0'])).stdout).toContain('> 0.4');
  });

  it('takes the levels of amplified curves', async () => {
    const amplified = { ...PARAMETERS, soil_intensities: [0.3, 0.6, 1.2] };
    const curve = await rows(['curve PGA site 0'], (stub) => playHazard(stub, amplified));
    expect(curve.map(({ iml }) => iml)).toEqual([0.3, 0.6, 1.2]);
  });
});

const CSV_HEAD = `#,,,,,"generated_by='OpenQuake engine 3.26.2', kind='mean', investigation_time=50.0, imt='PGA'"\r\n`;

/** A server that gives nothing through extract, in one way or another. */
function withExport(refusal: { readonly status: number; readonly body?: string }) {
  return (stub: StubEngine): void => {
    stub.on('GET /v1/calc/7/results', { body: [OUTPUT(11, 'hcurves', ['csv', 'npz'])] });
    stub.on('GET /v1/calc/7/extract/oqparam', refusal);
    stub.may('GET /v1/calc/result/11', {
      headers: { 'content-disposition': 'attachment; filename=output-11-hazard_curve-mean-PGA_7.csv' },
      body: `${CSV_HEAD}lon,lat,depth,poe-0.1000000,poe-0.2000000,poe-0.4000000\r\n13.0,42.0,0.0,2.0E-01,2.0E-02,2.0E-03\r\n13.1,42.0,0.0,4.0E-01,4.0E-02,4.0E-03\r\n`,
    });
  };
}

describe('openquake ask, of a server without extract', () => {
  it('takes the export that holds the answer, and says so', async () => {
    const crash = withExport({ status: 500, body: 'KeyError: oqparam in /v1/calc/7/extract/oqparam' });
    const [row] = await rows(['PGA > 0.2 at 13.1,42'], crash);
    expect(row).toMatchObject({ kind: 'mean', site_id: 1, value: 0.04, years: 50 });
    expect((await asked(['PGA > 0.2 at 13.1,42'], crash)).stderr).toMatch(
      /Read from the export of hcurves \(\d+ B\)/,
    );
  });

  it('does not take a page for data', async () => {
    const { stderr, exit } = await asked(['PGA 475y site 0'], (stub) => {
      stub.on('GET /v1/calc/7/results', { body: [OUTPUT(11, 'hcurves')] });
      stub.on('GET /v1/calc/7/extract/oqparam', { body: '<html><title>Welcome</title></html>' });
    });
    expect(stderr).toContain('sent a web page in place of the data of calculation 7');
    expect(exit).toBe(7);
  });

  it('says that a calculation is not at its end, or has failed', async () => {
    const none = (stub: StubEngine) => stub.on('GET /v1/calc/7/results', { status: 404 });
    const running = await asked(['PGA 475y site 0'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') });
      none(stub);
    });
    expect(running.stderr).toMatch(/7 is executing.*\n.*wait 7/);
    const failed = await asked(['PGA 475y site 0'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'failed') });
      none(stub);
    });
    expect(failed.stderr).toMatch(/7 \(failed\) has no outputs.*\n.*show 7/);
    expect([running.exit, failed.exit]).toEqual([8, 8]);
  });

  it('names the calculation that has the hazard', async () => {
    const { stderr, exit } = await asked(['PGA 475y site 0'], (stub) => {
      stub.on('GET /v1/calc/7/status', {
        body: statusBody(7, 'complete', { calculation_mode: 'classical_risk', parent_id: 6 }),
      });
      stub.on('GET /v1/calc/7/results', { body: [OUTPUT(11, 'avg_losses-stats')] });
      stub.on('GET /v1/calc/7/extract/oqparam', { status: 500 });
    });
    expect(stderr).toMatch(/\(classical_risk\) has no hazard curves.*\n.*calculation 6/);
    expect(exit).toBe(8);
  });
});
