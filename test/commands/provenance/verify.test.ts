import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256, writeExport } from '../../support/crate.js';
import { runMain, type RunResult, testSystem } from '../../support/test-system.js';
import { withFolder } from '../../support/with-stub.js';

const FILES = { 'curves_42.csv': 'curves', 'maps (mean), 10%_42.csv': 'maps' };

async function verify(cwd: string, ...words: string[]): Promise<RunResult> {
  return runMain(['verify', ...words], testSystem({ cwd }));
}

/** Runs a test on an export of two files in `out`. */
async function exported(test: (folder: string, out: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const out = join(folder, 'out');
    await writeExport(out, FILES);
    await test(folder, out);
  });
}

interface Verified {
  readonly files: readonly { readonly name: string; readonly state: string }[];
}

/** @returns the states by name, and the exit code. */
async function states(cwd: string, ...words: string[]): Promise<[number, Record<string, string>]> {
  const { exit, stdout } = await verify(cwd, ...words, '--json');
  const { files } = JSON.parse(stdout) as Verified;
  return [exit, Object.fromEntries(files.map(({ name, state }) => [name, state]))];
}

describe('verify', () => {
  it('says that nothing changed, and what that rests on', async () => {
    await exported(async (folder, out) => {
      const { exit, stdout, stderr } = await verify(folder, 'out');
      const own = createHash('sha256')
        .update(await readFile(join(out, 'ro-crate-metadata.json')))
        .digest('hex');
      expect([exit, stdout, stderr]).toEqual([
        0,
        `out: 2 files (10 B) are as they were exported, of calculation 42 of http://my-host:8800.
ro-crate-metadata.json has the SHA-256 ${own}
It is not signed: who can change a file can change it too. The proof is as good as your own note of that number.
`,
        '',
      ]);
    });
  });

  it('names what changed, is missing and is extra', async () => {
    await exported(async (folder, out) => {
      await writeFile(join(out, 'curves_42.csv'), 'Curves');
      await rm(join(out, 'maps (mean), 10%_42.csv'));
      await mkdir(join(out, 'sub'));
      await writeFile(join(out, 'sub', 'mine.txt'), '');
      const { exit, stdout } = await verify(folder, 'out');
      expect(exit).toBe(10);
      expect(stdout.split('\n').slice(0, 4)).toEqual([
        `CHANGED  curves_42.csv: SHA-256 ${sha256('Curves')}, described is ${sha256('curves')}`,
        'MISSING  maps (mean), 10%_42.csv',
        'extra    sub/mine.txt',
        'out: 3 of 3 files are not as described. An extra file is in the folder without being described.',
      ]);
    });
  });

  it('tells a changed size without reading, and lets extra files be where that is wanted', async () => {
    await exported(async (folder, out) => {
      await writeFile(join(out, 'plot.svg'), '');
      expect((await states(folder, 'out'))[0]).toBe(10);
      expect((await states(folder, 'out', '--allow-extra'))[0]).toBe(0);
      await writeFile(join(out, 'curves_42.csv'), 'more curves');
      const { exit, stdout } = await verify(folder, 'out', '--allow-extra');
      expect([exit, stdout.split('\n')[0]]).toEqual([
        10,
        'CHANGED  curves_42.csv: 11 bytes, described are 6',
      ]);
    });
  });

  it.each([
    ['no folder', 'nowhere', 'There is no folder nowhere.'],
    ['a folder without a description', '.', '. holds no ro-crate-metadata.json'],
  ])('says that there is %s', async (_what, word, message) => {
    await exported(async (folder) => {
      const { exit, stderr } = await verify(folder, word);
      expect(exit).toBe(9);
      expect(stderr).toContain(message);
    });
  });
});

/** Changes the description of an export by hand. */
async function tamper(out: string, change: (graph: Record<string, unknown>[]) => void): Promise<void> {
  const path = join(out, 'ro-crate-metadata.json');
  const crate = JSON.parse(await readFile(path, 'utf8')) as { '@graph': Record<string, unknown>[] };
  change(crate['@graph']);
  await writeFile(path, JSON.stringify(crate));
}

