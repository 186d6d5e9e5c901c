import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder, sweepLeftovers, sweepOld, temporaryIn } from '../../src/own-files/leftovers.js';
import { ownerMark } from '../../src/own-files/owner.js';
import { writeWhole } from '../../src/own-files/write-whole.js';
import { withFolder } from '../support/with-stub.js';

/** @returns the number of a process that is dead. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** @returns the mark of this process with other numbers in it. */
async function mark(change: { pid?: number; machine?: string; begin?: string }): Promise<string> {
  const [pid = '', machine = '', begin = ''] = (await ownerMark()).split('-');
  return [change.pid ?? pid, change.machine ?? machine, change.begin ?? begin].join('-');
}

describe('leftovers', () => {
  it('of a dead process go when the next one writes a file or makes a folder there', async () => {
    await withFolder(async (folder) => {
      const dead = await mark({ pid: await deadPid() });
      await writeFile(join(folder, `.openquake-${dead}-0123456789ab.tmp`), 'half');
      await writeWhole(join(folder, 'x'), 'text');
      expect(await readdir(folder)).toEqual(['x']);
    });
    await withFolder(async (folder) => {
      const dead = await mark({ pid: await deadPid() });
      await mkdir(join(folder, `openquake-${dead}-AbCdEf`, 'deep'), { recursive: true });
      await mkdir(join(folder, `openquake-rerun-${dead}-AbCdEf`));
      const own = await makeTemporaryFolder(folder, 'openquake-compare-');
      expect(await readdir(folder)).toEqual([basename(own)]);
    });
  });

  it('of a living process, of another user of its number, and what is not ours stay or go as they should', async () => {
    await withFolder(async (folder) => {
      const pid = await deadPid();
      const dead = await mark({ pid });
      const kept = [
        basename(await temporaryIn(folder)),
        `openquake-${await mark({ machine: 'ffffff', pid })}-AbCdEf`,
        'openquake-job',
        'openquake-AbCdEf',
        `openquake-${dead}`,
        `openquake-${dead}-AbC/dEf`.replace('/', '.'),
        `my-openquake-${dead}-AbCdEf`,
        `openquake-${dead}-AbCdEf.zip`,
      ];
      for (const name of kept) await writeFile(join(folder, name), '');
      // The number lives again, as another process.
      await writeFile(join(folder, `openquake-${await mark({ begin: '00000000' })}-AbCdEf`), '');
      // A name anybody can make, leading to what is not ours.
      await symlink(folder, join(folder, `openquake-${dead}-SymLnk`));
      expect(await sweepLeftovers(folder)).toBe(1);
      expect((await readdir(folder)).sort()).toEqual([...kept, `openquake-${dead}-SymLnk`].sort());
    });
  });

  it('of another machine go when they are old', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, `openquake-${await mark({ machine: 'ffffff' })}-AbCdEf`);
      await writeFile(path, '');
      await utimes(path, 1, 1);
      expect(await sweepLeftovers(folder)).toBe(1);
    });
  });

  it('of a kind that nobody asks for go by their age', async () => {
    await withFolder(async (folder) => {
      for (const name of ['my-host-1.log', 'my-host-2.log', 'notes.txt'])
        await writeFile(join(folder, name), '');
      for (const name of ['my-host-1.log', 'notes.txt']) await utimes(join(folder, name), 1, 1);
      await sweepOld(folder, /^[a-z-]+-\d+\.log$/, Date.now(), 1_000_000);
      expect((await readdir(folder)).sort()).toEqual(['my-host-2.log', 'notes.txt']);
    });
  });

  it('are looked for in a folder that is not there without an error', async () => {
    await withFolder(async (folder) => {
      expect(await sweepLeftovers(join(folder, 'none'))).toBe(0);
    });
  });
});
