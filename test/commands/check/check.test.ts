import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { engineCsv } from '../../support/engine-csv.js';
import { simulate, statusBody } from '../../support/simulated-calculation.js';
import type { StubEngine } from '../../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../../support/test-system.js';
import { writeTinyJob } from '../../support/tiny-job.js';
import { withFolder, withStub } from '../../support/with-stub.js';

const CURVES = 'lon,lat,depth,poe-0.1000000,poe-0.2000000,poe-0.4000000';
const EXPECTED = engineCsv(CURVES, [
  '13.40000,42.30000,0.00000,5.000000E-01,2.000000E-01,1.000000E-01',
  '13.50000,42.30000,0.00000,6.000000E-01,3.000000E-01,2.000000E-01',
]);
/** Another order, another calculation, one cell by one per cent higher. */
const CHANGED = engineCsv(
  CURVES,
  [
    '13.50000,42.30000,0.00000,6.000000E-01,3.030000E-01,2.000000E-01',
    '13.40000,42.30000,0.00000,5.000000E-01,2.000000E-01,1.000000E-01',
  ],
  'checksum=2',
);
const SAME = engineCsv(CURVES, EXPECTED.split('\r\n').slice(2, 4).toReversed(), 'checksum=3');

type Files = Readonly<Record<string, string>>;

interface Checked extends RunResult {
  /** Files below the working folder, afterwards. */
  readonly files: Readonly<Record<string, string>>;
}

