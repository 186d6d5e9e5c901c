import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineCsv } from '../../support/engine-csv.js';
import { compare } from './tables.js';

const EXACT = { rtol: 0, atol: 0 };

describe('two tables compared by keys', () => {
  const names = 'lon,lat,poe-0.1';

  it('are identical whatever calculation they come from', async () => {
    const rows = ['1.0,2.0,1.000000E-01', '1.5,2.0,NaN'];
    expect(await compare(engineCsv(names, rows), engineCsv(names, rows, 'checksum=2'))).toMatchObject({
      verdict: 'identical',
      keys: ['lon', 'lat'],
      rows: 2,
      cellsChanged: 0,
      cellsBeyond: 0,
      worst: [],
      shape: undefined,
      onlyLeft: { count: 0, first: [] },
    });
  });

  it('are close where numbers differ by less than the tolerance, and tell where most', async () => {
    const found = await compare(
      engineCsv(names, ['1,2,1.00000E-01', '2,2,2.00000E-01', '3,2,0.0']),
      engineCsv(names, ['1,2,1.00001E-01', '2,2,2.00010E-01', '3,2,1.0E-10']),
    );
    expect(found).toMatchObject({ verdict: 'close', cellsBeyond: 0, cellsChanged: 3 });
    expect(found.worst[0]).toMatchObject({ row: 2, column: 'poe-0.1', isBeyond: false });
    expect(found.worst[0]?.relative).toBeCloseTo(5e-5, 7);
  });

  it.each([
    ['beyond rtol', '100.5', '100.52', 1e-4, 0, 'different'],
    ['within rtol', '100.5', '100.505', 1e-4, 0, 'close'],
    ['within atol alone', '0', '0.5', 0, 0.5, 'close'],
    ['beyond atol alone', '0', '0.51', 0, 0.5, 'different'],
    ['the same number written otherwise', '1.0E-01', '0.1', 0, 0, 'close'],
    ['a number against none', '1.0', 'nan', 1, 1, 'different'],
    ['nan in another spelling', 'NaN', 'nan', 0, 0, 'close'],
    ['an infinity against a number', 'inf', '1', 1, 1, 'different'],
    ['two infinities of one sign', 'inf', 'INF', 0, 0, 'close'],
    ['an empty cell against a zero', '', '0.5', 1, 1, 'different'],
  ])('with %s (%s and %s) give their verdict', async (_name, left, right, rtol, atol, verdict) => {
    const [one, two] = [left, right].map((value) => engineCsv('rlz_id,loss_value', [`0,${value}`]));
    expect((await compare(one ?? '', two ?? '', { rtol, atol })).verdict).toBe(verdict);
  });

  it('pair rows in any order, and name the place of the worst cells, worst first', async () => {
    const header = 'asset_id,taxonomy,lon,lat,structural';
    const found = await compare(
      engineCsv(header, ['a1,RC,13.4,42.3,100', 'a2,W,13.5,42.3,200', 'a3,W,13.6,42.3,300']),
      engineCsv(header, ['a3,W,13.6,42.3,330', 'a1,RC,13.4,42.3,100', 'a2,W,13.5,42.3,202']),
    );
    expect(found).toMatchObject({ verdict: 'different', keys: ['asset_id'], rows: 3, cellsBeyond: 2 });
    expect(
      found.worst.map(({ place, left, right, row, rightRow }) => [place[0], left, right, row, rightRow]),
    ).toEqual([
      [{ column: 'asset_id', value: 'a3' }, '300', '330', 3, 1],
      [{ column: 'asset_id', value: 'a2' }, '200', '202', 2, 3],
    ]);
    expect(found.worst[0]?.place).toContainEqual({ column: 'lon', value: '13.6' });
    expect(found.worst[0]?.absolute).toBe(30);
  });

  it('pair columns in any order and by what they mean, and tell those on one side', async () => {
    const found = await compare(
      engineCsv('eid,gmv_PGA,poe-5.00000E-03,gone', ['1,2,3,4']),
      engineCsv('poe-0.0050000,event_id,added,gmv_PGA', ['3,1,9,2']),
    );
    expect(found).toMatchObject({
      verdict: 'different',
      keys: ['eid'],
      cellsBeyond: 0,
      columns: {
        onlyLeft: ['gone'],
        onlyRight: ['added'],
        renamed: [
          { left: 'eid', right: 'event_id' },
          { left: 'poe-5.00000E-03', right: 'poe-0.0050000' },
        ],
      },
      shape: 'columns only on the left: gone; columns only on the right: added',
    });
  });

  it('hold names of things for text: a geohash may look like a number', async () => {
    const geohashes = (second: string) =>
      engineCsv('custom_site_id,lon,lat,PGA', ['8e120000,1,2,0.1', `${second},3,4,0.2`]);
    expect(await compare(geohashes('8e13'), geohashes('8e13'))).toMatchObject({ verdict: 'identical' });
    // By value, 8e13 and 80e12 would be one number.
    expect(await compare(geohashes('8e13'), geohashes('80e12'))).toMatchObject({
      verdict: 'different',
      onlyLeft: { count: 1, first: [{ row: 2, here: 1, there: 0 }] },
      onlyRight: { count: 1 },
      shape:
        '2 rows against 2; only on the left: custom_site_id 8e13, lon 3, lat 4 (row 2); only on the right: custom_site_id 80e12, lon 3, lat 4 (row 2)',
    });
  });

  it.each([
    ['event_id,gmv_PGA,custom_site_id', '10,0.5,s1', '1.00000E+01,0.5,s1'],
    ['imt,poe,mag,mean', 'SA(0.1),0.10,5.05,0.5', 'SA(0.10),1.00000E-01,5.050000E+00,0.5'],
    ['return_period,loss_type,loss_value', '475,structural,0.5', '475.0,structural,0.5'],
    ['lon,lat,depth,poe-0.1', '13.45678,42.30000,0.00000,0.5', '13.456784,42.3,0,0.5'],
    ['lon,lat,depth,poe-0.1', '13.45678,42.30000,0.00000,0.5', '13.456789,42.3,0,0.5'],
  ])('know a key in another spelling: %s', async (header, left, right) => {
    const found = await compare(engineCsv(header, [left]), engineCsv(header, [right]), EXACT);
    expect(found).toMatchObject({ rows: 1, cellsBeyond: 0, shape: undefined });
    expect(found.verdict).not.toBe('different');
  });

  it('pair a key that was rounded across a boundary, and say so', async () => {
    const header = 'lon,lat,PGA';
    const found = await compare(
      engineCsv(header, ['13.123455,42,0.5', '13.2,42,0.6']),
      engineCsv(header, ['13.2,42,0.6', '13.12345,42,0.5']),
    );
    expect(found).toMatchObject({ verdict: 'close', rows: 2, nearKeys: 1, shape: undefined });
    const apart = await compare(engineCsv(header, ['13.1234,42,0.5']), engineCsv(header, ['13.1235,42,0.5']));
    expect(apart).toMatchObject({ verdict: 'different', nearKeys: 0, onlyLeft: { count: 1 } });
  });

  it.each([
    [['1', '2', '3'], ['1'], '3 rows against 1; only on the left: event_id 2 (row 2) and 1 more'],
    [['1'], ['1', '2'], '1 rows against 2; only on the right: event_id 2 (row 2)'],
    [
      ['1', '2'],
      ['1', '2', '2'],
      '2 rows against 3; event_id 2 comes 2 times on the right, 1 on the other side',
    ],
  ])('tell missing, extra and double rows', async (left, right, shape) => {
    const table = (ids: readonly string[]) =>
      engineCsv(
        'event_id,loss',
        ids.map((id) => `${id},5`),
      );
    expect(await compare(table(left), table(right))).toMatchObject({ verdict: 'different', shape });
  });

  it('pair rows of one key in their order', async () => {
    const header = 'event_id,loss';
    const rows = ['1,5.5', '2,7.5', '1,6.5'];
    const moved = await compare(engineCsv(header, rows), engineCsv(header, ['2,7.5', '1,5.5', '1,6.5']));
    expect(moved).toMatchObject({ verdict: 'identical', rows: 3 });
    const swapped = await compare(engineCsv(header, rows), engineCsv(header, ['1,6.5', '2,7.5', '1,5.5']));
    expect(swapped).toMatchObject({ cellsBeyond: 2, onlyLeft: { count: 0 } });
  });

  it('take tags for keys, also those that are numbers', async () => {
    const header = 'policy,return_period,loss_type,loss_value';
    const found = await compare(
      engineCsv(header, [
        '1,50,structural,10',
        '2,50,structural,20',
        '1,100,structural,30',
        '2,100,structural,40',
      ]),
      engineCsv(header, [
        '2,50,structural,20',
        '2,100,structural,40',
        '1,50,structural,10',
        '1,100,structural,31',
      ]),
    );
    expect(found).toMatchObject({ keys: ['policy', 'return_period', 'loss_type'], cellsBeyond: 1 });
    expect(found.worst[0]?.place.map(({ value }) => value)).toEqual(['1', '100', 'structural']);
  });

  it('take loss ratios for the points of a loss curve of classical risk, whose probabilities are computed', async () => {
    const header = 'asset_id,loss_type,loss_value,loss_ratio,poe';
    const found = await compare(
      engineCsv(header, ['a1,structural,10,0.01,8.34470E-04', 'a1,structural,20,0.02,1.0E-04']),
      engineCsv(header, ['a1,structural,10,0.01,8.34482E-04', 'a1,structural,20,0.02,1.1E-04']),
    );
    expect(found).toMatchObject({ keys: ['asset_id', 'loss_type', 'loss_ratio'], cellsBeyond: 1 });
    expect(found.worst[0]).toMatchObject({ column: 'poe', left: '1.0E-04' });
  });

  it('without keys are paired by their order', async () => {
    const found = await compare(
      engineCsv('loss_value', ['1.5', '2.5']),
      engineCsv('loss_value', ['1.5', '2.6']),
    );
    expect(found).toMatchObject({ keys: [], cellsBeyond: 1, worst: [{ row: 2, place: [] }] });
  });

  it('find the same in memory and through files, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 }),
        fc.infiniteStream(fc.nat()),
        async (ids, random) => {
          const rows = ids.map((id) => `${id},s${id % 3},${id / 7}`);
          const order = rows
            .map((row) => ({ row, at: Number(random.next().value) }))
            .toSorted((a, b) => a.at - b.at);
          const changed = order.map(({ row }, index) => (index === 0 ? row.replace(/,[^,]*$/, ',999') : row));
          const header = 'event_id,custom_site_id,gmv_PGA';
          const [left, right] = [engineCsv(header, rows), engineCsv(header, changed)];
          const [inMemory, inFiles] = [
            await compare(left, right),
            await compare(left, right, undefined, 500),
          ];
          expect(inMemory).toMatchObject({ rows: ids.length, cellsBeyond: 1, onlyLeft: { count: 0 } });
          expect(inFiles).toEqual(inMemory);
        },
      ),
      { numRuns: 8 },
    );
  });
});
