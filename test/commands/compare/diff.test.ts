import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CrateCalculation } from '../../../src/results/crate/crate-facts.js';
import { CALCULATION, writeExport } from '../../support/crate.js';
import { statusBody } from '../../support/simulated-calculation.js';
import { runMain, type RunResult, testSystem } from '../../support/test-system.js';
import { withFolder, withStub } from '../../support/with-stub.js';

const TABLE = 'lon,lat,PGA-0.1\n13.0,42.0,0.2\n13.1,42.0,0.3\n';

const OTHER: CrateCalculation = {
  ...CALCULATION,
  calculationId: 43,
  engineVersion: '3.26.2',
  parameters: new Map([
    ['truncation_level', '2.0'],
    ['poes', '[0.1,0.02]'],
    ['random_seed', '5'],
  ]),
  inputs: [
    { name: 'job.ini', sizeBytes: 10, sha256: 'b'.repeat(64) },
    { name: 'sites.csv', sizeBytes: 1, sha256: 'c'.repeat(64) },
  ],
};

async function folders(right: string, test: (cwd: string) => Promise<void>): Promise<void> {
  await withFolder(async (cwd) => {
    await writeExport(join(cwd, 'a'), { 'maps_42.csv': TABLE });
    await writeExport(join(cwd, 'b'), { 'maps_43.csv': right }, OTHER);
    await test(cwd);
  });
}

async function diff(cwd: string, ...words: string[]): Promise<RunResult> {
  return runMain(['diff', ...words], testSystem({ cwd }));
}

describe('diff', () => {
  it('tells what went in and what came out of two export folders', async () => {
    await folders(TABLE.replace('0.3', '0.6'), async (cwd) => {
      const { exit, stdout } = await diff(cwd, 'a', 'b');
      expect(exit).toBe(10);
      expect(stdout).toContain(
        'A: a, classical, engine 3.23.5: A small site\nB: b, classical, engine 3.26.2',
      );
      expect(stdout).toContain(
        'Parameters: 2 differ\n  random_seed: (none) -> 5\n  truncation_level: 3.0 -> 2.0\n',
      );
      expect(stdout).toContain('  job.ini: changed\n  sites.csv: only in B\n');
      expect(stdout).toMatch(/maps +DIFFERENT +2 +5\.0e-1/);
      expect(stdout).toMatch(/Largest differences:\n {2}5\.0e-1 {2}maps, .*PGA-0\.1: 0\.3 -> 0\.6/);
    });
  });

  it('ends with 0 where the numbers are the same, whatever went in', async () => {
    await folders(TABLE, async (cwd) => {
      const { exit, stdout } = await diff(cwd, 'a', 'b', '--json');
      expect([exit, JSON.parse(stdout)]).toMatchObject([
        0,
        { parameters: [{ name: 'random_seed' }, {}], outputs: [{ output: 'maps', verdict: 'identical' }] },
      ]);
    });
    await folders(TABLE.replace('0.3', '0.6'), async (cwd) => {
      expect((await diff(cwd, 'a', 'b', '--rtol', '0.6')).exit).toBe(0);
    });
  });

  it('draws the largest differences on a map, in a page that fetches nothing', async () => {
    await folders(TABLE.replace('0.3', '0.6'), async (cwd) => {
      expect((await diff(cwd, 'a', 'b', '-o', 'diff.html')).exit).toBe(10);
      const page = await readFile(join(cwd, 'diff.html'), 'utf8');
      expect(page).toContain('<svg');
      expect(page).toContain('where it differs most');
      expect(page).not.toMatch(/(?:src|href)="https?:/);
      const again = await diff(cwd, 'a', 'b', '-o', 'diff.html');
      expect([again.exit, again.stderr]).toEqual([
        9,
        expect.stringContaining('diff.html exists; it was kept.'),
      ]);
      expect((await diff(cwd, 'a', 'b', '-o', 'diff.html', '--overwrite')).exit).toBe(10);
    });
  });

  it('takes calculations of two servers', async () => {
    await withFolder(async (cwd) => {
      await withStub(async (one) => {
        await withStub(async (two) => {
          for (const [stub, id, body] of [
            [one, 7, TABLE],
            [two, 8, TABLE.replace('0.2', '0.4')],
          ] as const)
            stub
              .on(`GET /v1/calc/${id}/status`, { body: statusBody(id, 'complete') })
              .on(`GET /v1/calc/${id}/results`, {
                body: [{ id: 3, name: 'Maps', type: 'hmaps', outtypes: ['csv'], url: 'x', size_mb: 1 }],
              })
              .on('GET /v1/calc/result/3', {
                headers: { 'content-disposition': `attachment; filename=output-3-maps_${id}.csv` },
                body,
              });
          const { exit, stdout } = await diff(cwd, '7', '8', '--host', one.url, '--against', two.url);
          expect(exit).toBe(10);
          expect(stdout).toContain(`A: 7 of ${one.url}`);
          expect(stdout).toContain(`B: 8 of ${two.url}`);
          expect(stdout).toContain('0.2 -> 0.4');
        });
      });
    });
  });

  it('says what it cannot compare', async () => {
    await withFolder(async (cwd) => {
      await writeExport(join(cwd, 'a'), { 'maps_42.csv': TABLE });
      await writeExport(join(cwd, 'a'), { 'maps_43.csv': TABLE }, OTHER);
      await writeExport(join(cwd, 'b'), { 'report_43.rst': 'words' }, OTHER);
      await writeFile(join(cwd, 'x'), '');
      expect((await diff(cwd, 'a', 'b')).stderr).toContain('a describes several calculations');
      const { exit, stderr } = await diff(cwd, 'b', 'b');
      expect([exit, stderr]).toEqual([9, expect.stringContaining('No numbers were compared')]);
      expect((await diff(cwd, 'b', 'b', '-o', 'x.txt')).exit).toBe(2);
    });
  });
});
