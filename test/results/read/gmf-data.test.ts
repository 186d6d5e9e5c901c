import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/results/dataset.js';
import { readDatasets } from '../../../src/results/read-datasets.js';
import { engineCsv, withFiles } from '../../support/engine-csv.js';

const MESH = engineCsv('custom_site_id,lon,lat', ['sa,1,10', '"sb",2,20', 'sc,3,30'], 'checksum=1');

async function read(
  gmf: string,
  eventId?: number,
  files: Record<string, string> = { 'sitemesh_9.csv': MESH },
): Promise<Dataset[]> {
  return withFiles({ 'gmf-data_9.csv': gmf, ...files }, async (folder) =>
    readDatasets(join(folder, 'gmf-data_9.csv'), { eventId }),
  );
}

describe('ground motion fields', () => {
  const gmf = engineCsv(
    'event_id,gmv_PGA,Model_LiqProb,custom_site_id',
    ['0,2,0,sb', '0,1,.5,sa', '7,8,.5,"sb"'],
    'checksum=1',
  );

  it('give the field of one event, at the places of the sitemesh file beside', async () => {
    expect(await read(gmf, 0)).toMatchObject([
      {
        ...{ type: 'ground-motion', eventId: 0, imts: ['PGA', 'Model_LiqProb'] },
        sites: [
          { lon: 2, lat: 20, customId: 'sb' },
          { lon: 1, lat: 10, customId: 'sa' },
        ],
        values: Float64Array.of(2, 0, 1, 0.5),
      },
    ]);
  });

  it('give the geometric mean of the events that reach a site, and how many they are', async () => {
    const [found] = await read(gmf);
    expect(found).toMatchObject({
      kind: 'geometric-mean',
      eventCounts: Uint32Array.of(1, 2),
      sites: [{ lon: 1 }, { lon: 2 }],
    });
    const values = found?.type === 'ground-motion' ? [...found.values] : [];
    expect(values).toEqual([1, 0.5, expect.closeTo(4, 12) as number, 0]);
  });

  it('have the mean of their logarithms, whatever they are', async () => {
    const motion = fc.array(fc.tuple(fc.nat(9), fc.nat(2), fc.double({ min: 1e-9, max: 50, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(motion, async (rows) => {
        const ids = ['sa', 'sb', 'sc'];
        const text = rows.map(([event, site, value]) => `${event},${value},${ids[site] ?? ''}`);
        const [found] = await read(engineCsv('event_id,gmv_PGA,custom_site_id', text));
        if (found?.type !== 'ground-motion') throw new Error('no ground motion');
        found.sites.forEach(({ customId }, nth) => {
          const logs = rows
            .filter(([, site]) => ids[site] === customId)
            .map(([, , value]) => Math.log(value));
          const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
          expect((found.values[nth] ?? 0) / mean).toBeCloseTo(1, 10);
          expect(found.eventCounts?.[nth]).toBe(logs.length);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('name sites by number too', async () => {
    const numbered = engineCsv('event_id,gmv_PGA,site_id', ['0,2,1'], 'checksum=1');
    const mesh = engineCsv('site_id,lon,lat', ['0,1,10', '1,2,20'], 'checksum=1');
    expect(await read(numbered, undefined, { 'sitemesh.csv': mesh })).toMatchObject([
      { sites: [{ lon: 2, lat: 20 }] },
    ]);
  });

  it.each([
    ['no such event', 3, undefined, /gmf-data_9\.csv: event 3 has no ground motion in this file/],
    [
      'no sitemesh',
      undefined,
      {},
      /no sitemesh file stands beside \(put sitemesh_9\.csv of the same export into that folder\)/,
    ],
    [
      'two of others',
      undefined,
      { 'sitemesh_1.csv': MESH, 'sitemesh_2.csv': MESH },
      /several sitemesh files stand beside/,
    ],
    [
      'one of another export',
      undefined,
      { 'sitemesh_9.csv': engineCsv('custom_site_id,lon,lat', ['sa,1,2']) },
      /gmf-data_9\.csv:3: the site "sb" is not in .*sitemesh_9\.csv/,
    ],
    [
      'one without places',
      undefined,
      { 'sitemesh_9.csv': engineCsv('custom_site_id,lon', ['sa,1']) },
      /sitemesh_9\.csv:2: the column "lat" is missing/,
    ],
  ])('with %s say so', async (_name, event, files, message) => {
    await expect(read(gmf, event, files)).rejects.toThrow(message);
  });
});
