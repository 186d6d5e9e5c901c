import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REPOSITORY, runProgram } from './program.js';

let folder: string;
/** The scenario of the examples with five ground-motion fields, and the same with two parameters changed. */
const [before, after] = ['before', 'after'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-provenance-'));
  for (const name of [before, after]) {
    const ini = join(folder, name, 'job.ini');
    await cp(join(REPOSITORY, 'examples', 'scenario'), join(folder, name), { recursive: true });
    const text = (await readFile(ini, 'utf8')).replace(/^(number_of_ground_motion_fields = ).*$/m, '$15');
    const changed = text
      .replace(/^(truncation_level = ).*$/m, '$11')
      .replace(/^(random_seed = .*)$/m, '$1\nminimum_magnitude = 4.0');
    expect(changed).not.toBe(text);
    await writeFile(ini, name === after ? changed : text);
  }
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

it('an export describes itself, is proved, and is had again from its own inputs', async () => {
  const words = ['run', `${before}/job.ini`, '--exports', 'csv', '--export-dir', 'out', '--keep-inputs'];
  expect((await runProgram(words, { cwd: folder })).exit).toBe(0);
  const verified = await runProgram(['verify', 'out', '--json'], { cwd: folder, host: '' });
  expect(verified.exit).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ changed: 0, missing: 0, extra: 0 });
  const replayed = await runProgram(['replay', 'out', '--json'], { cwd: folder });
  expect(replayed.exit).toBe(0);
  expect(JSON.parse(replayed.stdout)).toMatchObject({
    inputs_from: 'folder',
    inputs_proven: true,
    same: true,
  });
}, 180_000);

it('the change that moves the ground motion is found between two jobs', async () => {
  const words = ['bisect', `${before}/job.ini`, `${after}/job.ini`, '--yes', '--json'];
  const { exit, stdout } = await runProgram(words, { cwd: folder });
  expect(exit).toBe(0);
  const told = JSON.parse(stdout) as { moved_by: { changes: { name: string }[] }[] };
  expect(told).toMatchObject({ complete: true, explains_all: true });
  expect(told.moved_by.map(({ changes }) => changes.map(({ name }) => name))).toEqual([['truncation_level']]);
}, 240_000);
