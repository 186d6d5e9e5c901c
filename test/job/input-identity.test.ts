import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyArchive, identifyInputs } from '../../src/job/input-identity.js';
import type { CollectOptions } from '../../src/job/job-inputs.js';
import { type Files, folderOf, walk, walkIn, zipOf } from './job-folder.js';

const INI =
  '[general]\ndescription = x\ncalculation_mode = scenario\nrandom_seed = 1\n[sites]\nsite_model_file = a.csv b.csv\n';
const FILES: Files = { 'job.ini': INI, 'a.csv': 'lon,lat\n1,2\n', 'b.csv': 'lon,lat\n3,4\n' };

async function identity(files: Files, options: CollectOptions = {}, ini = 'job.ini'): Promise<string> {
  const { inputs } = await walk(files, options, ini);
  const told = await identifyInputs(inputs);
  if (told.kind === 'unknown') throw new Error(told.reason);
  return told.sha256;
}

async function whyUnknown(files: Files): Promise<string> {
  const told = await identifyInputs((await walk(files)).inputs);
  return told.kind === 'unknown' ? told.reason : 'known';
}

const param = (key: string, value: string): CollectOptions => ({ overrides: new Map([[key, value]]) });
const ini = (from: string, to: string): Files => ({ ...FILES, 'job.ini': INI.replace(from, to) });

describe('two jobs are the same', () => {
  it.each<[string, Files, CollectOptions, string?]>([
    ['in another folder', FILES, {}],
    ['with comments, blanks and other sections', ini('[sites]\n', '\n# why\n[other]\n; x\n'), {}],
    ['with blanks around a value', ini('random_seed = 1', 'Random_Seed:   1  '), {}],
    ['with other line ends', { ...FILES, 'job.ini': INI.replaceAll('\n', '\r\n') }, {}],
    ['under another name', { ...FILES, 'other.ini': INI }, {}, 'other.ini'],
    ['with results elsewhere', ini('[sites]', 'export_dir = out\n[sites]'), {}],
    ['with a hazard that is told apart otherwise', ini('[sites]', 'hazard_calculation_id = 7\n[sites]'), {}],
    ['beside a file that nobody names', { ...FILES, 'c.csv': 'x' }, {}],
    ['with a parameter set to what it is', FILES, param('random_seed', '1')],
  ])('%s', async (_what, files, options, name) => {
    expect(await identity(files, options, name)).toBe(await identity(FILES));
  });

  it('when the change is given on the command line or written down', async () => {
    expect(await identity(FILES, param('random_seed', '2'))).toBe(
      await identity(ini('random_seed = 1', 'random_seed = 2')),
    );
  });
});

describe('two jobs differ', () => {
  it.each<[string, Files, CollectOptions]>([
    ['in one byte of an input', { ...FILES, 'b.csv': 'lon,lat\n3,5\n' }, {}],
    ['in the end of an input', { ...FILES, 'b.csv': 'lon,lat\n3,4' }, {}],
    [
      'in which input is which',
      { ...FILES, 'a.csv': FILES['b.csv'] ?? '', 'b.csv': FILES['a.csv'] ?? '' },
      {},
    ],
    ['in a parameter', ini('random_seed = 1', 'random_seed = 2'), {}],
    ['in a parameter of the command line', FILES, param('random_seed', '2')],
    ['in one parameter more', FILES, param('truncation_level', '3')],
    ['in one parameter less', ini('random_seed = 1\n', ''), {}],
    ['in the description', ini('description = x', 'description = y'), {}],
    ['in the order of files', ini('a.csv b.csv', 'b.csv a.csv'), {}],
    ['in the number of files', ini('a.csv b.csv', 'a.csv'), {}],
    ['in what is behind a value, which is no comment', ini('random_seed = 1', 'random_seed = 1 # seed'), {}],
  ])('%s', async (_what, files, options) => {
    expect(await identity(files, options)).not.toBe(await identity(FILES));
  });
});

describe('a job is not told', () => {
  it('when an input changed since it was read, though it looks the same', async () => {
    const folder = folderOf(FILES);
    const { inputs } = await walkIn(folder);
    const path = join(folder, 'a.csv');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, 'lon,lat\n1,3\n');
    utimesSync(path, atime, mtime);
    expect(await identifyInputs(inputs)).toEqual({ kind: 'unknown', reason: `${path} changed meanwhile` });
  });

  it('when the job file changed since it was read', async () => {
    const folder = folderOf(FILES);
    const { inputs } = await walkIn(folder);
    appendFileSync(join(folder, 'job.ini'), '# more\n');
    expect(await identifyInputs(inputs)).toMatchObject({ kind: 'unknown' });
  });

  it('when an input is gone', async () => {
    const folder = folderOf(FILES);
    const { inputs } = await walkIn(folder);
    const gone = {
      ...inputs,
      files: inputs.files.map((file) => ({ ...file, source: { ...file.source, path: `${file.path}.x` } })),
    };
    expect(await identifyInputs(gone as typeof inputs)).toMatchObject({ kind: 'unknown' });
  });

  it.each<[string, string, Files]>([
    ['it may read the internet', "shakemap_uri = {'kind': 'usgs_id', 'id': 'usp000fjta'}", {}],
    ['the mosaic is the server own', 'rupture_model_file = ${mosaic}/r.xml', {}],
    ['a folder is an input', 'rupture_model_file = sub', { 'sub/x': '' }],
  ])('when %s', async (_why, line, more) => {
    expect(await whyUnknown({ ...FILES, ...more, 'job.ini': `${INI}${line}\n` })).toMatch(/^it /);
  });

  it('when it names a file on the disk of the server', async () => {
    const other = folderOf({ 'c.csv': '' });
    const line = `consequence_file = {'t': ['${join(other, 'c.csv')}']}\n`;
    expect(await whyUnknown({ ...FILES, 'job.ini': INI + line })).toContain('disk of the server');
  });
});

describe('an archive', () => {
  const zip = zipOf({ 'job.ini': INI });
  const looked = async (folder: string, jobIni = 'job.ini') => {
    const path = join(folder, 'job.zip');
    const { size, ctimeMs } = statSync(path);
    const { inputs } = await walk(FILES);
    return { path, jobIni, sizeBytes: size, changedMs: ctimeMs, inputs };
  };

  it('is told by its bytes and by the job file that runs', async () => {
    const [one, two] = [folderOf({ 'job.zip': zip }), folderOf({ 'job.zip': zip })];
    const told = await identifyArchive(await looked(one));
    expect(told.kind).toBe('known');
    expect(await identifyArchive(await looked(two))).toEqual(told);
    expect(await identifyArchive(await looked(two, 'risk.ini'))).not.toEqual(told);
    const other = Buffer.from(readFileSync(join(two, 'job.zip')));
    other[other.length - 30] = (other.at(-30) ?? 0) ^ 1;
    expect(await identifyArchive(await looked(folderOf({ 'job.zip': other })))).not.toEqual(told);
  });

  it('is not told when it changed since it was looked at, or when nobody looked into it', async () => {
    const folder = folderOf({ 'job.zip': zip });
    const before = await looked(folder);
    expect(await identifyArchive({ ...before, inputs: undefined })).toMatchObject({ kind: 'unknown' });
    writeFileSync(before.path, zip);
    expect(await identifyArchive(before)).toMatchObject({ kind: 'unknown' });
  });
});
