import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldShell, type Shell } from './shell.js';

/**
 * One-liners as scripts of each era have them, run unchanged in a shell. Two calculations are computed, hazard and risk
 * on it; everything else looks at them.
 */
let shell: Shell;
let hazard: number;
let risk: number;

beforeAll(async () => {
  shell = await oldShell();
  // 0.9: the dialect of the name.
  const first = await shell.sh(
    'openquake --run-hazard $EXAMPLES/scenario-damage/job_hazard.ini --force-inputs --exports xml,csv --export-dir h --log-level progress',
  );
  expect(first.stderr).toContain('WARN: --force-inputs is deprecated, leave it out');
  expect(first.exit).toBe(0);
  hazard = Number(/Calculation (\d+) submitted/.exec(first.stderr)?.[1]);
  // 1.2: two stages.
  const second = await shell.sh(
    `openquake --run-risk $EXAMPLES/scenario-damage/job_damage.ini --hc ${hazard} --quiet | tail -n +1`,
  );
  risk = Number(/^\d+/.exec(second.stdout)?.[0]);
  expect(risk).toBeGreaterThan(hazard);
});

afterAll(async () => {
  await shell.remove();
});

async function ok(script: string): Promise<string> {
  const { exit, stdout, stderr } = await shell.sh(script);
  expect(`${exit} ${stderr}`).toMatch(/^0 /);
  return stdout;
}

async function refused(script: string): Promise<string> {
  const { exit, stdout, stderr } = await shell.sh(script);
  expect([exit, stdout]).toEqual([2, '']);
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('WARN: '));
  expect(said).toHaveLength(1);
  return stderr;
}

describe('scripts of 0.6 to 0.8', () => {
  it('are told what replaced the flag that named the job', async () => {
    expect(await refused('openquake --config_file=config.gem --output_type=xml')).toContain(
      'openquake --run JOB_INI',
    );
  });

  it('list and export as they did', async () => {
    const ids = await ok(`openquake --list-calculations | awk '{print $1}' | grep '^[0-9]'`);
    expect(
      ids
        .trim()
        .split('\n')
        .map((line) => Number.parseInt(line, 10)),
    ).toEqual(expect.arrayContaining([hazard, risk]));
    const output = (
      await ok(`openquake --list-outputs ${hazard} | grep Realizations | awk '{print $1}'`)
    ).trim();
    const { exit, stderr } = await shell.sh(`openquake --export ${output} old`);
    expect([exit, stderr]).toEqual([0, 'WARN: --export is deprecated, use --export-output instead\n']);
    expect(await readdir(join(shell.folder, 'old'))).toEqual([
      `realizations_${hazard}.csv`,
      'ro-crate-metadata.json',
    ]);
  });
});

it('scripts of 0.9 and 1.0 find the last calculation at the end of the list', async () => {
  const last = (await ok(`openquake --lhc | tail -1 | awk -F'|' '{print $1}'`)).trim();
  expect(Number(last)).toBe(hazard);
  const lines = await ok(`openquake --list-hazard-outputs ${hazard} 2>/dev/null`);
  expect(lines).toBe(await ok(`openquake --list-outputs ${hazard}`));
  expect(lines).toMatch(/^  id \| name\n/);
  expect(await refused(`openquake --run-risk risk.ini --ho 7`)).toContain('--hazard-calculation-id CALC_ID');
});

it('scripts of 1.2 list both kinds apart and export all', async () => {
  expect(await ok(`openquake --lrc | tail -1`)).toContain('scenario_damage');
  await ok(`openquake --ero ${risk} all --exports csv,xml`);
  const exported = (await readdir(join(shell.folder, 'all'))).toSorted();
  expect(exported.length).toBeGreaterThan(2);
  const [described, files] = [true, false].map((is) =>
    exported.filter((name) => (name === 'ro-crate-metadata.json') === is),
  );
  expect(described).toHaveLength(1);
  expect(files?.every((name) => name.includes(`_${risk}`) || name.includes('report'))).toBe(true);
  await ok(`openquake --shc ${hazard} dump`);
  expect((await readdir(join(shell.folder, 'dump'))).toSorted()).toEqual([
    `calc_${hazard}.hdf5`,
    'ro-crate-metadata.json',
  ]);
});

it('scripts of 1.5 run two jobs as a list, under the name oq-engine', async () => {
  const told = await ok(
    'oq-engine --run $EXAMPLES/scenario-damage/job_hazard.ini,$EXAMPLES/scenario-damage/job_damage.ini --lite --dry-run',
  );
  expect(told).toContain('job_hazard.ini');
  expect(told).toContain('job_damage.ini');
});

it('scripts of 1.9 are told what replaced views', async () => {
  expect(await refused(`oq-engine --show-view ${hazard} inputs`)).toContain('oq show VIEW CALC_ID');
});

it('scripts of 2.x read the stored log', async () => {
  const shown = await ok(`openquake engine --sl ${hazard} | grep -c INFO`);
  const rows = JSON.parse(await ok(`openquake --sl ${hazard} --json`)) as { level: string }[];
  expect(Number(shown)).toBeGreaterThanOrEqual(rows.filter(({ level }) => level === 'INFO').length);
  expect(Number(shown)).toBeGreaterThan(5);
});

it('scripts of 3.0 make the report of the day; -r is not guessed', async () => {
  const day = (await ok('date -u +%F')).trim();
  expect(await ok('openquake engine --make-html-report today')).toBe(`Written jobs-${day}.html\n`);
  const html = await readFile(join(shell.folder, `jobs-${day}.html`), 'utf8');
  expect(html).toContain(`id="calculation-${hazard}"`);
  expect(html).toContain('Parameters, tasks and slowest operations');
  expect(await refused('openquake engine -r today')).toContain('--make-html-report DATE');
});

it('scripts of 3.10 change parameters and run several', async () => {
  const told = await ok(
    'openquake engine --run $EXAMPLES/scenario/job.ini $EXAMPLES/classical/job.ini --multi -p truncation_level=2 --dry-run',
  );
  expect(told.match(/job\.ini/g)?.length).toBeGreaterThan(1);
});

it('scripts of 3.26 cut flags short, and clean up', async () => {
  expect(await ok('openquake engine --list-haz 2>/dev/null')).toBe(await ok('openquake --lhc'));
  expect(await refused('openquake engine --run job.ini --nodes 2')).toContain('SLURM');
  const bad = await shell.sh('openquake engine --list');
  expect([bad.exit, bad.stdout]).toEqual([2, '']);
  expect(bad.stderr).toContain('Ambiguous option: --list could match');
  await ok(`openquake engine --duc -y`);
  // Risk before the hazard that it started from.
  expect(await ok(`openquake engine --dc ${risk} -y; openquake engine --dhc ${hazard} -y 2>/dev/null`)).toBe(
    `Job ${risk} is complete\nRemoved ${risk}\nJob ${hazard} is complete\nRemoved ${hazard}\n`,
  );
});
