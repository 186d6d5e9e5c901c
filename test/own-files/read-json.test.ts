import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCached, readJson, setAside } from '../../src/own-files/read-json.js';
import { withFolder } from '../support/with-stub.js';

describe('a file of JSON', () => {
  it('that is not there is no error', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      expect(await readJson(join(folder, 'none'))).toBeUndefined();
      expect(await readJson(join(folder, 'file', 'below'))).toBeUndefined();
    });
  });

  it.each(['', '{"a":', '[1]', 'null', '"x"', '\u0000\u0001'])('with %j in it is broken', async (text) => {
    await withFolder(async (folder) => {
      const file = join(folder, 'x.json');
      await writeFile(file, text);
      expect(await readJson(file)).toBe('broken');
      expect(await readCached(file)).toBeUndefined();
    });
  });

  it('that cannot be read is an error, but not for a cache', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'x.json'));
      await expect(readJson(join(folder, 'x.json'))).rejects.toMatchObject({ code: 'EISDIR' });
      expect(await readCached(join(folder, 'x.json'))).toBeUndefined();
    });
  });

  it('is kept aside with its bytes, however often that happens in a second', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'x.json');
      const now = Date.UTC(2026, 10, 23, 4, 5, 6, 789);
      for (const text of ['{one', '{two']) {
        await writeFile(file, text);
        expect(await readFile(await setAside(file, now), 'utf8')).toBe(text);
      }
      expect((await readdir(folder)).sort()).toEqual([
        'x.json.broken-20261123T040506Z',
        'x.json.broken-20261123T040506Z-2',
      ]);
    });
  });
});