async function check(
  words: readonly string[],
  files: Files,
  env: Readonly<Record<string, string>> = {},
  prepare: (stub: StubEngine, folder: string) => unknown = () => undefined,
): Promise<Checked> {
  let result: Checked | undefined;
  await withFolder(async (folder) => {
    const cwd = join(folder, 'work');
    await mkdir(cwd);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(cwd, name, '..'), { recursive: true });
      await writeFile(join(cwd, name), content);
    }
    await withStub(async (stub) => {
      await prepare(stub, cwd);
      const own = ['CONFIG', 'CACHE', 'DATA'].map((name) => [`OPENQUAKE_${name}_DIR`, join(folder, name)]);
      const all = { OPENQUAKE_HOST: stub.url, ...Object.fromEntries(own), ...env } as Record<string, string>;
      for (const [name, value] of Object.entries(all)) all[name] = value.replace('CWD', cwd);
      const found = await runMain(['check', ...words], testSystem({ cwd, homeDir: folder, env: all }));
      const names = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      const contents = await Promise.all(
        names.map(async ({ parentPath, name }) => {
          const path = join(parentPath, name);
          return [path.slice(cwd.length + 1), await readFile(path, 'utf8')] as const;
        }),
      );
      result = { ...found, files: Object.fromEntries(contents) };
    });
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

const FOLDER = ['results', '--expect', 'expected'];
const DIFFERENT = {
  'results/hazard_curve-mean-PGA_7.csv': CHANGED,
  'expected/hazard_curve-mean-PGA.csv': EXPECTED,
};

describe('check of a folder', () => {
  it('agrees whatever the order, and asks no server', async () => {
    const { exit, stdout, stderr } = await check(FOLDER, {
      'results/hazard_curve-mean-PGA_7.csv': SAME,
      'expected/hazard_curve-mean-PGA.csv': EXPECTED,
    });
    expect(stdout).toMatch(/^output +verdict .*\nhazard_curve-mean-PGA +identical +2 +0/);
    expect(stderr).toBe('All 1 expected outputs agree.\n');
    expect(exit).toBe(0);
  });

  it('names the cell that differs with its place, both values and how far they lie apart', async () => {
    const { exit, stdout, stderr } = await check(FOLDER, DIFFERENT);
    expect(exit).toBe(10);
    expect(stdout).toContain('DIFFERENT');
    expect(stdout).toContain(
      'lon 13.50000, lat 42.30000, depth 0.00000: poe-0.2000000 expected 3.000000E-01, got 3.030000E-01 (absolute 3.0e-3, relative 9.9e-3)',
    );
    expect(stdout).toMatch(/expected [▁-█]{3} {2}poe at 0\.1 to 0\.4\n {2}got {6}[▁-█]{3}\n/);
    expect(stderr).toContain('1 of 1 outputs differ from what is expected in expected.');
    expect(stderr).toContain('--update');
  });

  it.each([
    [['--rtol', '0.02'], 0],
    [['--atol', '0.004'], 0],
    [['--per-output', 'hazard_curve-*=0.02'], 0],
    [['--per-output', 'hazard_curve-mean-PGA.csv=0,0.004'], 0],
    [['--per-output', 'other=0.02'], 10],
    [['--rtol', '0.02', '--per-output', '*-PGA=1e-6'], 10],
    [['--per-output', '*=1e-6', '--per-output', '*-PGA=0.02'], 0],
  ])('takes tolerances: %s', async (words, exit) => {
    expect((await check([...FOLDER, ...words], DIFFERENT)).exit).toBe(exit);
  });

  it('tells what is missing, what is more, and what cannot be read or compared', async () => {
    const files = {
      'results/hazard_curve-mean-PGA_7.csv': engineCsv(`${CURVES},new`, ['1,2,0,5,6,7,8']),
      'results/more_7.csv': 'a\n1\n',
      'results/broken_7.csv': 'a,b\n1,2\n3\n',
      'expected/hazard_curve-mean-PGA.csv': engineCsv(CURVES, ['1,2,0,5,6,7']),
      'expected/broken.csv': 'a,b\n1,2\n3,4\n',
      'expected/gone.csv': 'x\n1\n',
      'expected/notes.txt': 'why',
    };
    const words = [...FOLDER, '--json'];
    const told = async (...more: readonly string[]) => {
      const { exit, stdout } = await check([...words, ...more], files);
      const { outputs } = JSON.parse(stdout) as {
        outputs: { output: string; verdict: string; fails: boolean; why: string | null }[];
      };
      return {
        exit,
        rows: outputs.map(({ output, verdict, fails }) => `${output} ${verdict} ${fails}`),
        outputs,
      };
    };
    const lenient = await told();
    expect(lenient.exit).toBe(10);
    expect(lenient.rows).toEqual([
      'broken unreadable true',
      'gone missing true',
      'hazard_curve-mean-PGA close false',
      'notes.txt not-compared false',
      'more extra false',
    ]);
    expect(lenient.outputs[0]?.why).toMatch(/broken_7\.csv:3/);
    expect(lenient.outputs[2]?.why).toBe('columns that nobody expects: new');
    expect((await told('--strict')).rows).toEqual([
      'broken unreadable true',
      'gone missing true',
      'hazard_curve-mean-PGA different true',
      'more extra true',
      'notes.txt not-compared true',
    ]);
  });

  it.each([
    [['results'], '--expect is missing'],
    [['--expect', 'expected'], 'What is to be checked?'],
    [['results', '--expect', 'expected', '--calc', '7'], 'give one of them'],
    [['none', '--expect', 'expected'], 'neither a job file nor a folder'],
    [['results', 'job.ini', '--expect', 'expected'], 'job files, or one folder'],
    [[...FOLDER, '--rtol', 'x'], '--rtol takes a number'],
    [[...FOLDER, '--per-output', 'x'], 'NAME=RTOL'],
    [[...FOLDER, '--per-output', 'x=1,2,3'], 'NAME=RTOL'],
  ])('refuses %s', async (words, sentence) => {
    const { exit, stderr } = await check(words, DIFFERENT);
    expect(stderr).toContain(sentence);
    expect(exit).toBe(2);
  });

  it('says where nothing is expected yet, and how that comes to be', async () => {
    const { exit, stderr } = await check(FOLDER, { 'results/a_7.csv': 'x\n1\n' });
    expect(stderr).toContain('expected holds no expected csv');
    expect(stderr).toContain('--update');
    expect(exit).toBe(9);
  });
});

describe('--update', () => {
  it('shows what changed, and writes whole files under the names that they have', async () => {
    const { exit, stdout, files } = await check([...FOLDER, '--update'], {
      ...DIFFERENT,
      'expected/gmf-data_443.csv': 'event_id,gmv_PGA\n1,0.5\n',
      'results/gmf-data_7.csv': 'event_id,gmv_PGA\n1,0.6\n',
      'expected/same.csv': 'event_id,loss\n1,0.5\n',
      'results/same_7.csv': 'event_id,loss\n1,0.50\n',
      'results/more_7.csv': 'a\n1\n',
    });
    expect(exit).toBe(0);
    expect(stdout.indexOf('DIFFERENT')).toBeLessThan(stdout.indexOf('updated expected/'));
    expect(files['expected/hazard_curve-mean-PGA.csv']).toBe(CHANGED);
    expect(files['expected/gmf-data_443.csv']).toBe('event_id,gmv_PGA\n1,0.6\n');
    // What agrees is left alone, and what nobody expects stays so.
    expect(files['expected/same.csv']).toBe('event_id,loss\n1,0.5\n');
    expect(Object.keys(files).filter((name) => name.startsWith('expected/'))).toHaveLength(3);
  });

  it('fills an empty folder with all that there is, without ids; the next check agrees', async () => {
    const results = { 'results/hazard_curve-mean-PGA_7.csv': CHANGED, 'results/more_7.csv': 'a\n1\n' };
    const filled = await check([...FOLDER, '--update'], results);
    expect(filled).toMatchObject({ exit: 0, files: { 'expected/more.csv': 'a\n1\n' } });
    expect((await check(FOLDER, filled.files)).exit).toBe(0);
  });

  it('keeps what the calculation no longer gives, and still minds it', async () => {
    const { exit, files } = await check([...FOLDER, '--update'], {
      ...DIFFERENT,
      'expected/gone.csv': 'x\n1\n',
    });
    expect(exit).toBe(10);
    expect(files['expected/gone.csv']).toBe('x\n1\n');
  });
});

describe('check in CI', () => {
  it('writes JUnit that a parser reads, with the worst cells of what fails', async () => {
    const { files } = await check([...FOLDER, '--junit', 'out.xml'], {
      ...DIFFERENT,
      'results/a<b_7.csv': 'x\n1\n',
      'expected/a<b.csv': 'x\n1\n',
    });
    const seen: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) =>
      seen.push(
        [name, attributes['name'], attributes['tests'], attributes['failures']].filter(Boolean).join(' '),
      ),
    );
    parser.on('text', (text) => {
      if (text.trim() !== '') seen.push(text);
    });
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(files['out.xml'] ?? '').close();
    expect(seen.slice(0, 4)).toEqual([
      'testsuites 2 1',
      'testsuite openquake check results 2 1',
      'testcase hazard_curve-mean-PGA',
      'failure',
    ]);
    expect(seen[4]).toContain('lon 13.50000, lat 42.30000, depth 0.00000: poe-0.2000000 expected');
    expect(seen[5]).toBe('testcase a<b');
  });

  it('marks the line of the expected file on GitHub, and adds to the summary of the step', async () => {
    const { stderr, files } = await check(
      FOLDER,
      { ...DIFFERENT, 'summary.md': 'before\n' },
      { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: 'CWD', GITHUB_STEP_SUMMARY: 'CWD/summary.md' },
    );
    expect(stderr).toMatch(
      /^::error file=expected\/hazard_curve-mean-PGA\.csv,line=4,title=OpenQuake results::1 cell of 2 rows/m,
    );
    expect(files['summary.md']).toMatch(/^before\n### ❌ results\n/);
    expect(files['summary.md']).toContain('| hazard\\_curve-mean-PGA | **DIFFERENT** | 2 | 1 | 9.9e-3 |');
    expect(files['summary.md']).toContain('poe-0.2000000 expected 3.000000E-01, got 3.030000E-01');
  });
});

