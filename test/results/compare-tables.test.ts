import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareTables, type TableComparison } from '../../src/results/compare-tables.js';
import { engineCsv } from '../support/engine-csv.js';
import { withFolder } from '../support/with-stub.js';

const TOLERANCE = { rtol: 1e-4, atol: 1e-9 };

async function compare(left: string, right: string, tolerance = TOLERANCE): Promise<TableComparison> {
  let found: TableComparison | undefined;
  await withFolder(async (folder) => {
    const paths = [join(folder, 'a.csv'), join(folder, 'b.csv')] as const;
    await writeFile(paths[0], left);
    await writeFile(paths[1], right);
    found = await compareTables(...paths, tolerance);
  });
  if (found === undefined) throw new Error('it was not compared');
  return found;
}

describe('two tables', () => {
  const names = 'lon,lat,poe-0.1';

  it('are identical whatever calculation they come from', async () => {
    const rows = ['1.0,2.0,1.000000E-01', '1.5,2.0,NaN'];
    const found = await compare(engineCsv(names, rows), engineCsv(names, rows, 'checksum=2'));
    expect(found).toEqual({
      verdict: 'identical',
      rows: 2,
      cellsBeyond: 0,
      worst: undefined,
      shape: undefined,
    });
  });

  it('are close where numbers differ by less than the tolerance, and tell where most', async () => {
    const found = await compare(
      engineCsv(names, ['1,2,1.00000E-01', '1,2,2.00000E-01', '1,2,0.0']),
      engineCsv(names, ['1,2,1.00001E-01', '1,2,2.00010E-01', '1,2,1.0E-10']),
    );
    expect(found.verdict).toBe('close');
    expect(found.cellsBeyond).toBe(0);
    expect((await compare(engineCsv('x', ['100']), engineCsv('x', ['100.005']))).worst).toMatchObject({
      row: 1,
      column: 'x',
      relative: expect.closeTo(5e-5, 7) as number,
    });
  });

  it.each([
    ['beyond rtol', '100', '100.02', 1e-4, 0, 'different'],
    ['within rtol', '100', '100.005', 1e-4, 0, 'close'],
    ['within atol alone', '0', '0.5', 0, 0.5, 'close'],
    ['beyond atol alone', '0', '0.51', 0, 0.5, 'different'],
    ['the same number written otherwise', '1.0E-01', '0.1', 0, 0, 'close'],
    ['a number against none', '1.0', 'nan', 1, 1, 'different'],
    ['an infinity against a number', 'inf', '1', 1, 1, 'different'],
    ['two infinities of one sign', 'inf', 'INF', 0, 0, 'close'],
    ['text', 'A~B', 'A~C', 1, 1, 'different'],
  ])('with %s (%s and %s) give their verdict', async (_name, left, right, rtol, atol, verdict) => {
    expect((await compare(engineCsv('x', [left]), engineCsv('x', [right]), { rtol, atol })).verdict).toBe(
      verdict,
    );
  });

  it('hold names of things for text: a geohash may look like a number', async () => {
    const found = await compare(
      engineCsv('custom_site_id', ['8e120000']),
      engineCsv('custom_site_id', ['8e120001']),
    );
    expect(found).toMatchObject({ verdict: 'different', worst: { relative: undefined } });
  });

  it('pair columns by name, and tell those on one side', async () => {
    const found = await compare(engineCsv('a,b,c', ['1,2,3']), engineCsv('d,c,a', ['9,3,1']));
    expect(found).toMatchObject({
      verdict: 'different',
      cellsBeyond: 0,
      shape: 'columns only on the left: b; columns only on the right: d',
    });
  });

  it.each([
    [['1', '2', '3'], ['1'], '3 rows against 1'],
    [['1'], ['1', '2'], '1 rows against 2'],
  ])('of different length tell both lengths', async (left, right, shape) => {
    expect(await compare(engineCsv('x', left), engineCsv('x', right))).toMatchObject({
      verdict: 'different',
      rows: 1,
      shape,
    });
  });

  it('tell row, column and values of the cell furthest apart', async () => {
    const found = await compare(
      engineCsv('x,y', ['1,10', '1,10', '1,10']),
      engineCsv('x,y', ['1,11', '1,20', '1.01,10']),
    );
    expect(found).toMatchObject({
      cellsBeyond: 3,
      worst: { row: 2, column: 'y', left: '10', right: '20', relative: 0.5 },
    });
  });
});
