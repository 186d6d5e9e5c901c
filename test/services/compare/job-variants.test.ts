import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesBetween, layOut, writeVariant } from '../../../src/services/compare/job-variants.js';
import { prepareJob } from '../../../src/services/submit-job.js';
import { writeTinyJob } from '../../support/tiny-job.js';
import { withFolder } from '../../support/with-stub.js';

async function laidOut(folder: string, side: string, more: string, sites?: string) {
  const path = await writeTinyJob(join(folder, side), 'job.ini', more);
  if (sites !== undefined) await writeFile(join(folder, side, 'sites.csv'), sites);
  const request = { path, cwd: folder, overrides: new Map<string, string>(), preflight: undefined };
  const out = join(folder, `${side}-laid`);
  await mkdir(out);
  return layOut(await prepareJob(request), out, new AbortController().signal);
}

describe('what lies between two jobs', () => {
  it('are the parameters and files that differ, but for words that compute nothing', async () => {
    await withFolder(async (folder) => {
      const from = await laidOut(folder, 'a', 'truncation_level = 3\nrandom_seed = 1\nexport_dir = x\n');
      const to = await laidOut(folder, 'b', 'truncation_level = 2\nses_seed = 5\n', 'lon,lat\n1,1\n');
      expect(changesBetween(from, to)).toEqual([
        { kind: 'parameter', name: 'random_seed', from: '1', to: undefined },
        { kind: 'parameter', name: 'ses_seed', from: undefined, to: '5' },
        { kind: 'parameter', name: 'truncation_level', from: '3', to: '2' },
        { kind: 'file', name: 'sites.csv' },
      ]);
      expect(changesBetween(from, from)).toEqual([]);
    });
  });

  it('is written with some of the changes and not the others', async () => {
    await withFolder(async (folder) => {
      const from = await laidOut(folder, 'a', 'truncation_level = 3\nrandom_seed = 1\n');
      const to = await laidOut(folder, 'b', 'truncation_level = 2\n', 'lon,lat\n1,1\n');
      const taken = changesBetween(from, to).filter(({ name }) => name !== 'truncation_level');
      const path = await writeVariant(from, to, taken, join(folder, 'between'));
      const text = await readFile(path, 'utf8');
      expect(text).toContain('truncation_level = 3');
      expect(text).not.toContain('random_seed');
      expect(await readFile(join(folder, 'between', 'sites.csv'), 'utf8')).toBe('lon,lat\n1,1\n');
      const nothing = await writeVariant(from, to, [], join(folder, 'nothing'));
      expect(await readFile(nothing, 'utf8')).toContain('random_seed = 1');
    });
  });
});
