import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY, runProgram, startProgram, submittedId } from './program.js';
import { openTerminal, type Terminal } from './tmux.js';

const SCENARIO = join('examples', 'scenario', 'job.ini');

describe('on a real terminal', () => {
  let terminal: Terminal;
  let done = 0;

  beforeAll(async () => {
    const { stderr } = await runProgram(['--run', SCENARIO]);
    done = submittedId(stderr);
  });

  afterEach(async () => {
    await terminal.end();
  });

  const start = async (words: string, columns = 100, rows = 20): Promise<void> => {
    terminal = await openTerminal(columns, rows);
    await terminal.type(`openquake --host ${engineUnderTest().url} ${words}`);
    await terminal.press('Enter');
  };

  it('watches: list, log, export, help, another size, and gives the terminal back', async () => {
    await start('watch');
    await terminal.saw(new RegExp(`^> +${done} complete`, 'm'));
    expect(await terminal.modes()).toEqual({ alternate: true, cursor: false });
    await terminal.press('Enter');
    await terminal.saw(new RegExp(`Log of calculation ${done}`));
    await terminal.saw(/ Stored /);
    await terminal.type('q');
    await terminal.saw(/0 running/);
    const folder = await mkdtemp(join(tmpdir(), 'openquake-watch-'));
    try {
      await terminal.type(`e${folder}`);
      await terminal.saw(/Export calculation \d+ to folder/);
      await terminal.press('Enter');
      await terminal.saw(new RegExp(`Exported \\d+ files of calculation ${done}`));
      expect((await readdir(folder)).length).toBeGreaterThan(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await terminal.resize(20, 5);
    await terminal.saw(new RegExp(`^> +${done} comp`, 'm'));
    await terminal.resize(90, 20);
    await terminal.saw(/Job|Scenario/);
    await terminal.type('?');
    await terminal.saw(/abort it \(asks\)/);
    await terminal.type('qq');
    const text = await terminal.saw(/ready>\s*$/);
    expect(text).toContain('watch');
    expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
  });

  it('gives the terminal back at Ctrl-Z and takes it again, at Ctrl-C and at SIGTERM', async () => {
    await start('watch');
    await terminal.saw(/^> +\d+/m);
    await terminal.press('C-z');
    await terminal.saw(/Stopped/);
    expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
    await terminal.type('fg');
    await terminal.press('Enter');
    await terminal.saw(/^> +\d+/m);
    await terminal.press('C-c');
    await terminal.saw(/ready>\s*$/);
    expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
    await terminal.type(`clear; openquake --host ${engineUnderTest().url} watch; echo exit $?`);
    await terminal.press('Enter');
    await terminal.saw(/^> +\d+/m);
    process.kill(await terminal.programPid(), 'SIGTERM');
    await terminal.saw(/exit 143/);
    expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
    // What is typed now is shown again: the terminal is no longer raw.
    await terminal.type('echo hello');
    await terminal.saw(/echo hello/);
  });

  it('asks before it deletes, and takes a no', async () => {
    await start(`--dc ${done}`);
    await terminal.saw(/\(y\/n\):/);
    await terminal.type('n');
    await terminal.press('Enter');
    await terminal.saw(/ready>\s*$/);
    expect((await runProgram(['--lo', String(done)])).exit).toBe(0);
  });

  it('draws progress as a bar while a job runs, while wait and logs follow it', async () => {
    await start(`--run ${join('examples', 'classical', 'job.ini')}`);
    const shown = await terminal.saw(/Calculation \d+: .*\d+% [█░]+/, 120_000);
    const id = Number(/Calculation (\d+): .*%/.exec(shown)?.[1]);
    const waiting = startProgram(['wait', String(id)]);
    const following = startProgram(['logs', String(id), '-f', '--jsonl', '--tail', '3']);
    await terminal.saw(/Calculation \d+ complete after/, 120_000);
    expect(await waiting.ended).toMatchObject({ exit: 0, stdout: `${id} complete\n` });
    const { exit, stdout } = await following.ended;
    expect(exit).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.at(-1)?.message).toContain('Stored');
    // Every row once and in order: what was followed is the end of what is stored.
    const stored = JSON.parse((await runProgram(['logs', String(id), '--json'])).stdout) as unknown[];
    expect(rows).toEqual(stored.slice(-rows.length));
  });
});

describe('without a terminal', () => {
  it('refuses to watch, and names what does', async () => {
    const piped = await runProgram(['watch']);
    expect(piped.exit).toBe(2);
    expect(piped.stderr).toMatch(/ jobs lists calculations, .* wait ID/);
  });

  it('knows a good set-up and what a server does', async () => {
    const { url, version } = engineUnderTest();
    const doctor = await runProgram(['doctor', '--json']);
    expect(doctor.exit).toBe(0);
    const findings = JSON.parse(doctor.stdout) as { check: string; finding: string }[];
    expect(findings.find(({ check }) => check === 'engine')?.finding).toContain(version);
    const cluster = await runProgram(['cluster', '--json']);
    expect(JSON.parse(cluster.stdout)).toMatchObject({ host: url, engine: version, machine: null });
    expect((JSON.parse(cluster.stdout) as { workers: number }).workers).toBeGreaterThan(0);
  });

  it('has a tmux to test with', async () => {
    const { stdout } = await promisify(execFile)('tmux', ['-V'], { cwd: REPOSITORY });
    expect(stdout).toMatch(/^tmux \d/);
  });
});
