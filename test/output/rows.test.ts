import { describe, expect, it } from 'vitest';
import type { Listing } from '../../src/listing.js';
import { type RowsMode, rowWriter } from '../../src/output/rows.js';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
}

const LISTING: Listing<Row> = {
  columns: [
    { key: 'id', header: 'id', cell: (row) => `#${row.id}`, align: 'right' },
    { key: 'name', header: 'name', cell: (row) => row.name },
    { key: 'tags', header: 'tags', cell: (row) => row.tags.join('+') },
  ],
  shown: ['id', 'name'],
  json: (row) => ({ ...row }),
  id: (row) => row.id,
};

const ROWS: readonly Row[] = [
  { id: 1, name: 'a "b", c', tags: ['x', 'y'] },
  { id: 22, name: 'tab\there\nnext \\', tags: [] },
];

const PLAIN: RowsMode = { json: false, jsonl: false, quiet: false, columns: undefined, format: undefined };

async function written(mode: Partial<RowsMode>, line?: (row: Row) => string): Promise<string> {
  let text = '';
  const writer = rowWriter(LISTING, { ...PLAIN, ...mode }, (more) => (text += more), line);
  for (const row of ROWS) writer.add(row);
  await writer.end();
  return text;
}

describe('rows as one JSON value', () => {
  it.each([0, 1, 2, 5000])('are what JSON.stringify makes of %d', async (count) => {
    const rows = Array.from({ length: count }, (_unused, id) => ({
      id,
      name: `two\nlines, "${'é'.repeat(id % 40)}"`,
      tags: id % 3 === 0 ? [] : ['x', String(id)],
    }));
    let text = '';
    const writer = rowWriter(LISTING, { ...PLAIN, json: true }, (more) => (text += more));
    for (const row of rows) writer.add(row);
    expect(text).toBe('');
    await writer.end();
    expect(text).toBe(`${JSON.stringify(rows, undefined, 2)}\n`);
  });
});

describe('rows', () => {
  it('are a table of the usual columns, or of those asked for', async () => {
    expect((await written({})).split('\n')[0]).toBe(' id  name');
    expect((await written({ columns: ['tags', 'id'] })).split('\n').slice(0, 2)).toEqual([
      'tags   id',
      'x+y    #1',
    ]);
  });

  it('look as the engine draws them where no columns are asked for', async () => {
    expect(await written({}, ({ id }) => `| ${id}`)).toBe('| 1\n| 22\n');
    expect(await written({ columns: ['id'] }, ({ id }) => `| ${id}`)).toBe(
      'id\n#1\n#22\n'.replace('id', ' id').replace('#1\n', ' #1\n'),
    );
  });

  it('are one array, or one value a line, whole or of some columns', async () => {
    expect(JSON.parse(await written({ json: true }))).toEqual(ROWS);
    expect(await written({ json: true, jsonl: true, columns: ['tags', 'id'] })).toBe(
      '{"tags":["x","y"],"id":1}\n{"tags":[],"id":22}\n',
    );
  });

  it('are csv as RFC 4180 has it, and tsv that holds one row a line whatever is in it', async () => {
    expect(await written({ format: 'csv', columns: ['id', 'name', 'tags'] })).toBe(
      'id,name,tags\n1,"a ""b"", c",x y\n22,"tab\there\nnext \\",\n',
    );
    expect(await written({ format: 'tsv' })).toBe('id\tname\n1\ta "b", c\n22\ttab\\there\\nnext \\\\\n');
  });

  it('are ids with --quiet, and nothing where there are none', async () => {
    expect(await written({ quiet: true })).toBe('1\n22\n');
    let text = '';
    await rowWriter(LISTING, PLAIN, (more) => (text += more)).end();
    expect(text).toBe('');
  });
});
