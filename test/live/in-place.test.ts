import { appendFile, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAtLeast } from '../../src/engine/version.js';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY, runProgram, submittedId } from './program.js';

let folder: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-live-'));
  env = { OPENQUAKE_DATA_DIR: join(folder, 'data') };
  for (const example of ['scenario', 'scenario-damage'])
    await cp(join(REPOSITORY, 'examples', example), join(folder, example), { recursive: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** @returns the exports by their names, without the number and the time of the calculation, which differ by nature. */
async function exportsIn(name: string, id: number): Promise<Map<string, string>> {
  const names = (await readdir(join(folder, name))).filter((file) => file.endsWith('.csv'));
  const texts = names.map(async (file) => {
    const text = await readFile(join(folder, name, file), 'latin1');
    return [file.replace(`_${id}.`, '_ID.'), text.replace(/start_date='[^']*'/, '')] as const;
  });
  return new Map((await Promise.all(texts)).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The job file with other names has another checksum. */
function withoutChecksum(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([name, text]) => [name, text.replace(/checksum=\d+/, '')]));
}

async function run(
  words: readonly string[],
): Promise<{ readonly exit: number | null; readonly stdout: string; readonly stderr: string }> {
  return runProgram(words, { cwd: folder, env });
}

const exported = (to: string): string[] => ['--exports', 'csv', '--export-dir', to];

describe('inputs that the server reads in place', () => {
  const byPath = (): boolean => isAtLeast(engineUnderTest().version, 3, 25);

  it('give the same as an upload, and nothing is written beside them', async () => {
    const before = await readdir(join(folder, 'scenario'), { recursive: true });
    const sent = await run(['--rh', 'scenario/job.ini', '--upload', ...exported('sent')]);
    const read = await run(['--rh', 'scenario/job.ini', '--in-place', ...exported('read')]);
    expect([sent.exit, read.exit]).toEqual([0, 0]);
    expect(sent.stderr).not.toMatch(/uploaded|job file was sent/);
    expect(read.stderr).toContain(
      byPath()
        ? `Nothing was uploaded: the server reads ${join(folder, 'scenario', 'job.ini')} itself.`
        : 'Only the job file was sent: the server reads the other inputs where they lie.',
    );
    const one = await exportsIn('sent', submittedId(sent.stderr));
    const other = await exportsIn('read', submittedId(read.stderr));
    expect(one.size).toBeGreaterThan(2);
    if (byPath()) expect(other).toEqual(one);
    else expect(withoutChecksum(other)).toEqual(withoutChecksum(one));
    expect(await readdir(join(folder, 'scenario'), { recursive: true })).toEqual(before);
  });

  it('work with parameters of the command line, on a hazard calculation, and by the number in the job file', async () => {
    const hazard = await run(['--rh', 'scenario-damage/job_hazard.ini', '--in-place', '-p', 'random_seed=7']);
    expect(hazard.stderr).toContain('Only the job file was sent');
    expect(hazard.exit).toBe(0);
    const id = submittedId(hazard.stderr);
    const risk = ['--rr', 'scenario-damage/job_damage.ini', '--in-place', '--json'];
    const given = await run([...risk, '--hc', String(id)]);
    expect(given.stderr).toContain(byPath() ? 'Nothing was uploaded' : 'Only the job file was sent');
    expect(JSON.parse(given.stdout)).toMatchObject({
      calculations: [{ outcome: 'complete', hazard_calculation_id: id }],
    });
    await appendFile(join(folder, 'scenario-damage', 'job_damage.ini'), `\nhazard_calculation_id = ${id}\n`);
    const written = await run(risk);
    expect(JSON.parse(written.stdout)).toMatchObject({
      calculations: [{ outcome: 'complete', hazard_calculation_id: id }],
    });
  });
});

describe('a calculation that was made already', () => {
  it('is found again, and only for the same job', async () => {
    const job = 'scenario/job.ini';
    const first = await run(['--rh', job, '-p', 'random_seed=11']);
    expect(first.exit).toBe(0);
    const id = submittedId(first.stderr);
    const again = await run(['--rh', job, '-p', 'random_seed=11', '--reuse', '--json', ...exported('again')]);
    expect(again.exit).toBe(0);
    expect(again.stderr).toContain(`Calculation ${id} (started `);
    expect(again.stderr).not.toContain('submitted');
    expect(JSON.parse(again.stdout)).toMatchObject({
      calculations: [{ calculation_id: id, reused: true, outcome: 'complete' }],
    });
    expect((await exportsIn('again', id)).size).toBeGreaterThan(2);
    const other = await run(['--rh', job, '-p', 'random_seed=12', '--reuse']);
    expect(other.stderr).toContain('Nothing to reuse');
    expect(submittedId(other.stderr)).toBeGreaterThan(id);
    expect((await run(['--dc', String(id), '--yes'])).exit).toBe(0);
    const gone = await run(['--rh', job, '-p', 'random_seed=11', '--reuse']);
    expect(gone.exit).toBe(0);
    expect(submittedId(gone.stderr)).toBeGreaterThan(id);
  });
});
