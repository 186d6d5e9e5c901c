import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeJson, writeWhole } from '../../src/own-files/write-whole.js';
import { withFolder } from '../support/with-stub.js';

describe('a file written whole', () => {
  it('replaces what was there and leaves nothing beside it', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'x.json');
      await writeWhole(file, 'old');
      await writeJson(file, { a: 1 });
      expect(await readFile(file, 'utf8')).toBe('{\n  "a": 1\n}\n');
      expect(await readdir(folder)).toEqual(['x.json']);
    });
  });

  it.runIf(process.platform !== 'win32')(
    'has the rights that were asked for, from its first byte',
    async () => {
      await withFolder(async (folder) => {
        const file = join(folder, 'x');
        await writeWhole(file, 'secret', { mode: 0o600 });
        expect((await stat(file)).mode & 0o777).toBe(0o600);
        await chmod(file, 0o644);
        await writeWhole(file, 'secret', { mode: 0o600 });
        expect((await stat(file)).mode & 0o777).toBe(0o600);
      });
    },
  );

  it('takes the place of a link instead of writing where it leads', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'of others'), 'kept');
      await symlink(join(folder, 'of others'), join(folder, 'x'));
      await writeWhole(join(folder, 'x'), 'mine');
      expect(await readFile(join(folder, 'of others'), 'utf8')).toBe('kept');
      expect(await readFile(join(folder, 'x'), 'utf8')).toBe('mine');
    });
  });

  it('leaves nothing behind where it cannot take its name', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'x', 'full'), { recursive: true });
      await expect(writeWhole(join(folder, 'x'), 'text')).rejects.toThrow();
      expect(await readdir(folder)).toEqual(['x']);
    });
  });

  it('throws the reason of the system where the folder is missing', async () => {
    await withFolder(async (folder) => {
      await expect(writeWhole(join(folder, 'none', 'x'), 'text')).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
});
