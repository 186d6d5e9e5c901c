import { makeZip } from './make-zip.js';
import { npy, npyArray } from './npy.js';
import type { StubEngine, StubReply } from './stub-engine.js';

/** An array as a server's extract gives it. */
export interface GivenArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** Kept in single precision, as most of the engine's results are. */
  readonly isSingle?: boolean;
}

/** What a server's extract gives: arrays of numbers, of texts, or one text of JSON. */
export function extracted(
  arrays: Readonly<Record<string, GivenArray | readonly string[] | string>>,
): StubReply {
  const members = Object.entries(arrays).map(([name, array]) => ({
    name: `${name}.npy`,
    content: asNpy(array),
  }));
  return { headers: { 'content-type': 'application/x-zip' }, body: makeZip(members) };
}

function asNpy(array: GivenArray | readonly string[] | string): Buffer {
  if (typeof array === 'string') return npy(array);
  if ('shape' in array) {
    const { shape, values, isSingle = true } = array;
    const data = isSingle ? Float32Array.from(values) : Float64Array.from(values);
    return npyArray(isSingle ? `'<f4'` : `'<f8'`, shape, Buffer.from(data.buffer));
  }
  const length = Math.max(1, ...array.map((text) => Buffer.byteLength(text)));
  const data = Buffer.concat(array.map((text) => Buffer.concat([Buffer.from(text)], length)));
  return npyArray(`'|S${length}'`, [array.length], data);
}

/** The parameters of the calculation that {@link answerHazard} plays. */
export const PARAMETERS = {
  calculation_mode: 'classical',
  investigation_time: 50,
  hazard_imtls: { PGA: [0.1, 0.2, 0.4], 'SA(0.2)': [0.2, 0.4, 0.8], PGV: [1, 2, 4] },
  poes: [0.1],
  quantiles: [0.85],
  extreme_gmv: Number.POSITIVE_INFINITY,
};

/** Python writes what JSON has not. */
export function pythonJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one === Number.POSITIVE_INFINITY ? 'INFINITY' : one,
  ).replaceAll('"INFINITY"', 'Infinity');
}

/** Corners of a cell of 0.1 degrees. */
export const LONS = [13, 13.1, 13, 13.1];
export const LATS = [42, 42, 42.1, 42.1];

/** Probabilities of a site: falling by a factor of ten from level to level, twice as high at each further site. */
export function poesAt(site: number, imt: number): readonly number[] {
  return [0.4, 0.04, 0.004].map((poe) => (poe * (site + 1)) / (imt + 1) / 2);
}

/** Intensities of the maps at a site. */
export function mapAt(site: number, imt: number): number {
  return 0.15 + site / 100 + imt / 10;
}

export const OUTPUT = (id: number, type: string, outtypes: readonly string[] = ['csv']) => ({
  ...{ id, name: type, type, outtypes, url: 'x', size_mb: 1 },
});

/** Lets a stub play the data of calculation 7: four sites, three IMTs, the mean and a quantile. */
export function playHazard(
  stub: StubEngine,
  parameters: Readonly<Record<string, unknown>> = PARAMETERS,
): void {
  stub.on('GET /v1/calc/7/results', { body: [OUTPUT(11, 'hcurves'), OUTPUT(12, 'hmaps')] });
  stub.on('GET /v1/calc/7/extract/oqparam', extracted({ json: pythonJson(parameters) }));
  stub.may('GET /v1/calc/7/extract/sitecol', ({ url }) => {
    if (url.includes('custom_site_id')) return extracted({ array: ['here', 'there', 'yonder', 'far'] });
    return extracted({
      array: { shape: [4], values: url.endsWith('lon') ? LONS : LATS, isSingle: false },
    });
  });
  const arrays = (url: string, row: (site: number, imt: number) => readonly number[]): StubReply => {
    const query = new URL(url, 'http://stub').searchParams;
    const site = Number(query.get('site_id'));
    const imts = Object.keys(PARAMETERS.hazard_imtls);
    const asked = query.get('imt') === null ? imts : [query.get('imt') ?? ''];
    return extracted(
      Object.fromEntries(
        query.getAll('kind').map((kind, nth) => {
          const rows = asked.map((imt) => row(site, imts.indexOf(imt)).map((value) => value / (nth + 1)));
          return [kind, { shape: [1, asked.length, rows[0]?.length ?? 0], values: rows.flat() }];
        }),
      ),
    );
  };
  stub.may('GET /v1/calc/7/extract/realizations', extracted({ array: { shape: [2], values: [0, 1] } }));
  stub.may('GET /v1/calc/7/extract/hcurves', ({ url }) => arrays(url, poesAt));
  stub.may('GET /v1/calc/7/extract/hmaps', ({ url }) => arrays(url, (site, imt) => [mapAt(site, imt)]));
}
