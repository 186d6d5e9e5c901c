import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault, InputError } from '../../src/errors.js';
import { jobIniField } from '../../src/job/job-archive.js';
import { identifyJob } from '../../src/job/job-file.js';
import { type Files, folderOf, job, zipOf } from './job-folder.js';

async function refused(files: Files, path: string, jobIni?: string): Promise<string> {
  try {
    await identifyJob(path, { cwd: folderOf(files), jobIni });
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(describeFault).join('\n');
    throw error;
  }
  throw new Error('taken, although it should be refused');
}

it('a job file, whatever its name', async () => {
  const folder = folderOf({ 'pre calc.txt': job(), 'nul.ini': '[a]\nx = \0 and a longer text\n' });
  expect(await identifyJob('pre calc.txt', { cwd: folder })).toEqual({
    kind: 'ini',
    path: join(folder, 'pre calc.txt'),
  });
  expect(await identifyJob(join(folder, 'nul.ini'))).toEqual({ kind: 'ini', path: join(folder, 'nul.ini') });
});

describe('a zip', () => {
  it('with one job file, not at the top', async () => {
    const zip = zipOf({ 'm/job.ini': job(), 'm/a.csv': '' });
    const folder = folderOf({ 'x.zip': zip });
    expect(await identifyJob('x.zip', { cwd: folder })).toEqual({
      kind: 'zip',
      path: join(folder, 'x.zip'),
      sizeBytes: zip.length,
      changedMs: statSync(join(folder, 'x.zip')).ctimeMs,
      jobIni: 'job.ini',
      iniName: 'm/job.ini',
      iniNames: ['m/job.ini'],
    });
  });

  it('is known by its first bytes too', async () => {
    const folder = folderOf({ archive: zipOf({ 'job.ini': job() }) });
    expect(await identifyJob('archive', { cwd: folder })).toMatchObject({ kind: 'zip', jobIni: 'job.ini' });
  });

  const several = { 'z.ini': '', 'b/risk.ini': '', 'a/job.ini': '', '__MACOSX/a.ini': '', 'a/é.txt': '' };

  it('with several job files: the first by its whole name runs, or the one that is asked for', async () => {
    const folder = folderOf({ 'x.zip': zipOf(several) });
    const iniNames = ['a/job.ini', 'b/risk.ini', 'z.ini'];
    const at = (jobIni?: string) => identifyJob('x.zip', { cwd: folder, jobIni });
    expect(await at()).toMatchObject({ jobIni: 'job.ini', iniName: 'a/job.ini', iniNames });
    expect(await at('risk.ini')).toMatchObject({ jobIni: 'risk.ini', iniName: 'b/risk.ini', iniNames });
    expect(await at('z.ini')).toMatchObject({ jobIni: 'z.ini', iniName: 'z.ini' });
    expect(await at('a/é.txt')).toMatchObject({ jobIni: 'é.txt', iniName: 'a/é.txt' });
  });

  it.each<[what: string, members: Files, jobIni: string | undefined, expected: string]>([
    [
      'without a job file',
      { 'a.csv': '', 'a.ini/b': '' },
      undefined,
      'x.zip: holds no job file (put the .ini file of the job into the archive)',
    ],
    ['without the one asked for', several, 'rsik.ini', 'x.zip: holds no rsik.ini (there is b/risk.ini)'],
    [
      'where the server would run another one',
      { 'a/zz_job.ini': '', 'job.ini': '' },
      'job.ini',
      'x.zip: the server would run a/zz_job.ini instead of job.ini',
    ],
  ])('is refused %s', async (_what, members, jobIni, expected) => {
    expect(await refused({ 'x.zip': zipOf(members) }, 'x.zip', jobIni)).toContain(expected);
  });

  it('is refused where it is none', async () => {
    expect(await refused({ 'x.zip': 'not a zip' }, 'x.zip')).toContain('x.zip: cannot be read as a zip: ');
  });
});

it.each<[what: string, files: Files, path: string, expected: string]>([
  [
    'a folder with job files',
    { 'm/job.ini': '', 'm/a.ini': '', 'm/x': '' },
    'm',
    'm: is a folder, not a job file (name a job file in it: m/a.ini, m/job.ini)',
  ],
  ['a folder without', { 'm/x': '' }, 'm', 'm: is a folder, not a job file (there is no .ini file in it)'],
  [
    'a missing file',
    { 'job_risk.ini': '' },
    'job_rsk.ini',
    'job_rsk.ini: there is no such file (there is job_risk.ini)',
  ],
  [
    'a file in a missing folder',
    { 'models/job.ini': '' },
    'model/job.ini',
    'model/job.ini: there is no such file (there is models)',
  ],
  ['a file taken for a folder', { 'job.ini': '' }, 'job.ini/x', 'job.ini/x: there is no such file'],
  ['HDF5', { c: Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') }, 'c', 'c: is an HDF5 file, not a job file'],
  [
    'gzip',
    { c: Buffer.from([0x1f, 0x8b, 8, 0]) },
    'c',
    'c: is a gzip file, not a job file (unpack it first)',
  ],
  ['XML', { c: '\ufeff<?xml version="1.0"?>' }, 'c', 'c: is an XML file, not a job file'],
  ['something binary', { c: Buffer.alloc(5000, 3) }, 'c', 'c: is a binary file, not a job file'],
])('refuses %s', async (_what, files, path, expected) => {
  expect(await refused(files, path)).toContain(expected);
});

describe('what the server is told of the job file', () => {
  it.each([
    ['job.ini', ['job.ini', 'a.csv'], '.ini'],
    ['m/job.ini', ['m/job.ini', 'm/ini', 'm/x.ini.bak'], '.ini'],
    ['job.ini', ['job.ini', '__MACOSX/._job.ini'], '.ini'],
    ['job_hazard.ini', ['job_hazard.ini', 'job_risk.ini'], 'd.ini'],
    ['é🌍.ini', ['é🌍.ini', 'a.ini'], '🌍.ini'],
    ['pre calc', ['pre calc', 'b'], 're calc'],
    // No end will do: it is told whole, as a server of any release understands it.
    ['job.ini', ['job.ini', 'my_job.ini'], 'job.ini'],
    ['.ini', ['.ini'], 'ini'],
  ])('%s among %j', (iniName, names, told) => {
    expect(jobIniField(iniName, names)).toBe(told);
  });
});
