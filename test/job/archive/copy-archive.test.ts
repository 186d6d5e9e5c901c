import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Entry, open, type Options, type ZipFile } from 'yauzl';
import { copyArchiveBelow } from '../../../src/job/archive/copy-archive.js';
import { makeZip, type Member } from '../../support/make-zip.js';
import { withFolder } from '../../support/with-stub.js';

const MEMBERS: readonly Member[] = [
  { name: 'job.ini', content: '[general]\n' },
  { name: 'models/', content: '' },
  { name: 'models/größe.xml', content: '<nrml/>'.repeat(1_000), deflated: true },
  { name: 'empty.csv', content: '' },
];

/** @returns the members by name, read by another library than the one that wrote them. */
async function contentsOf(path: string): Promise<Record<string, string>> {
  const zip = await promisify<string, Options, ZipFile>(open)(path, { lazyEntries: true });
  const found: Record<string, string> = {};
  const bytes = await readFile(path);
  await new Promise<void>((resolve, reject) => {
    zip.on('end', resolve).on('error', reject);
    zip.on('entry', (entry: Entry) => {
      const at = entry.relativeOffsetOfLocalHeader;
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
      const packed = bytes.subarray(start, start + entry.compressedSize);
      const content = entry.compressionMethod === 8 ? inflateRawSync(packed) : packed;
      found[entry.fileName] = content.toString();
      zip.readEntry();
    });
    zip.readEntry();
  });
  return found;
}

async function copied(members: readonly Member[] | Buffer, folder: string, name: string) {
  const source = join(folder, 'job.zip');
  await writeFile(source, Buffer.isBuffer(members) ? members : makeZip(members));
  const target = join(folder, `${name}.copy`);
  return { sha256: await copyArchiveBelow(name, source, target, undefined), target };
}

describe('a copy of an archive below a folder', () => {
  it('holds the same contents under names below the folder', async () => {
    await withFolder(async (folder) => {
      const { target } = await copied(MEMBERS, folder, 'openquake-1');
      expect(await contentsOf(target)).toEqual(
        Object.fromEntries(
          MEMBERS.map(({ name, content }) => [`openquake-1/${String(name)}`, String(content)]),
        ),
      );
    });
  });

  it('is known as the same whatever the folder is called, and as another where a byte differs', async () => {
    await withFolder(async (folder) => {
      const one = await copied(MEMBERS, folder, 'openquake-1');
      const other = await copied(MEMBERS, folder, 'openquake-2');
      const changed = await copied(
        [...MEMBERS.slice(1), { name: 'job.ini', content: '[other]\n' }],
        folder,
        'x',
      );
      expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(other.sha256).toBe(one.sha256);
      expect(changed.sha256).not.toBe(one.sha256);
    });
  });

  it.each<[string, readonly Member[] | Buffer]>([
    ['encrypted members', [{ name: 'job.ini', content: 'x', flags: 0x0801 }]],
    ['another packing method', [{ name: 'job.ini', content: 'x', method: 14 }]],
    ['a backslash in a name', [{ name: Buffer.from('a\\job.ini'), content: 'x', flags: 0 }]],
    ['a name that leads out', [{ name: '../job.ini', content: 'x' }]],
    ['an absolute name', [{ name: '/job.ini', content: 'x' }]],
    ['what is no archive', Buffer.from('no archive')],
  ])('is not made of %s', async (_what, members) => {
    await withFolder(async (folder) => {
      expect((await copied(members, folder, 'openquake-1')).sha256).toBeUndefined();
      expect(await readdir(folder)).toEqual(['job.zip']);
    });
  });

  it('ends with the reason of the signal, and leaves nothing', async () => {
    await withFolder(async (folder) => {
      const source = join(folder, 'job.zip');
      await writeFile(source, makeZip(MEMBERS));
      const stop = AbortSignal.abort(new Error('enough'));
      await expect(copyArchiveBelow('t', source, join(folder, 'copy'), stop)).rejects.toThrow('enough');
      expect(await readdir(folder)).toEqual(['job.zip']);
    });
  });
});
