import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOneLine, githubSteps } from '../ci-examples.js';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY, runProgram } from './program.js';

/** Quick QA jobs of the engine of several kinds, whose expected files its own tests hold equal to these exports. */
const QA_JOBS = [
  'classical/case_12/job.ini',
  'classical/case_54/job.ini',
  'classical_damage/case_1a/job_haz.ini,job_risk.ini',
  'disagg/case_11/job.ini',
  'event_based/case_13/job.ini',
  'event_based/case_15/job.ini',
];

interface Checked {
  readonly agrees: boolean;
  readonly outputs: readonly {
    readonly output: string;
    readonly verdict: string;
    readonly fails: boolean;
    readonly expected: string | null;
    readonly rows: number | null;
    readonly worst: readonly { readonly where: string; readonly column: string; readonly expected: string }[];
  }[];
}

let folder = '';
/** Of the last job of each line. */
let ids: readonly number[] = [];
let qaData = '';

async function python(...words: readonly string[]): Promise<string> {
  const { python: interpreter, env, home } = engineUnderTest();
  const { stdout } = await promisify(execFile)(interpreter, words, { env, cwd: home, maxBuffer: 2 ** 26 });
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-live-'));
  qaData = await python('-c', 'from openquake import qa_tests_data as q; print(q.__path__[0])');
  const all = JSON.parse(await python(join(import.meta.dirname, 'run_qa_jobs.py'), ...QA_JOBS)) as number[];
  let next = 0;
  ids = QA_JOBS.map((words) => all[(next += words.split(',').length) - 1] ?? 0);
}, 120_000);
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function check(...words: readonly string[]): Promise<Checked & { readonly exit: number | null }> {
  const { exit, stdout, stderr } = await runProgram(['check', ...words, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Checked), exit };
}

describe('check against the expected files of the engine', () => {
  it.each(QA_JOBS.map((job, nth) => ({ job, nth })))(
    '$job agrees, and a cell that is one per cent off is found and named',
    async ({ job, nth }) => {
      const expected = join(qaData, job.split('/').slice(0, 2).join('/'), 'expected');
      const own = join(folder, String(nth));
      const results = join(own, 'results');
      const exported = await runProgram(['export', String(ids[nth] ?? 0), results, '--exports', 'csv']);
      expect(exported.exit).toBe(0);
      const found = await check(results, '--expect', expected, '--rtol', '1e-4', '--atol', '1e-6');
      const compared = found.outputs.filter(({ rows }) => (rows ?? 0) > 0);
      expect(compared.length).toBeGreaterThan(0);
      expect(compared.filter(({ fails }) => fails)).toEqual([]);

      const planted = join(own, 'planted');
      await mkdir(planted);
      const name = compared[0]?.expected ?? '';
      const { text, column, value } = plant(await readFile(join(expected, name), 'utf8'));
      await writeFile(join(planted, name), text);
      const again = await check(results, '--expect', planted, '--rtol', '1e-4', '--atol', '1e-6');
      expect(again.exit).toBe(10);
      const worst = again.outputs.find(({ fails }) => fails)?.worst[0];
      expect(worst).toMatchObject({ column, expected: value });
      expect(worst?.where).not.toBe('');
    },
    30_000,
  );
});

/** Changes the largest number of the last column that has one worth it, in the last row, by one per cent. */
function plant(content: string): { readonly text: string; readonly column: string; readonly value: string } {
  const lines = content.trimEnd().split(/\r?\n/);
  const names = (lines.find((line) => !line.startsWith('#')) ?? '').split(',');
  const cells = (lines.at(-1) ?? '').split(',');
  const at = cells.findLastIndex((cell, index) => {
    const isPlace = /lon|lat|_id$|^(?:depth|mag|dist|eps|poe|imt|return_period)$/.test(names[index] ?? '');
    return !isPlace && cell !== '' && Math.abs(Number(cell)) > 1e-3;
  });
  if (at < 0) throw new Error(`no number to change in ${content.slice(-200)}`);
  const value = String(Number(cells[at]) * 1.01);
  cells[at] = value;
  return { text: [...lines.slice(0, -1), cells.join(','), ''].join('\n'), column: names[at] ?? '', value };
}

describe('the example pipelines', () => {
  it('run their lines against a real engine, and leave the report', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const program = join(bin, 'openquake');
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${REPOSITORY}/bin/openquake.js" "$@"\n`);
    await chmod(program, 0o755);
    const work = join(folder, 'work');
    await mkdir(work);
    // The lines name files of the repository; what they write stays out of it.
    await promisify(execFile)('cp', ['-r', join(REPOSITORY, 'examples'), work]);
    const summary = join(folder, 'summary.md');
    const env = {
      ...process.env,
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
      OPENQUAKE_HOST: engineUnderTest().url,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: work,
      GITHUB_STEP_SUMMARY: summary,
    };
    const scripts = githubSteps()
      .map(({ run = '' }) => run)
      .filter((run) => run.startsWith('openquake'));
    expect(scripts).toHaveLength(2);
    for (const script of scripts) {
      // As the runner does.
      const { stderr } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], {
        cwd: work,
        env,
      });
      expect(stderr, asOneLine(script)).not.toContain('::error');
    }
    expect(await readdir(work)).toContain('check.xml');
    expect(await readFile(join(work, 'check.xml'), 'utf8')).toContain('tests="3" failures="0"');
    expect(await readFile(summary, 'utf8')).toContain('All 3 expected outputs agree.');
  }, 120_000);
});
