import { describe, expect, it } from 'vitest';
import { extracted, OUTPUT, pythonJson } from '../support/calculation-data.js';
import { makeZip } from '../support/make-zip.js';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { runMain } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

type Row = Readonly<Record<string, unknown>>;

const PARAMETERS = { calculation_mode: 'event_based_risk', investigation_time: 50, quantiles: [0.85] };

async function asked(
  question: readonly string[],
  outputs: readonly string[],
  prepare: (stub: StubEngine) => unknown,
  parameters: Readonly<Record<string, unknown>> = PARAMETERS,
) {
  let answer: Awaited<ReturnType<typeof runMain>> | undefined;
  let urls: readonly string[] = [];
  await withStub(async (stub) => {
    stub.may('GET /v1/engine_version', { body: '3.26.2' });
    stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
    stub.on('GET /v1/calc/7/results', { body: outputs.map((type, nth) => OUTPUT(11 + nth, type)) });
    stub.on('GET /v1/calc/7/extract/oqparam', extracted({ json: pythonJson(parameters) }));
    prepare(stub);
    answer = await runMain(['--host', stub.url, 'ask', '7', ...question]);
    urls = stub.seen.map(({ url }) => url);
  });
  if (answer === undefined) throw new Error('nothing was answered');
  return { ...answer, urls };
}

function rowsOf(stdout: string): readonly Row[] {
  const value: unknown = JSON.parse(stdout);
  if (!Array.isArray(value)) throw new Error(stdout);
  return value as readonly Row[];
}

const MODEL = {
  loss_types: ['structural', 'contents'],
  limit_states: ['slight', 'complete'],
  consequences: ['losses'],
};
const model = (stub: StubEngine): void => {
  stub.on('GET /v1/calc/7/extract/composite_risk_model.attrs', extracted({ json: pythonJson(MODEL) }));
};
const download = (stub: StubEngine, id: number, files: Readonly<Record<string, string>>): void => {
  const [first, ...others] = Object.entries(files);
  if (first === undefined) return;
  const [name, body] = first;
  stub.on(
    `GET /v1/calc/result/${id}`,
    others.length === 0
      ? { headers: { 'content-disposition': `attachment; filename=output-${id}-${name}` }, body }
      : {
          headers: { 'content-disposition': `attachment; filename=output-${id}-all-csv.zip` },
          body: makeZip(Object.entries(files).map(([member, content]) => ({ name: member, content }))),
        },
  );
};

const STATS = ['avg_losses-stats', 'avg_losses-rlzs'];
const ASSETS = `#,,,,,,"generated_by='OpenQuake engine 3.26.2', investigation_time=50.0"\r\nasset_id,NAME_1,taxonomy,lon,lat,structural,contents\r\n`;