const OUTPUTS = [
  { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 0.5 },
  { id: 13, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], url: 'x', size_mb: null },
];

function gives(stub: StubEngine, content: string): void {
  stub.on('GET /v1/calc/7/results', { body: OUTPUTS });
  stub.on('GET /v1/calc/result/14', {
    headers: { 'content-disposition': 'attachment; filename=output-14-hazard_curve-mean-PGA_7.csv' },
    body: content,
  });
}

describe('check on a server', () => {
  const expected = { 'expected/hazard_curve-mean-PGA.csv': EXPECTED };

  it('runs a job as run does, and leaves nothing behind', async () => {
    const { exit, stdout, stderr, files } = await check(
      ['job.ini', '--expect', 'expected'],
      expected,
      {},
      async (stub, folder) => {
        await writeTinyJob(folder);
        stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
        simulate(stub, 7, [
          { status: 'executing', rows: 1 },
          { status: 'complete', rows: 3 },
        ]);
        gives(stub, CHANGED);
      },
    );
    expect(stderr).toContain('Calculation 7 submitted');
    expect(stdout).toContain('poe-0.2000000 expected 3.000000E-01, got 3.030000E-01');
    expect(stdout).not.toContain('Exporting');
    expect(exit).toBe(10);
    expect(
      Object.keys(files).filter((name) => name.endsWith('.csv') && !name.startsWith('expected')),
    ).toEqual(Object.keys(files).filter((name) => name === 'sites.csv'));
  });

  it('takes a calculation', async () => {
    const { exit, stdout } = await check(
      ['--calc', '7', '--expect', 'expected', '--json'],
      expected,
      {},
      (stub) => {
        stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
        gives(stub, SAME);
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({ what: 'calculation 7', calculation_ids: [7], agrees: true });
    expect(exit).toBe(0);
  });

  it('compares nothing where the calculation is not over, or failed', async () => {
    const running = await check(['--calc', '7', '--expect', 'expected'], expected, {}, (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') });
    });
    expect(running).toMatchObject({ exit: 6, stdout: '' });
    const failed = await check(['job.ini', '--expect', 'expected'], expected, {}, async (stub, folder) => {
      await writeTinyJob(folder);
      stub.on('POST /v1/calc/run', { body: { status: 'created', job_id: 7 } });
      simulate(stub, 7, [{ status: 'failed', rows: 2 }]);
    });
    expect(failed.stderr).toContain('Nothing was compared');
    expect(failed).toMatchObject({ exit: 1, stdout: '' });
  });

  it('looks at what is expected before anything is sent', async () => {
    const { exit, stderr } = await check(['job.ini', '--expect', 'none'], {}, {}, async (_stub, folder) =>
      writeTinyJob(folder),
    );
    expect(stderr).toContain('none holds no expected csv');
    expect(exit).toBe(9);
  });
});