describe('a hostile description', () => {
  it.each([
    ['../secret.txt'],
    ['%2e%2e/secret.txt'],
    ['a/../../secret.txt'],
    ['/etc/hostname'],
    ['%2Fetc%2Fhostname'],
    ['..%5Csecret.txt'],
    ['./curves_42.csv'],
    ['a//b'],
    ['ro-crate-metadata.json#'],
    ['ro-crate-metadata%2Ejson'],
    ['secret%00.txt'],
    ['%ff'],
  ])('opens nothing outside of its folder: %s', async (id) => {
    await exported(async (folder, out) => {
      // Were it read, it would be the same.
      const secret = 'secret';
      await writeFile(join(folder, 'secret.txt'), secret);
      const node = { '@id': id, '@type': 'File', contentSize: '6', sha256: sha256(secret) };
      await tamper(out, (graph) => graph.push(node));
      const [exit, told] = await states(folder, 'out');
      expect(exit).toBe(10);
      expect(['refused', 'missing']).toContain(told[id]);
    });
  });

  it('follows no link, be it a file or a folder', async () => {
    await exported(async (folder, out) => {
      await mkdir(join(folder, 'elsewhere'));
      await writeFile(join(folder, 'elsewhere', 'secret.txt'), 'secret');
      await symlink(join(folder, 'elsewhere'), join(out, 'linked'));
      await symlink(join(folder, 'elsewhere', 'secret.txt'), join(out, 'link.txt'));
      const facts = { '@type': 'File', contentSize: '6', sha256: sha256('secret') };
      await tamper(out, (graph) =>
        graph.push({ '@id': 'linked/secret.txt', ...facts }, { '@id': 'link.txt', ...facts }),
      );
      const [exit, told] = await states(folder, 'out');
      expect(exit).toBe(10);
      expect(told).toMatchObject({ 'linked/secret.txt': 'refused', 'link.txt': 'refused' });
    });
  });

  it('proves nothing twice, and nothing without a checksum', async () => {
    await exported(async (folder, out) => {
      await writeFile(join(out, 'a.csv'), 'a');
      await tamper(out, (graph) =>
        graph.push(
          { '@id': '%63urves_42.csv', '@type': 'File', contentSize: '6', sha256: sha256('curves') },
          { '@id': 'a.csv', '@type': ['File', 'Thing'], contentSize: '1', sha256: 'not a sum' },
        ),
      );
      const [exit, told] = await states(folder, 'out');
      expect(exit).toBe(10);
      expect(Object.values(told).toSorted()).toEqual(['refused', 'same', 'same', 'unproven']);
      expect(told['a.csv']).toBe('unproven');
    });
  });

  it.each([
    ['a list', '[]'],
    ['a number', '1'],
    ['deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['wrong within', '{"@graph": [null]}'],
    ['double', '{"@graph": [{"@id": "x"}, {"@id": "x"}]}'],
  ])('is refused in words when it is %s', async (_what, text) => {
    await exported(async (folder, out) => {
      await writeFile(join(out, 'ro-crate-metadata.json'), text);
      const { exit, stderr } = await verify(folder, 'out');
      expect(exit).toBe(9);
      expect(stderr).toContain('ro-crate-metadata.json is no description that can be used: ');
    });
  });

  it('shows nothing that a terminal would obey', async () => {
    await exported(async (folder, out) => {
      await tamper(out, (graph) =>
        graph.push({ '@id': 'a\u001b[31m.csv', '@type': 'File', contentSize: '1', sha256: 'x' }),
      );
      const { stdout } = await verify(folder, 'out');
      expect(stdout).not.toContain('\u001b');
      expect(stdout).toContain('\\x1b[31m.csv');
    });
  });

  it('that was changed with the file passes, which is why it tells its own checksum', async () => {
    await exported(async (folder, out) => {
      const before = (await verify(folder, 'out')).stdout;
      await writeFile(join(out, 'curves_42.csv'), 'Curves');
      await tamper(out, (graph) => {
        const node = graph.find((one) => one['@id'] === 'curves_42.csv');
        Object.assign(node ?? {}, { sha256: sha256('Curves') });
      });
      const after = await verify(folder, 'out');
      expect(after.exit).toBe(0);
      expect(after.stdout).not.toBe(before);
    });
  });
});