describe('openquake ask, of average losses', () => {
  it('lets the server sum up by one tag, for each statistic', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on('GET /v1/calc/7/extract/agg_losses/structural', ({ url }) => {
        expect(url).toContain('?occupancy=RES%2B&taxonomy=*');
        return extracted({
          array: { shape: [2, 2], values: [1.5, 3, 0.1, 0.2] },
          tags: ['taxonomy=RC', 'taxonomy=W=1'],
        });
      });
    };
    const question = [
      'average losses structural by taxonomy, quantile 0.85',
      '--only',
      'occupancy=RES+',
      '--json',
    ];
    const { stdout, exit } = await asked(question, STATS, prepare);
    expect(exit).toBe(0);
    expect(rowsOf(stdout).map(({ kind, tags, value }) => [kind, tags, value])).toEqual([
      ['quantile-0.85', { occupancy: 'RES+', taxonomy: 'RC' }, 3],
      ['quantile-0.85', { occupancy: 'RES+', taxonomy: 'W=1' }, 0.2],
    ]);
  });

  it('gives all of them in all, in a table with a column for each tag', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on(
        'GET /v1/calc/7/extract/agg_losses/structural',
        extracted({ array: { shape: [2], values: [10, 20] } }),
      );
      stub.on(
        'GET /v1/calc/7/extract/agg_losses/contents',
        extracted({ array: { shape: [2], values: [1, 2] } }),
      );
    };
    const { stdout, stderr } = await asked(['losses'], STATS, prepare);
    expect(stdout).toMatch(/^loss type +kind +average loss\nstructural +mean +10\ncontents +mean +1\n$/);
    expect(stderr).toContain('Read through the extract API (4 questions');
  });

  it('sums up the export where the server cannot: by two tags, by asset, of realizations', async () => {
    const prepare = (stub: StubEngine): void =>
      download(stub, 11, {
        'avg_losses-mean_7.csv': `${ASSETS}a1,N,RC,13.0,42.0,1.5,0.5\r\na2,N,RC,13.0,42.0,2.5,0.25\r\na3,S,RC,13.0,42.0,4.0,8.0\r\n`,
      });
    const { stdout } = await asked(
      ['losses structural by NAME_1, taxonomy', '--format', 'csv'],
      STATS,
      prepare,
    );
    expect(stdout.split('\n')).toEqual([
      'calculation_id,quantity,kind,loss_type,NAME_1,taxonomy,value,from',
      '7,average-losses,mean,structural,N,RC,4,average losses',
      '7,average-losses,mean,structural,S,RC,4,average losses',
      '',
    ]);
    const single = await asked(['losses by asset for NAME_1=N', '--json'], STATS, prepare);
    expect(rowsOf(single.stdout).map(({ tags, loss_type, value }) => [tags, loss_type, value])).toEqual([
      [{ NAME_1: 'N', id: 'a1' }, 'structural', 1.5],
      [{ NAME_1: 'N', id: 'a2' }, 'structural', 2.5],
      [{ NAME_1: 'N', id: 'a1' }, 'contents', 0.5],
      [{ NAME_1: 'N', id: 'a2' }, 'contents', 0.25],
    ]);
    const wrong = await asked(['losses by NAME_2, taxonomy'], STATS, prepare);
    expect(wrong.stderr).toMatch(/no tag NAME_2.*\n.*Did you mean NAME_1\?.*id, taxonomy, NAME_1/);
    expect(wrong.exit).toBe(8);
    const nobody = await asked(['losses by asset for NAME_1=W'], STATS, prepare);
    expect(nobody.stderr).toMatch(/No asset has NAME_1=W.*\n.*There are N, S/);
  });

  it('tells the one realization there is, where there are no statistics', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on(
        'GET /v1/calc/7/extract/agg_losses/structural',
        extracted({ array: { shape: [1], values: [7] } }),
      );
    };
    const { stdout, stderr } = await asked(['losses structural', '--json'], ['avg_losses-rlzs'], prepare);
    expect(rowsOf(stdout)).toMatchObject([{ kind: 'rlz-000', value: 7 }]);
    expect(stderr).toContain('one realization');
  });

  it('falls back to the export where the extractor fails, as it does for a single asset', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on('GET /v1/calc/7/extract/agg_losses/structural', { status: 500, body: 'TypeError: no len()' });
      download(stub, 11, { 'avg_losses-mean_7.csv': `${ASSETS}a1,N,RC,13.0,42.0,1.5,0.5\r\n` });
    };
    const { stdout, stderr } = await asked(['losses structural', '--quiet'], STATS, prepare);
    expect([stdout, stderr]).toEqual(['1.5\n', '']);
  });

  it('names what there is not', async () => {
    const none = await asked(['losses'], ['hcurves'], () => undefined);
    expect(none.stderr).toMatch(/no average losses/);
    const prepare = (stub: StubEngine): void => {
      model(stub);
      download(stub, 11, { 'avg_losses-mean_7.csv': `${ASSETS}a1,N,RC,13.0,42.0,1.5,0.5\r\n` });
    };
    const other = await asked(['losses occupants'], STATS, prepare);
    expect(other.stderr).toMatch(/no losses of type occupants.*\n.*structural, contents/);
    expect([none.exit, other.exit]).toEqual([8, 8]);
  });
});

describe('openquake ask, of damages', () => {
  const damages = { ...PARAMETERS, calculation_mode: 'scenario_damage' };

  it('lets the server sum up, and takes the mean of realizations by their weights', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on(
        'GET /v1/calc/7/extract/weights',
        extracted({ array: { shape: [2], values: [0.25, 0.75], isSingle: false } }),
      );
      stub.on(
        'GET /v1/calc/7/extract/agg_damages/structural',
        extracted({ array: { shape: [1, 2, 4], values: [8, 4, 0, 1, 4, 4, 4, 5] }, tags: ['taxonomy=RC'] }),
      );
    };
    const outputs = ['damages-stats', 'damages-rlzs'];
    const mean = await asked(['damages structural by taxonomy', '--json'], outputs, prepare, damages);
    expect(rowsOf(mean.stdout).map(({ kind, damage_state, value }) => [kind, damage_state, value])).toEqual([
      ['mean', 'no_damage', 5],
      ['mean', 'slight', 4],
      ['mean', 'complete', 3],
      ['mean', 'losses', 4],
    ]);
    const one = await asked(['damages structural by taxonomy rlz 1'], outputs, prepare, damages);
    expect(one.stdout).toMatch(
      /^taxonomy +loss type +kind +no_damage +slight +complete +losses\nRC +structural +rlz-001 +4 +4 +4 +5\n$/,
    );
  });

  it('takes those of event based calculations from their own sums', async () => {
    const table = `#,,,"generated_by='OpenQuake engine 3.26.2'"\r\nloss_type,no_damage,slight\r\nstructural,1.0E+01,2.0E+00\r\n`;
    const prepare = (stub: StubEngine): void => download(stub, 12, { 'aggrisk-_7.csv': table });
    const parameters = { ...PARAMETERS, calculation_mode: 'event_based_damage' };
    const { stdout } = await asked(['damages', '--json'], ['damages-rlzs', 'aggrisk'], prepare, parameters);
    expect(rowsOf(stdout).map(({ damage_state, value }) => [damage_state, value])).toEqual([
      ['no_damage', 10],
      ['slight', 2],
    ]);
    const by = await asked(['damages by taxonomy'], ['damages-rlzs', 'aggrisk'], prepare, parameters);
    expect(by.stderr).toMatch(/not kept by taxonomy.*\n.*aggregate_by.*in all/);
  });
});

