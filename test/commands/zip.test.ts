import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip } from '../../src/job/zip-reader.js';
import { exposure, folderOf, zipOf } from '../job/job-folder.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';

/** @returns a job file to which nothing but the lines matters. */
function job(...lines: string[]): string {
  return ['[general]', 'calculation_mode = scenario', ...lines, 'sites = 1 2', ''].join('\n');
}

/** Runs `openquake zip WORDS...` in a folder. */
async function zip(cwd: string, ...words: string[]): Promise<RunResult> {
  return runMain(['zip', ...words], testSystem({ cwd }));
}

/** A job whose files lie beside and above it. */
function jobFolder(): string {
  return folderOf({
    'work/risk/job.ini': job('exposure_file = ../exposure.xml', 'sites_csv = sites.csv'),
    'work/risk/sites.csv': 'lon,lat\n1,2\n',
    'work/exposure.xml': exposure('<assets>\n</assets>'),
  });
}

async function namesIn(path: string): Promise<string[]> {
  const open = await openZip(path);
  open.close();
  return open.members.map(({ name }) => name);
}

describe('openquake zip', () => {
  it('writes the archive where the user is, and tells what is in it', async () => {
    const folder = join(jobFolder(), 'work');
    const { exit, stdout, stderr } = await zip(folder, 'risk/job.ini');
    const bytes = readFileSync(join(folder, 'job.zip'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(stdout).toMatch(/^job\.zip: 3 entries, \S+ K?B \(\S+ K?B unpacked\), sha256 [0-9a-f]{64}\n$/);
    expect(stdout).toContain(sha256);
    expect(stderr).toBe('Run it: openquake --run job.zip\n');
    expect(exit).toBe(0);
    expect(await namesIn(join(folder, 'job.zip'))).toEqual([
      'exposure.xml',
      'risk/job.ini',
      'risk/sites.csv',
    ]);
  });

  it('tells a script', async () => {
    const folder = jobFolder();
    const { stdout } = await zip(folder, 'work/risk/job.ini', '-o', 'work/a.zip', '--json');
    const bytes = readFileSync(join(folder, 'work/a.zip'));
    expect(JSON.parse(stdout)).toEqual({
      path: join(folder, 'work/a.zip'),
      entries: 3,
      size_bytes: bytes.length,
      unpacked_bytes: ['work/risk/job.ini', 'work/risk/sites.csv', 'work/exposure.xml']
        .map((name) => readFileSync(join(folder, name)).length)
        .reduce((sum, size) => sum + size),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      job_ini: 'risk/job.ini',
    });
    expect((await zip(folder, 'work/risk/job.ini', '-o', 'b.zip', '--quiet')).stdout).toBe('b.zip\n');
  });

  it('packs the overridden job file, and says with which hazard to run it', async () => {
    const folder = jobFolder();
    const path = 'work/risk/job.ini';
    const { stderr } = await zip(folder, path, '--hc', '42', '-p', 'truncation_level=2');
    expect(stderr).toContain('openquake --run job.zip --hc 42');
    const open = await openZip(join(folder, 'job.zip'));
    const chunks: Buffer[] = [];
    for await (const chunk of await open.open('risk/job.ini')) chunks.push(chunk as Buffer);
    open.close();
    expect(Buffer.concat(chunks).toString()).toContain('truncation_level = 2');
    expect(readFileSync(join(folder, path), 'utf8')).not.toContain('truncation_level');
  });

  it('repeats the hazard that the job file names, which an archive does not pass on', async () => {
    const folder = folderOf({ 'job.ini': job('hazard_calculation_id = 7') });
    expect((await zip(folder, 'job.ini')).stderr).toContain('openquake --run job.zip --hc 7');
  });

  it('keeps what is there, unless told otherwise', async () => {
    const folder = jobFolder();
    writeFileSync(join(folder, 'job.zip'), 'mine');
    const kept = await zip(folder, 'work/risk/job.ini');
    expect(kept.stderr).toContain('job.zip exists already.');
    expect(kept.exit).toBe(9);
    expect(readFileSync(join(folder, 'job.zip'), 'utf8')).toBe('mine');
    expect((await zip(folder, 'work/risk/job.ini', '--overwrite')).exit).toBe(0);
    expect(await namesIn(join(folder, 'job.zip'))).toHaveLength(3);
    mkdirSync(join(folder, 'dir.zip'));
    const refused = await zip(folder, 'work/risk/job.ini', '--overwrite', '-o', 'dir.zip');
    expect(refused.stderr).toContain('dir.zip exists and is not a file.');
    expect(refused.exit).toBe(9);
  });

  it('never replaces an input of the job', async () => {
    const exposureZip = zipOf({ 'exposure.xml': exposure('<assets>\n</assets>') });
    const folder = folderOf({
      'job.ini': job('exposure_file = e.zip', 'mmi_file = m.zip'),
      'e.zip': exposureZip,
      'm.zip': zipOf({ x: 'x' }),
    });
    // 3.23 knows no mmi_file.
    const engine = ['--engine-version', '3.26.2'];
    for (const name of ['e.zip', 'm.zip']) {
      const { exit, stderr } = await zip(folder, 'job.ini', '--overwrite', '-o', name, ...engine);
      expect(stderr).toContain(`${name} is an input of the job.`);
      expect(exit).toBe(2);
    }
    expect(readFileSync(join(folder, 'e.zip'))).toEqual(exposureZip);
  });

  it('tells every fault of the job as a run does, and writes nothing', async () => {
    const folder = folderOf({ 'job.ini': job('sites_csv = gone.csv', 'exposure_file = gone.xml') });
    const { exit, stderr, stdout } = await zip(folder, 'job.ini');
    expect(stderr).toContain('job.ini:3');
    expect(stderr).toContain('job.ini:4');
    expect(stdout).toBe('');
    expect(exit).toBe(5);
    expect(readdirSync(folder)).toEqual(['job.ini']);
  });

  it.each<[why: string, words: string[], message: string]>([
    ['the name of the archive', ['job.ini', '-o', 'job.tar'], '--output must end in .zip'],
    ['an archive as the job', ['done.zip'], 'done.zip is an archive already'],
    [
      'a hazard that is a file',
      ['job.ini', '--hc', 'x.hdf5'],
      'a file can only be followed by an engine on this machine',
    ],
    ['a hazard that is no number', ['job.ini', '--hc', 'x'], '"x" names no calculation'],
    ['no job at all', [], 'job_ini'],
  ])('refuses %s', async (_why, words, message) => {
    const folder = folderOf({ 'job.ini': job() });
    const { exit, stderr } = await zip(folder, ...words);
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(exit).toBe(2);
    expect(readdirSync(folder)).toEqual(['job.ini']);
  });

  it('says where there is no folder for it', async () => {
    const folder = jobFolder();
    const { exit, stderr } = await zip(folder, 'work/risk/job.ini', '-o', 'no/where.zip');
    expect(stderr).toContain('its folder does not exist');
    expect(exit).toBe(9);
  });
});
