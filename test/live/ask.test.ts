import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPython } from './engine-under-test.js';
import { REPOSITORY, runProgram } from './program.js';

const JOBS = [
  join(REPOSITORY, 'examples', 'classical', 'job.ini'),
  join(REPOSITORY, 'examples', 'scenario-damage', 'job_hazard.ini,job_damage.ini'),
  'event_based_risk/case_master/job.ini',
];
/** Sites of the 24 of the classical example that are asked for. */
const SITES = [0, 11, 23];
/** Exports have six digits. */
const CLOSE = 2e-6;

type Row = Readonly<Record<string, string>>;
interface Answer {
  readonly kind: string;
  readonly imt: string;
  readonly site_id: number;
  readonly iml: number;
  readonly poe: number;
  readonly loss_type: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly damage_state: string;
  readonly return_period_years: number;
  readonly distance_km: number;
  readonly from: string;
  readonly value: number;
}

let folder: string;
let classical: number;
let damage: number;
let losses: number;

async function ask(calculation: number, ...words: readonly string[]): Promise<readonly Answer[]> {
  const { stdout, stderr } = await runProgram(['ask', String(calculation), ...words, '--json']);
  const value: unknown = stdout === '' ? undefined : JSON.parse(stdout);
  if (!Array.isArray(value)) throw new Error(stdout + stderr);
  return value as readonly Answer[];
}

type Tables = ReadonlyMap<string, readonly Row[]>;
const fetched = new Map<string, Promise<Tables>>();

/** The engine's exports of an output, each fetched once: rows by column, by the name of the file. */
async function exported(calculation: number, output: string): Promise<Tables> {
  const key = `${calculation} ${output}`;
  const tables = fetched.get(key) ?? fetchTables(calculation, output);
  fetched.set(key, tables);
  return tables;
}

async function fetchTables(calculation: number, output: string): Promise<Tables> {
  const target = join(folder, `${calculation}-${output}`);
  await runProgram(['export', String(calculation), target, '--output', output]);
  const names = (await readdir(target)).filter((name) => name.endsWith('.csv'));
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const lines = (await readFile(join(target, name), 'utf8'))
          .split('\r\n')
          .filter((line) => line !== '');
        const [head = '', ...rows] = lines.slice(lines[0]?.startsWith('#') === true ? 1 : 0);
        const columns = head.split(',');
        const read = rows.map((row): Row => {
          const cells = row.split(',');
          return Object.fromEntries(columns.map((column, nth) => [column, cells[nth] ?? '']));
        });
        return [name, read] as const;
      }),
    ),
  );
}

