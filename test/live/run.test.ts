import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest, runOq } from './engine-under-test.js';
import { REPOSITORY, runProgram, startProgram, submittedId } from './program.js';

const CLASSICAL = join('examples', 'classical', 'job.ini');
/** Makes the classical example take longer than any test needs to abort it. */
const SLOW = 'region_grid_spacing=0.7';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-live-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The rows that the engine itself has stored, as its own command line prints them. */
async function storedLog(id: number): Promise<string[]> {
  const { stdout } = await runOq('engine', '--show-log', String(id));
  return stdout.trimEnd().split('\n');
}

async function statusOf(id: number): Promise<string> {
  const { exit, stdout } = await runProgram(['--lhc', '--json']);
  expect(exit).toBe(0);
  const rows = JSON.parse(stdout) as { id: number; status: string }[];
  return rows.find((row) => row.id === id)?.status ?? 'missing';
}

describe('running hazard and risk', () => {
  it('runs a hazard calculation: log complete and in order, outputs listed, exit 0', async () => {
    const { exit, stdout, stderr } = await runProgram(['--run-hazard', CLASSICAL]);
    expect(stderr).toMatch(/^Calculation \d+ submitted to http/);
    expect(exit).toBe(0);
    const id = submittedId(stderr);

    const shown = stderr.split('\n').slice(1);
    const end = shown.findIndex((line) => line.startsWith(`Calculation ${id} complete`));
    const rowCount = /log rows (\d+)\/(\d+)\./.exec(shown[end] ?? '');
    expect(rowCount?.[1]).toBe(rowCount?.[2]);
    // The engine's own listing has the process name where we follow its running format: compare what both tell.
    const message = (line: string): string =>
      line
        .replace(/^\[[^#]*(#\d+ [A-Z]+)\] /, '$1 ')
        .replace(/^(#\d+ [A-Z]+ )(?:[^ ]+\/\d+|task #\d+|before starting) /, '$1');
    const stored = await storedLog(id);
    expect(stored.filter((line) => line.startsWith('[')).length).toBe(Number(rowCount?.[1]));
    expect(shown.slice(0, end).map(message)).toEqual(stored.map(message));

    const listed = await runOq('engine', '--list-outputs', String(id));
    expect(stdout).toBe(listed.stdout);
  });

  it('runs hazard, then risk on it, by two commands', async () => {
    const hazard = await runProgram([
      '--rh',
      join('examples', 'classical-risk', 'job_hazard.ini'),
      '--quiet',
    ]);
    expect(hazard.exit).toBe(0);
    expect(hazard.stdout).toMatch(/^\d+\n$/);
    const id = hazard.stdout.trim();
    const risk = await runProgram([
      '--rr',
      join('examples', 'classical-risk', 'job_risk.ini'),
      '--hc',
      id,
      '--json',
    ]);
    expect(risk.exit).toBe(0);
    const { calculations } = JSON.parse(risk.stdout) as { calculations: Record<string, unknown>[] };
    expect(calculations).toHaveLength(1);
    expect(calculations[0]).toMatchObject({ outcome: 'complete', hazard_calculation_id: Number(id) });
    expect(calculations[0]?.['log_rows']).toBe(calculations[0]?.['server_log_rows']);

    const list = await runProgram(['--lrc']);
    expect(list.stdout).toMatch(
      new RegExp(`^ +${String(calculations[0]?.['calculation_id'])}\\| +classical_risk\\| complete\\|`, 'm'),
    );
  });

  it('runs hazard and damage by one command and exports into a folder', async () => {
    const target = join(folder, 'damage');
    const job = (name: string): string => join('examples', 'scenario-damage', name);
    const { exit, stdout, stderr } = await runProgram([
      '--run',
      job('job_hazard.ini'),
      job('job_damage.ini'),
      '--exports',
      'csv',
      '--export-dir',
      target,
    ]);
    expect(stderr.match(/submitted to/g)).toHaveLength(2);
    expect(exit).toBe(0);
    const files = await readdir(target);
    expect(files.filter((name) => name.startsWith('.'))).toEqual([]);
    expect(files.some((name) => /^aggrisk|^avg_damages/.test(name))).toBe(true);
    // What is printed is what the engine prints; the description of the files is not one of them.
    expect(files).toContain('ro-crate-metadata.json');
    for (const file of files)
      expect(stdout.includes(join(target, file))).toBe(file !== 'ro-crate-metadata.json');
  });

  it('sends a zip as it is', async () => {
    const archive = join(folder, 'job.zip');
    const { python, env } = engineUnderTest();
    const { execFileSync } = await import('node:child_process');
    execFileSync(
      python,
      ['-m', 'openquake.commands', 'zip', join(REPOSITORY, 'examples/scenario/job.ini'), archive],
      { env },
    );
    const { exit, stderr } = await runProgram(['--run', archive]);
    expect(stderr).toContain('complete');
    expect(exit).toBe(0);
  });

  it('overrides parameters in the uploaded copy only, and writes the log to a file', async () => {
    const before = await readFile(join(REPOSITORY, CLASSICAL), 'utf8');
    const log = join(folder, 'run.log');
    const { exit, stderr } = await runProgram([
      '--run',
      CLASSICAL,
      '-p',
      'description=Overridden by a test,region_grid_spacing=40',
      '-L',
      log,
    ]);
    expect(exit).toBe(0);
    expect(stderr).not.toContain('Running PreClassicalCalculator');
    expect(await readFile(log, 'utf8')).toMatch(
      /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d #\d+ (INFO|WARNING)\] .*\n/,
    );
    expect(await readFile(join(REPOSITORY, CLASSICAL), 'utf8')).toBe(before);
    const list = await runProgram(['--lhc']);
    expect(list.stdout).toContain('| Overridden by a test');
  });

  it('keeps two runs at once apart', async () => {
    const both = await Promise.all([
      runProgram(['--run', join('examples', 'scenario', 'job.ini')]),
      runProgram(['--run', join('examples', 'scenario', 'job.ini')]),
    ]);
    expect(both.map(({ exit }) => exit)).toEqual([0, 0]);
    const [one = 0, other = 0] = both.map(({ stderr }) => submittedId(stderr));
    expect(one).not.toBe(other);
    for (const [id, { stderr }] of [
      [one, both[0]],
      [other, both[1]],
    ] as const) {
      const ids = new Set([...stderr.matchAll(/^\[[^#\]]*#(\d+) /gm)].map((match) => match[1]));
      expect(ids).toEqual(new Set([String(id)]));
    }
  });
});

describe('calculations that do not end well', () => {
  it('exits 1 when the calculation fails, with the reason in the log', async () => {
    const job = join(folder, 'failing');
    await cp(join(REPOSITORY, 'examples', 'classical'), job, { recursive: true });
    const zones = join(job, 'sources', 'zones_only.xml');
    const text = await readFile(zones, 'utf8');
    expect(text).toContain('minMag="4.7"');
    await writeFile(zones, text.replace('minMag="4.7"', 'minMag="9.7"'));
    const { exit, stderr } = await runProgram(['--run', join(job, 'job.ini')]);
    expect(exit).toBe(1);
    const id = submittedId(stderr);
    expect(stderr).toContain(`Calculation ${id} failed`);
    expect(stderr).toMatch(/ERROR\]|CRITICAL\]/);
    expect(await statusOf(id)).toBe('failed');
  });

  it('exits 1 when the engine refuses the job, and names the dead calculation', async () => {
    const { exit, stdout, stderr } = await runProgram([
      '--run',
      CLASSICAL,
      '-p',
      'calculation_mode=clasical',
      '--no-preflight',
      '--json',
    ]);
    expect(exit).toBe(1);
    const { error } = JSON.parse(stdout) as {
      error: { kind: string; message: string; calculation_id: number };
    };
    expect(error.kind).toBe('job-refused');
    expect(error.message).toContain('clasical');
    expect(stderr).toContain(`--delete-calculation ${error.calculation_id}`);
    const deleted = await runProgram(['--dc', String(error.calculation_id), '--yes']);
    expect(deleted.exit).toBe(0);
  });

  it('aborts while the engine is still starting the calculation', async () => {
    const { exit, stdout } = await runProgram(['--run', CLASSICAL, '-p', SLOW, '--detach', '--quiet']);
    expect(exit).toBe(0);
    const id = Number(stdout);
    expect(await statusOf(id)).toBe('created');
    const aborted = await runProgram(['--abort', String(id)]);
    expect(aborted.stdout).toBe(`Job ${id} aborted\n`);
    expect(aborted.exit).toBe(0);
    expect(['failed', 'aborted']).toContain(await statusOf(id));
  });

  it('aborts an executing calculation by two Ctrl-C within three seconds', async () => {
    const run = startProgram(['--run', CLASSICAL, '-p', SLOW]);
    await run.saw(/classical/);
    run.kill('SIGINT');
    await run.saw(/Press Ctrl-C again to abort/);
    run.kill('SIGINT');
    const { exit, stderr } = await run.ended;
    expect(exit).toBe(3);
    const id = submittedId(stderr);
    expect(stderr).toMatch(new RegExp(`Calculation ${id} aborted after .*log rows (\\d+)/\\1\\.`));
    expect(['failed', 'aborted']).toContain(await statusOf(id));
  });

  it('detaches at one Ctrl-C; the calculation goes on and can be followed from its first row', async () => {
    const run = startProgram(['--run', CLASSICAL]);
    const [, submitted = ''] = await run.saw(/Calculation (\d+) submitted/);
    await run.saw(/#\d+ INFO\]/);
    run.kill('SIGINT');
    const { exit, stderr } = await run.ended;
    expect(exit).toBe(130);
    expect(stderr).toContain(`Detached. Calculation ${submitted} goes on`);
    expect(stderr).toContain(`logs ${submitted} --follow`);
    expect(stderr).toContain(`--abort ${submitted}`);
    const followed = await runProgram(['logs', submitted, '--follow']);
    expect(followed.exit).toBe(0);
    expect(followed.stderr).toMatch(/log rows (\d+)\/\1\./);
    const rows = [...followed.stdout.matchAll(/^\[[^#\]]*#/gm)].length;
    expect(rows).toBe((await storedLog(Number(submitted))).filter((line) => line.startsWith('[')).length);
  });

  it('aborts at SIGTERM when told to, as CI systems want it', async () => {
    const run = startProgram(['--run', CLASSICAL, '-p', SLOW, '--on-interrupt', 'abort']);
    await run.saw(/#\d+ INFO\]/);
    run.kill('SIGTERM');
    expect((await run.ended).exit).toBe(3);
  });

  it('deletes a calculation, but not one that others start from', async () => {
    const hazard = await runProgram([
      '--run',
      join('examples', 'scenario-damage', 'job_hazard.ini'),
      '--quiet',
    ]);
    const id = hazard.stdout.trim();
    const damage = await runProgram([
      '--rr',
      join('examples', 'scenario-damage', 'job_damage.ini'),
      '--hc',
      id,
      '--quiet',
    ]);
    expect(damage.exit).toBe(0);
    const refused = await runProgram(['--dc', id, '--yes']);
    expect(refused.exit).toBe(1);
    expect(refused.stderr).toContain('started from it');
    for (const calculation of [damage.stdout.trim(), id]) {
      const deleted = await runProgram(['--dc', calculation, '--yes']);
      expect(deleted.stdout).toBe(`Job ${calculation} is complete\nRemoved ${calculation}\n`);
      expect(deleted.exit).toBe(0);
    }
    expect((await runProgram(['--lo', id])).exit).toBe(8);
  });
});
