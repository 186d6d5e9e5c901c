import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEngineCsv } from '../../src/results/engine-csv.js';
import { engineCsv, withFiles } from '../support/engine-csv.js';

async function rowsOf(
  content: string,
  linesOfEach = 1,
): Promise<{ columns: readonly string[]; rows: string[][]; lines: number[] }> {
  return withFiles({ 'a.csv': content }, async (folder) => {
    const csv = await openEngineCsv(join(folder, 'a.csv'));
    const [rows, lines]: [string[][], number[]] = [[], []];
    for await (const batch of csv.batches()) {
      for (let row = 0; row < batch.rows; row += 1) {
        rows.push(batch.row(row));
        if (rows.length % linesOfEach === 0) lines.push(batch.line(row));
      }
    }
    return { columns: csv.columns, rows, lines };
  });
}

describe('a csv of the engine', () => {
  it('has its comment, quotes and CR LF read', async () => {
    const found = await rowsOf(engineCsv('name,value', ['"a, ""b""",1', 'c,2']));
    expect(found).toEqual({
      columns: ['name', 'value'],
      rows: [
        ['a, "b"', '1'],
        ['c', '2'],
      ],
      lines: [3, 4],
    });
  });

  it.each([
    ['no comment, LF', 'x,y\n1,2\n', [['1', '2']]],
    ['no end of the last line', 'x,y\n1,2', [['1', '2']]],
    ['an empty last cell', 'x,y\n1,', [['1', '']]],
    ['a byte order mark', '\uFEFFx,y\r\n1,2\r\n', [['1', '2']]],
    ['a mark before the comment', '\uFEFF#,"a=1"\nx,y\n1,2\n', [['1', '2']]],
    ['several comments', '#,"a=1"\n# b=2\nx,y\n1,2\n', [['1', '2']]],
    ['empty lines', 'x,y\n\n1,2\r\n\r\n', [['1', '2']]],
    ['no rows', 'x,y\n', []],
    ['a line end within quotes', 'x,y\n"1\r\n2",3\n', [['1\r\n2', '3']]],
    ['letters beyond ASCII', 'x,y\nL’Aquila,地震\n', [['L’Aquila', '地震']]],
    ['a quote within a cell', 'x,y\na"b,"c"d\n', [['a"b', 'cd']]],
  ])('may have %s', async (_name, content, rows) => {
    expect(await rowsOf(content)).toMatchObject({ columns: ['x', 'y'], rows });
  });

  it('is read as it was written, whatever stands in its cells and wherever blocks end', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', '1', ',', '"', '\n', '\r', ' ', 'é'),
      maxLength: 8,
    });
    const tables = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom('\n', '\r\n'), async (table, end) => {
        const quoted = (row: readonly string[]): string =>
          row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        const found = await rowsOf(`a,b,c${end}${table.map((row) => quoted(row) + end).join('')}`);
        expect(found.rows).toEqual(table);
      }),
      { numRuns: 60 },
    );
  });

  it('may be larger than what is read at once, with rows that are too', async () => {
    const long = 'x'.repeat(2_500_000);
    const rows = Array.from({ length: 120_000 }, (_, row) => `${row},"n, ${row}",${row / 8}`);
    rows[60_000] = `60000,"${long}",7500`;
    const found = await rowsOf(`id,name,value\r\n${rows.join('\r\n')}\r\n`, 10_000);
    expect(found.rows.length).toBe(120_000);
    expect(
      found.rows.every(
        ([id, name, value], row) =>
          id === String(row) &&
          (row === 60_000 ? name === long : name === `n, ${row}`) &&
          Number(value) === row / 8,
      ),
    ).toBe(true);
    expect(found.lines.every((line, nth) => line === (nth + 1) * 10_000 + 1)).toBe(true);
  });

  it.each([
    ['too short', 'x,y\n1,2\n3\n', /a\.csv:3: this row is too short: it has 1 cell for 2 columns/],
    ['too long', '#,"c"\nx,y\n1,2\n3,4,5\n', /a\.csv:4: this row is too long: it has 3 cells for 2 columns/],
    ['a quote not closed', 'x,y\n1,2\n"3,4\n5,6\n', /a\.csv:3: a quote is opened here and not closed/],
    ['nothing', '', /a\.csv:1: no line with the names of columns/],
    ['a comment alone', '#,,"a=1"\r\n', /a\.csv:2: no line with the names of columns/],
  ])('that is broken (%s) names file and line', async (_name, content, message) => {
    await expect(rowsOf(content)).rejects.toThrow(message);
  });

  it('that holds no number where one is needed names file, line and column', async () => {
    await withFiles({ 'a.csv': 'x,y\r\n1,2\r\n\r\n"3",oops\r\n4,\r\n' }, async (folder) => {
      const csv = await openEngineCsv(join(folder, 'a.csv'));
      for await (const batch of csv.batches()) {
        expect(batch.number(1, 0)).toBe(3);
        expect(() => batch.numbers(1, new Float64Array(3))).toThrow(
          /a\.csv:4: "y" is "oops", which is no number/,
        );
        expect(() => batch.number(2, 1)).toThrow(/a\.csv:5: "y" is empty, a number is needed/);
      }
    });
  });

  it('may be missing', async () => {
    await expect(openEngineCsv(join('no', 'such.csv'))).rejects.toThrow(/ENOENT/);
  });

  it('is left alone when the reading is broken off', async () => {
    await withFiles({ 'a.csv': `x\n${'1\n'.repeat(2_000_000)}` }, async (folder) => {
      const csv = await openEngineCsv(join(folder, 'a.csv'));
      const stop = new AbortController();
      let rows = 0;
      await expect(async () => {
        for await (const batch of csv.batches(stop.signal)) {
          rows += batch.rows;
          stop.abort();
        }
      }).rejects.toThrow(/abort/i);
      expect(rows).toBeLessThan(2_000_000);
    });
  });

  it.each([
    ['a,,b', ['a', '', 'b']],
    ['"",x', ['', 'x']],
    ['x,"1,2"', ['x', '1,2']],
    [',"q"', ['', 'q']],
  ])('has the names of columns split: %s', async (line, names) => {
    expect((await rowsOf(`${line}\r\n`)).columns).toEqual(names);
  });
});
