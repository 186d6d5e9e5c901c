import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest, runOq } from './engine-under-test.js';
import { REPOSITORY, runProgram, submittedId } from './program.js';

const run = promisify(execFile);
const PROGRAM = join(REPOSITORY, 'bin', 'openquake.js');
const MB = 1024 ** 2;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-zip-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The scenario example with its files beside the folder of the job, so that the job file is not at the top. */
async function jobBeside(): Promise<string> {
  const home = await mkdtemp(join(folder, 'beside-'));
  cpSync(join(REPOSITORY, 'examples', 'scenario'), join(home, 'model'), { recursive: true });
  await mkdir(join(home, 'job'));
  const ini = join(home, 'job', 'job.ini');
  await rename(join(home, 'model', 'job.ini'), ini);
  const text = await readFile(ini, 'utf8');
  await writeFile(ini, text.replace(/= *(\w+\.(?:xml|csv))/g, '= ../model/$1'));
  return ini;
}

/** What Python's zipfile, which the server uses, finds in an archive. */
async function entriesOf(archive: string): Promise<{ name: string; size: number; packed: number }[]> {
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps([dict(name=i.filename, size=i.file_size, packed=i.compress_size) for i in z.infolist()]))`;
  const { stdout } = await run('python3', ['-c', script, archive]);
  return JSON.parse(stdout) as { name: string; size: number; packed: number }[];
}

describe('an archive of openquake zip', () => {
  it('is run by the engine itself and taken by its server, also where the job file is not at the top', async () => {
    const ini = await jobBeside();
    const archive = join(folder, 'beside.zip');
    expect((await runProgram(['zip', ini, '-o', archive], { host: '' })).exit).toBe(0);
    const { stderr } = await runOq('engine', '--run', archive);
    expect(stderr).toContain('Ground Motion Fields');
    const sent = await runProgram(['--run', archive]);
    expect(sent.stdout).toContain('Ground Motion Fields');
    expect(sent.exit).toBe(0);
  });

  it('holds what the archive of oq zip holds', async () => {
    const ini = await jobBeside();
    const [ours, theirs] = [join(folder, 'ours.zip'), join(folder, 'theirs.zip')];
    expect((await runProgram(['zip', ini, '-o', ours], { host: '' })).exit).toBe(0);
    await runOq('zip', ini, theirs);
    const facts = async (path: string): Promise<string[]> =>
      (await entriesOf(path)).map(({ name, size }) => `${name} ${size}`).toSorted();
    expect(await facts(ours)).toEqual(await facts(theirs));
  });

  it('of a risk job runs on the hazard that is given with it', async () => {
    const example = join(REPOSITORY, 'examples', 'classical-risk');
    const hazard = await runProgram(['--rh', join(example, 'job_hazard.ini'), '--quiet']);
    const id = hazard.stdout.trim();
    const archive = join(folder, 'risk.zip');
    const zipped = await runProgram(['zip', join(example, 'job_risk.ini'), '-o', archive, '--hc', id], {
      host: '',
    });
    expect(zipped.stderr).toContain(`openquake --run ${archive} --hc ${id}`);
    const sent = await runProgram(['--run', archive, '--hc', id]);
    expect(sent.exit).toBe(0);
    expect(submittedId(sent.stderr)).toBeGreaterThan(Number(id));
    const { stderr } = await runOq('engine', '--run', archive, '--hc', id);
    expect(stderr).toMatch(/Stored .* on /);
  });
});

/** Keys whose files are packed without being looked into. */
const KEYS = ['gmfs_csv', 'hazard_curves_csv', 'site_model_csv'];

/** Makes a job of these files; `makeFile` fills each. @returns its job file. */
async function bigJob(files: Readonly<Record<string, (path: string) => Promise<void>>>): Promise<string> {
  const home = await mkdtemp(join(folder, 'big-'));
  for (const [name, makeFile] of Object.entries(files)) await makeFile(join(home, name));
  const ini = join(home, 'job.ini');
  const lines = Object.keys(files).map((name, nth) => `${KEYS[nth] ?? ''} = ${name}`);
  await writeFile(ini, ['[general]', 'calculation_mode = classical', ...lines, ''].join('\n'));
  return ini;
}

/** A file of zeros, which takes no room on the disk. */
async function zeros(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w');
  await handle.truncate(bytes);
  await handle.close();
}

describe('an archive of more than 4 GiB', () => {
  it('of files of more than 4 GiB is read by Python and by unzip, and made in little memory', async () => {
    const large = 4096 * MB + 12_345;
    const ini = await bigJob({
      'a.csv': async (path) => zeros(path, large),
      'b.hdf5': async (path) => zeros(path, large),
      'z.csv': async (path) => writeFile(path, 'behind them\n'),
    });
    const archive = join(folder, 'large.zip');
    const measured = `
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)`;
    const words = [process.execPath, PROGRAM, 'zip', ini, '-o', archive, '--no-preflight'];
    const { stdout } = await run('python3', ['-c', measured, ...words]);
    expect(Number(stdout) / 1024).toBeLessThan(200);
    const entries = await entriesOf(archive);
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['a.csv', large],
      ['b.hdf5', large],
      ['job.ini', (await readFile(ini)).length],
      ['z.csv', 12],
    ]);
    expect(entries[0]?.packed).toBeLessThan(20 * MB);
    expect(entries[1]?.packed).toBe(large);
    // Reads every byte and holds it to its CRC.
    await run('unzip', ['-tq', archive]);
    await rm(archive);
  });
});

/** Runs the program in a namespace of its own, where `folder` is a file system of two megabytes. */
async function runInTinyFolder(
  mount: string,
  words: readonly string[],
): Promise<{ readonly output: string; readonly left: readonly string[] }> {
  await mkdir(mount);
  const script = `mount -t tmpfs -o size=2m none "$1" && shift && { TMPDIR="${mount}" "$@" 2>&1; echo "exit $?"; ls -A "${mount}"; }`;
  const unshare = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', mount];
  const { stdout } = await run('unshare', [...unshare, process.execPath, PROGRAM, ...words]);
  const [output = '', left = ''] = stdout.split(/(?<=exit \d+)\n/);
  return { output, left: left.split('\n').filter((name) => name !== '') };
}

describe('a disk that is too small', () => {
  it('is told before packing begins', async () => {
    const ini = await bigJob({ 'a.csv': async (path) => writeFile(path, randomBytes(8 * MB)) });
    const mount = join(folder, 'tiny1');
    const { url } = engineUnderTest();
    for (const words of [
      ['zip', ini, '-o', join(mount, 'out.zip')],
      ['--host', url, '--run', ini],
    ]) {
      const { output, left } = await runInTinyFolder(mount, [...words, '--no-preflight']);
      expect(output).toMatch(/Too little space for .*\.zip: about \S+ MB are needed, \S+ MB are free in/);
      expect(output).not.toContain('submitted');
      expect(output).toContain('exit 9');
      expect(left).toEqual([]);
      await rm(mount, { recursive: true });
    }
  });

  it('is told when it fills up all the same, and nothing is left', async () => {
    const ini = await bigJob({
      // Zeros where samples are taken, noise everywhere else.
      'a.csv': async (path) => {
        const content = randomBytes(12 * MB);
        for (const at of [0, 5.5, 11]) content.fill(0, at * MB, (at + 1) * MB);
        await writeFile(path, content);
      },
    });
    const mount = join(folder, 'tiny2');
    const words = ['zip', ini, '-o', join(mount, 'out.zip'), '--no-preflight'];
    const { output, left } = await runInTinyFolder(mount, words);
    expect(output).toContain('out.zip cannot be written: the disk is full.');
    expect(output).toContain('exit 9');
    expect(left).toEqual([]);
    expect(await readdir(mount)).toEqual([]);
  });
});
