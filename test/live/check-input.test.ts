import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { REPOSITORY, runProgram } from './program.js';

const EXAMPLES = [
  ['classical', 'job.ini'],
  ['classical-risk', 'job_hazard.ini'],
  ['classical-risk', 'job_risk.ini'],
  ['scenario', 'job.ini'],
  ['scenario-damage', 'job_hazard.ini'],
  ['scenario-damage', 'job_damage.ini'],
].map(([folder = '', ini = '']) => join('examples', folder, ini));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-check-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A copy of an example with edits, each of which must change something. */
async function broken(
  name: string,
  example: string,
  edits: readonly (readonly [file: string, from: string | RegExp, to: string])[],
): Promise<string> {
  const copy = join(folder, name);
  await cp(join(REPOSITORY, 'examples', example), copy, { recursive: true });
  for (const [file, from, to] of edits) {
    const before = await readFile(join(copy, file), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has no ${String(from)}`);
    await writeFile(join(copy, file), after);
  }
  return copy;
}

describe('check-input', () => {
  it('finds nothing wrong with our examples, needs no server, and starts none', async () => {
    const { exit, stdout } = await runProgram(['check-input', ...EXAMPLES, '--hc', '1'], { host: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(EXAMPLES.length);
    for (const path of EXAMPLES) expect(stdout).toContain(`${path}: no errors (`);
    expect(exit).toBe(0);
  });

  it('has its exit code and its list in a pipe, too', async () => {
    const copy = await broken('pipe', 'scenario', [
      ['job.ini', /^(rupture_model_file *= *)\S+/m, '$1none.xml'],
    ]);
    const script = '"$0" bin/openquake.js check-input "$1" | cat; echo "exit ${PIPESTATUS[0]}"';
    const shell = spawn('bash', ['-c', script, process.execPath, join(copy, 'job.ini')], { cwd: REPOSITORY });
    let written = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
    await new Promise((resolve) => shell.once('close', resolve));
    expect(written).toMatch(/job\.ini:\d+:\d+: error: rupture_model_file names none\.xml/);
    expect(written).toMatch(/\n +\d+ \| rupture_model_file *= *none\.xml\n +\| +\^\n/);
    expect(written).toMatch(/\n1 error in 1 file\. Nothing was sent\.\nexit 5\n$/);
    expect(written).not.toContain('\u001b');
  });
});

describe('a fault that only the engine finds', () => {
  it("is told in the user's file when the engine refuses the job", async () => {
    const copy = await broken('refused', 'classical', [
      ['gsim_logic_tree.xml', /(<uncertaintyModel>\s*)\w+/, '$1Nonsense2099'],
    ]);
    const { exit, stdout, stderr } = await runProgram(
      ['--run', 'job.ini', '--no-preflight', '--upload', '--json'],
      { cwd: copy },
    );
    expect(exit).toBe(1);
    expect(stderr).toContain('The engine refuses this job: Unknown GSIM: Nonsense2099 in file ');
    expect(stderr).toMatch(
      /^gsim_logic_tree\.xml:\d+:\d+: error: Unknown GSIM: Nonsense2099\n.*\n +\| +\^$/m,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      error: { faults: [{ file: 'gsim_logic_tree.xml', column: expect.any(Number) as number }] },
    });
  });

  it("is told in the user's file when the calculation fails", async () => {
    const copy = await broken('failed', 'scenario', [['rupture.xml', /(<rake>)[^<]*/, '$1steep']]);
    const line = (await readFile(join(copy, 'rupture.xml'), 'utf8'))
      .split('\n')
      .findIndex((text) => text.includes('steep'));
    const { exit, stdout, stderr } = await runProgram(
      ['--run', 'job.ini', '--no-preflight', '--upload', '--json'],
      { cwd: copy },
    );
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^rupture\.xml:\d+:\d+: error: node rake: .*steep/m);
    expect(JSON.parse(stdout)).toMatchObject({
      calculations: [{ outcome: 'failed', faults: [{ file: 'rupture.xml', line: line + 1 }] }],
    });
  });

  it('is told in the member of an archive', async () => {
    const copy = await broken('table', 'scenario', [['sites.csv', /\n[^\n,]+/, '\nabc']]);
    const names = ['job.ini', 'sites.csv', 'rupture.xml', 'gsim_logic_tree.xml'];
    const members = await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(join(copy, name)) })),
    );
    await writeFile(join(copy, 'all.zip'), makeZip(members));
    const { exit, stderr } = await runProgram(['--run', 'all.zip', '--no-preflight'], { cwd: copy });
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^all\.zip\/sites\.csv:2:1: error: .*'abc'\n +2 \| abc.*\n +\| \^$/m);
  });
});
