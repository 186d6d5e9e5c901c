import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExportRecord } from '../../src/services/export-record.js';
import { withFolder } from '../support/with-stub.js';

const SEVEN = { server: 'http://my-host:8800', id: 7, startTime: '2026-01-01 00:00:00' };
const NOW = Date.now();

function facts(name: string, text: string) {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name, sizeBytes: Buffer.byteLength(text), sha256 };
}

/** An output of two files, exported and recorded. */
async function exported(
  test: (bench: {
    readonly records: string;
    readonly results: string;
    readonly open: (other?: Partial<typeof SEVEN>) => Promise<ExportRecord>;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const [records, results] = [join(folder, 'records'), join(folder, 'results')];
    const open = async (other = {}) => ExportRecord.open(records, { ...SEVEN, ...other }, results, NOW);
    await mkdir(results);
    await writeFile(join(results, 'a.csv'), 'ay');
    await writeFile(join(results, 'b.csv'), 'bee');
    await (await open()).add(13, 'csv', [facts('a.csv', 'ay'), facts('b.csv', 'bee')]);
    await test({ records, results, open });
  });
}

describe('the record of an export', () => {
  it('knows an output again whose files are as they were fetched', async () => {
    await exported(async ({ open }) => {
      const files = await (await open()).findWhole(13, 'csv');
      expect(files).toEqual([facts('a.csv', 'ay'), facts('b.csv', 'bee')]);
    });
  });

  it.each([
    ['another output', 14, 'csv'],
    ['another format', 13, 'xml'],
  ])('knows nothing of %s', async (_what, output, format) => {
    await exported(async ({ open }) => {
      expect(await (await open()).findWhole(output, format)).toBeUndefined();
    });
  });

  it.each([
    ['server', { server: 'http://other:8800' }],
    ['calculation', { id: 8 }],
    ['start, for the number may be that of another database', { startTime: '2026-01-01 00:00:01' }],
  ])('is not believed for another %s', async (_what, other) => {
    await exported(async ({ open }) => {
      expect(await (await open(other)).findWhole(13, 'csv')).toBeUndefined();
    });
  });

  it.each(['bea', 'be', '', 'bees'])('is not believed where a file was changed: %j', async (text) => {
    await exported(async ({ open, results }) => {
      await writeFile(join(results, 'b.csv'), text);
      expect(await (await open()).findWhole(13, 'csv')).toBeUndefined();
    });
  });

  it('is not believed where a file is gone, or a folder', async () => {
    await exported(async ({ open, results }) => {
      await (await open()).add(14, 'csv', [facts('gone.csv', 'x')]);
      await mkdir(join(results, 'folder'));
      await (await open()).add(15, 'csv', [facts('folder', '')]);
      const record = await open();
      expect(await record.findWhole(14, 'csv')).toBeUndefined();
      expect(await record.findWhole(15, 'csv')).toBeUndefined();
      expect(await record.findWhole(13, 'csv')).toHaveLength(2);
    });
  });

  it('survives a line that a crash has cut, and believes none that a disk has turned', async () => {
    await exported(async ({ open, records }) => {
      const [name = ''] = await readdir(records);
      const path = join(records, name);
      await appendFile(path, '\n{"row":{"outputId":14,"for');
      await (await open()).add(15, 'csv', [facts('a.csv', 'ay')]);
      const record = await open();
      expect(await record.findWhole(13, 'csv')).toHaveLength(2);
      expect(await record.findWhole(15, 'csv')).toHaveLength(1);
      const turned = (await readFile(path, 'utf8')).replace('"outputId":15', '"outputId":16');
      await writeFile(path, turned);
      expect(await (await open()).findWhole(16, 'csv')).toBeUndefined();
    });
  });

  it('is thrown away when nobody has touched it for a quarter of a year', async () => {
    await exported(async ({ open, records }) => {
      const [name = ''] = await readdir(records);
      const old = NOW / 1000 - 91 * 24 * 3600;
      await utimes(join(records, name), old, old);
      expect(await (await open({ id: 9 })).findWhole(13, 'csv')).toBeUndefined();
      expect(await readdir(records)).toEqual([]);
    });
  });

  it('costs nothing but the short cut where it cannot be written', async () => {
    const record = await ExportRecord.open('/dev/null/records', SEVEN, '/dev/null/results', NOW);
    await record.add(13, 'csv', [facts('a.csv', 'ay')]);
    expect(await record.findWhole(13, 'csv')).toBeUndefined();
  });
});