describe('openquake ask, of loss curves', () => {
  const CURVE = {
    kind: ['mean', 'quantile-0.85'],
    return_period: [50, 100],
    ep_field: ['loss', 'loss_oep'],
  };
  const values = [1, 11, 2, 12, 3, 13, 4, 14];

  it('asks for the tags that the calculation aggregated by, in quotes so that none becomes a number', async () => {
    const prepare = (stub: StubEngine): void => {
      model(stub);
      stub.on('GET /v1/calc/7/extract/agg_curves', ({ url }) => {
        // Decoded by the server, and once more by the extractor.
        expect(decodeURIComponent(decodeURIComponent(url.split('?')[1] ?? ''))).toBe(
          `kind=stats&absolute=1&loss_type=structural&NAME_1='01'`,
        );
        return extracted({
          json: pythonJson(CURVE),
          array: { shape: [2, 2, 2, 1], values, isSingle: false },
        });
      });
    };
    const parameters = { ...PARAMETERS, aggregate_by: [['NAME_1']] };
    const { stdout } = await asked(
      ['loss curve structural NAME_1=01', '--json'],
      ['aggcurves-stats'],
      prepare,
      parameters,
    );
    expect(
      rowsOf(stdout).map(({ kind, tags, return_period_years, value }) => [
        kind,
        tags,
        return_period_years,
        value,
      ]),
    ).toEqual([
      ['mean', { NAME_1: '01' }, 50, 1],
      ['mean', { NAME_1: '01' }, 100, 2],
    ]);
  });

  it('takes the export for curves by tag, and does not sum curves up', async () => {
    const head = `#,,,"generated_by='OpenQuake engine 3.26.2'"\r\n`;
    const prepare = (stub: StubEngine): void =>
      download(stub, 11, {
        'aggcurves-stats-_7.csv': `${head}return_period,loss_type,loss,stat\r\n50,structural,1.0,mean\r\n100,structural,2.0,mean\r\n`,
        'aggcurves-stats-NAME_1_7.csv': `${head}return_period,loss_type,loss,stat,NAME_1\r\n50,structural,0.5,mean,N\r\n100,structural,0.75,mean,N\r\n`,
      });
    const parameters = { ...PARAMETERS, aggregate_by: [['NAME_1']] };
    const total = await asked(['loss curve'], ['aggcurves-stats'], prepare, parameters);
    expect(total.stdout).toMatch(
      /^structural loss, mean\n▁█\nreturn period \(y\) +loss\n +50 +1\n +100 +2\n$/,
    );
    const by = await asked(
      ['loss curve by NAME_1', '--format', 'csv'],
      ['aggcurves-stats'],
      prepare,
      parameters,
    );
    expect(by.stdout.split('\n')[2]).toBe('7,loss-curve,mean,100,structural,N,0.75,loss curve');
    const other = await asked(['loss curve by taxonomy'], ['aggcurves-stats'], prepare, parameters);
    expect(other.stderr).toMatch(/no loss curves by taxonomy.*\n.*by NAME_1; of the whole portfolio/);
    expect(other.exit).toBe(8);
  });

  it('tells those of assets over probabilities, and needs to know which', async () => {
    const table = `#,,,,"kind='mean', investigation_time=50.0"\r\nasset_id,loss_type,loss_value,loss_ratio,poe\r\na1,structural,0.0,0.0,0.5\r\na1,structural,2.0,0.1,0.1\r\n`;
    const prepare = (stub: StubEngine): void => download(stub, 11, { 'loss_curves-mean_7.csv': table });
    const parameters = { ...PARAMETERS, calculation_mode: 'classical_risk' };
    const { stdout } = await asked(
      ['loss curve by asset', '--json'],
      ['loss_curves-stats'],
      prepare,
      parameters,
    );
    expect(rowsOf(stdout).map(({ poe, years, value }) => [poe, years, value])).toEqual([
      [0.5, 50, 0],
      [0.1, 50, 2],
    ]);
    const all = await asked(['loss curve'], ['loss_curves-stats'], prepare, parameters);
    expect(all.stderr).toMatch(/none of the whole.*\n.*by asset/);
    expect(all.exit).toBe(2);
  });
});