function tableOf(tables: Tables, ...parts: readonly string[]): readonly Row[] {
  const found = [...tables].filter(([name]) => parts.every((part) => name.includes(part)));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${parts.join()}: ${[...tables.keys()].join(', ')}`);
  return first[1];
}

/** The engine calls files of quantiles in another way. */
function nameOf(what: string, kind: string): string {
  return kind.startsWith('quantile-') ? `quantile_${what}-${kind.slice(9)}` : `hazard_${what}-${kind}`;
}

function expectClose(value: number, told: string | undefined, about: string): void {
  const wanted = Number(told);
  expect(Math.abs(value - wanted), `${about}: ${value} against ${told ?? ''}`).toBeLessThanOrEqual(
    CLOSE * Math.max(Math.abs(value), Math.abs(wanted)),
  );
}

const sites = SITES.flatMap((site) => ['--site', String(site)]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-ask-'));
  const ids = JSON.parse(await runPython('run_qa_jobs.py', ...JOBS)) as number[];
  [classical = 0, , damage = 0, losses = 0] = ids;
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('ask against the exports of the engine', () => {
  it('gives the hazard maps and spectra, of each statistic and realization', async () => {
    const [maps, spectra] = [await exported(classical, 'hmaps'), await exported(classical, 'uhs')];
    const rows = await ask(classical, 'poe=0.1, 0.02 in 50y all kinds', ...sites);
    expect(rows).toHaveLength(7 * 3 * 2 * SITES.length);
    for (const { kind, imt, poe, site_id, value, from } of rows) {
      expect(from).toBe('hazard map');
      const row = tableOf(maps, nameOf('map', kind))[site_id];
      expectClose(value, row?.[`${imt}-${poe}`], `${kind} ${imt} ${poe}`);
    }
    const drawn = await ask(classical, 'uhs 2% in 50y all kinds', ...sites);
    expect(drawn).toHaveLength(7 * 3 * SITES.length);
    for (const { kind, imt, site_id, value } of drawn) {
      const row = tableOf(spectra, nameOf('uhs', kind))[site_id];
      expectClose(value, row?.[`0.020000~${imt}`], `${kind} ${imt}`);
    }
  });

  it('gives the hazard curves', async () => {
    const curves = await exported(classical, 'hcurves');
    const rows = await ask(classical, 'hazard curve all kinds', ...sites);
    expect(rows).toHaveLength(7 * 3 * 20 * SITES.length);
    for (const { kind, imt, iml, site_id, value } of rows) {
      const row = tableOf(curves, nameOf('curve', kind), `-${imt}_`)[site_id];
      expectClose(value, row?.[`poe-${iml.toFixed(7)}`], `${kind} ${imt} ${iml}`);
    }
  });

  it('reads other probabilities off the curves as the engine makes its maps, and finds the nearest site', async () => {
    const poe = 1 - Math.exp(-50 / 1000);
    const levels = JSON.parse(
      await runPython('hazard_levels.py', String(classical), String(poe)),
    ) as Readonly<Record<string, readonly number[]>>;
    const rows = await ask(classical, '1000y', ...sites);
    expect(rows).toHaveLength(3 * SITES.length);
    for (const { imt, site_id, value, from } of rows) {
      expect(from).toBe('hazard curve');
      expectClose(value, String(levels[imt]?.[site_id]), imt);
    }
    const [{ lon = '', lat = '' } = {}] = tableOf(
      await exported(classical, 'hmaps'),
      'hazard_map-mean_',
    ).slice(11);
    const [near] = await ask(classical, `PGA 1000y at ${Number(lon) + 0.01},${lat}`);
    expect(near).toMatchObject({
      site_id: 11,
      value: rows.find(({ site_id: id, imt }) => id === 11 && imt === 'PGA')?.value,
    });
    expect(near?.distance_km).toBeCloseTo(0.82, 1);
  });

  it('sums average losses up by tag, and gives loss curves', async () => {
    const rows = await ask(losses, 'average losses by taxonomy');
    const table = tableOf(await exported(losses, 'avg_losses-stats'), rows[0]?.kind ?? '');
    expect(rows.length).toBeGreaterThan(3);
    for (const { loss_type, tags, value } of rows) {
      const own = table.filter(({ taxonomy }) => taxonomy === tags['taxonomy']);
      const sum = own.reduce((total, row) => total + Number(row[loss_type]), 0);
      expectClose(value, String(sum), `${loss_type} ${tags['taxonomy'] ?? ''}`);
    }
    const curves = tableOf(await exported(losses, 'aggcurves-stats'), 'aggcurves-stats-_');
    const points = (await ask(losses, 'loss curve', '--kind', 'stats')).filter(({ value }) => value > 0);
    expect(points.length).toBeGreaterThan(3);
    for (const { kind, loss_type, return_period_years, value, from } of points) {
      const row = curves.find(
        (one) =>
          Number(one['return_period']) === return_period_years &&
          one['loss_type'] === loss_type &&
          one['stat'] === kind,
      );
      expectClose(
        value,
        row?.[from.replace('loss curve', '').trim() || 'loss'],
        `${kind} ${loss_type} ${return_period_years}`,
      );
    }
  });

  it('sums damages up by tag, in the mean', async () => {
    const table = tableOf(await exported(damage, 'damages-stats'), 'mean');
    const rows = await ask(damage, 'damages by taxonomy');
    expect(rows.length).toBeGreaterThan(4);
    for (const { loss_type, tags, damage_state, value } of rows) {
      const own = table.filter(({ taxonomy }) => taxonomy === tags['taxonomy']);
      const sum = own.reduce((total, row) => total + Number(row[`${loss_type}-${damage_state}`]), 0);
      expectClose(value, String(sum), `${loss_type} ${damage_state} ${tags['taxonomy'] ?? ''}`);
    }
  });

  it('says what a calculation does not have', async () => {
    const { exit, stderr } = await runProgram(['ask', String(damage), 'PGA 475y']);
    expect([exit, stderr]).toEqual([8, expect.stringMatching(/has no hazard curves.*\n.*ask that one/)]);
    const none = await runProgram(['ask', String(classical), 'PGV 475y site 0']);
    expect([none.exit, none.stderr]).toEqual([
      8,
      expect.stringMatching(/no PGV.*\n.*PGA, SA\(0\.2\), SA\(1\.0\)/),
    ]);
  });
});
