import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InputFault } from '../../src/errors.js';
import { checkJob } from '../../src/job/checks/check-job.js';
import { type EngineKnowledge, knowledgeOf } from '../../src/job/checks/engine-knowledge.js';
import { walkJob } from '../../src/job/inputs.js';
import { engineUnderTest } from './engine-under-test.js';

/** These pass the engine's validation without the hazard that they need, and fail once they run. */
const NEED_HAZARD = new Set(['scenario_damage/case_4/job_risk.ini', 'scenario_risk/case_1g/job_risk.ini']);

/**
 * These pass the engine's validation and fail when it reads their files, as they were made to: probabilities beyond one
 * and below zero, a column that is lacking, a site and an asset that stand there twice, a taxonomy without a row.
 */
const FAIL_ON_READING = new Set([
  'classical_risk/case_2/job_risk-prob_above1.ini',
  'classical_risk/case_2/job_risk-prob_below0.ini',
  'event_based_risk/case_1/job_missing_occupancy.ini',
  'event_based_risk/case_01/job_missing_occupancy.ini',
  'classical/case_89/job_error.ini',
  'scenario/case_11/job.ini',
  'scenario/case_23/job.ini',
  'scenario_damage/case_16/job.ini',
]);

/** A copy of the QA data that the engine under test brings, to be broken. */
let top = '';
let knowledge: EngineKnowledge;
/** Job files that the engine takes as they are. */
let taken: string[] = [];

beforeAll(async () => {
  const { python, version } = engineUnderTest();
  const where = 'import os, openquake.qa_tests_data as q; print(os.path.dirname(q.__file__))';
  const data = spawnSync(python, ['-c', where], { encoding: 'utf8' }).stdout.trim();
  top = join(realpathSync(mkdtempSync(join(tmpdir(), 'openquake-preflight-'))), 'qa');
  cpSync(data, top, { recursive: true });
  knowledge = await knowledgeOf(version);
  const names = readdirSync(top, { recursive: true, encoding: 'utf8' });
  const all = names.filter((name) => name.endsWith('.ini')).sort();
  const refusals = askEngine(all);
  taken = all.filter((_ini, index) => refusals[index] === null);
}, 300_000);

afterAll(() => rmSync(dirname(top), { recursive: true, force: true }), 60_000);

/** @returns what the engine says of each job: null where it takes it. */
function askEngine(inis: readonly string[]): (string | null)[] {
  const { python, env } = engineUnderTest();
  const jobs = inis.map((ini) => ({ ini: join(top, ini), hazard: false }));
  const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'judge_jobs.py')], {
    env: { ...env },
    cwd: top,
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    maxBuffer: 1_000_000_000,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as (string | null)[];
}

/** What our preflight says of a job. */
async function judge(
  ini: string,
): Promise<{ faults: readonly InputFault[]; warnings: readonly InputFault[] }> {
  const { walk, inputs } = await walkJob(ini, { cwd: top });
  const hasHazard = NEED_HAZARD.has(ini);
  await checkJob({ walk, inputs, knowledge, hasHazard, signal: undefined });
  return walk;
}

it('takes every job that the engine takes', { timeout: 600_000 }, async () => {
  expect(taken.length).toBeGreaterThan(380);
  const alarms: unknown[] = [];
  for (const ini of taken) {
    const { faults } = await judge(ini);
    // Whoever is let off must be wrong, or the list has grown too long.
    if (faults.length > 0 !== FAIL_ON_READING.has(ini)) alarms.push({ ini, faults });
  }
  expect(alarms).toEqual([]);
});

/** A way to break a job: the parameter whose line is changed, and what becomes of that line. */
interface Mutation {
  readonly what: string;
  readonly line: RegExp;
  readonly becomes: (line: string) => string;
}

const MUTATIONS: readonly Mutation[] = [
  { what: 'mode', line: /^calculation_mode\s*=\s*\w+$/, becomes: (line) => line.replace(/.$/, '') },
  { what: 'unit', line: /^maximum_distance\s*=\s*[\d.]+$/, becomes: (line) => `${line} km` },
  {
    what: 'word',
    line: /^truncation_level\s*=\s*[\d.]+$/,
    becomes: (line) => line.replace(/[\d.]+$/, 'three'),
  },
  {
    what: 'time',
    line: /^investigation_time\s*=\s*[\d.]+$/,
    becomes: (line) => line.replace(/([\d.]+)$/, '-$1'),
  },
  { what: 'comment', line: /^random_seed\s*=\s*\d+$/, becomes: (line) => `${line} # any` },
  {
    what: 'switch',
    line: /^(?:hazard_maps|uniform_hazard_spectra|ground_motion_fields|avg_losses|individual_rlzs|std)\s*=\s*(?:true|false)$/i,
    becomes: (line) => line.replace(/\w+$/, 'yes'),
  },
  { what: 'poes', line: /^poes\s*=\s*[\d. ,]+$/, becomes: (line) => `${line} 10` },
  { what: 'IMT', line: /^intensity_measure_types\s*=.*PGA/, becomes: (line) => line.replace('PGA', 'pga') },
  {
    what: 'IMT of levels',
    line: /^intensity_measure_types_and_levels\s*=.*"PGA"/,
    becomes: (line) => line.replace('PGA', 'PAG'),
  },
  {
    what: 'brace',
    line: /^intensity_measure_types_and_levels\s*=.*\}$/,
    becomes: (line) => line.slice(0, -1),
  },
  { what: 'site', line: /^sites\s*=\s*[-\d.]+ [-\d.]+$/, becomes: (line) => line.replace(/\S+$/, '95') },
  { what: 'model', line: /^gsim\s*=\s*\w+$/, becomes: (line) => `${line}x` },
  {
    what: 'file key',
    line: /^(?:gsim_logic_tree|exposure|site_model)_file\s*=/,
    becomes: (line) => line.replace('_file', 's_file'),
  },
];

/** Breaks one line of a job. @returns the path of the broken copy and the line, or undefined where there is none. */
function broken(ini: string, mutation: Mutation): { path: string; line: number } | undefined {
  const lines = readFileSync(join(top, ini), 'utf8').split('\n');
  const index = lines.findIndex(
    (line, at) => mutation.line.test(line.trimEnd()) && !/^\s+\S/.test(lines[at + 1] ?? ''),
  );
  const line = lines[index];
  if (line === undefined) return undefined;
  lines[index] = mutation.becomes(line.trimEnd());
  const path = join(dirname(ini), `broken-${mutation.what.replaceAll(' ', '-')}.ini`);
  writeFileSync(join(top, path), lines.join('\n'));
  return { path, line: index + 1 };
}

it('finds what is wrong where it stands, as the engine does', { timeout: 900_000 }, async () => {
  const all = MUTATIONS.flatMap((mutation) => {
    const folders = new Set<string>();
    return taken.flatMap((ini) => {
      const one = NEED_HAZARD.has(ini) || folders.has(dirname(ini)) ? undefined : broken(ini, mutation);
      if (one !== undefined) folders.add(dirname(ini));
      return one === undefined ? [] : [{ ...one, what: mutation.what }];
    });
  });
  const engine = askEngine(all.map(({ path }) => path));
  const counts = new Map<string, number>();
  const missed: unknown[] = [];
  for (const [index, { path, line, what }] of all.entries()) {
    const { faults } = await judge(path);
    const here = faults.some((fault) => fault.file === path && fault.line === line);
    if (!here || engine[index] === null) missed.push({ path, line, faults, engine: engine[index] });
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  expect(MUTATIONS.filter(({ what }) => (counts.get(what) ?? 0) < 20)).toEqual([]);
  process.stderr.write(`${all.length} broken jobs: ${JSON.stringify([...counts])}\n`);
  expect(missed).toEqual([]);
});

it('finds a wrong model in a GSIM logic tree where it stands', { timeout: 600_000 }, async () => {
  const trees = new Set<string>();
  const all: { path: string; tree: string; line: number }[] = [];
  for (const ini of taken) {
    const job = readFileSync(join(top, ini), 'utf8');
    const name = /^gsim_logic_tree_file\s*[=:]\s*(\S+\.xml)\s*$/m.exec(job)?.[1];
    const tree = name === undefined ? '' : join(dirname(ini), name);
    if (name === undefined || trees.has(tree)) continue;
    trees.add(tree);
    const text = readFileSync(join(top, tree), 'utf8');
    const changed = text.replace(/(<uncertaintyModel>\s*\w{6,})(\s*<)/, '$1q$2');
    if (changed === text) continue;
    const model = /<uncertaintyModel>\s*(?=\w+q\s*<)/.exec(changed);
    const line = changed.slice(0, (model?.index ?? 0) + (model?.[0].length ?? 0)).split('\n').length;
    const copy = join(dirname(tree), `broken-${all.length}.xml`);
    const path = join(dirname(ini), `broken-tree-${all.length}.ini`);
    writeFileSync(join(top, copy), changed);
    writeFileSync(join(top, path), job.replaceAll(name, relative(dirname(ini), copy)));
    all.push({ path, tree: copy, line });
  }
  expect(all.length).toBeGreaterThan(100);
  const engine = askEngine(all.map(({ path }) => path));
  const missed: unknown[] = [];
  for (const [index, { path, tree, line }] of all.entries()) {
    const { faults } = await judge(path);
    const here = faults.some((fault) => fault.file === tree && fault.line === line);
    if (!here || engine[index] === null) missed.push({ tree, line, faults, engine: engine[index] });
  }
  process.stderr.write(`${all.length} trees with a wrong model\n`);
  expect(missed).toEqual([]);
});

it('agrees with the engine on which parameter a job cannot do without', { timeout: 600_000 }, async () => {
  const jobs = taken.filter((path) => !NEED_HAZARD.has(path) && !FAIL_ON_READING.has(path));
  const copies = jobs.flatMap((ini, number) => {
    const lines = readFileSync(join(top, ini), 'utf8').split('\n');
    // One line by itself of each job, another one in each.
    const alone = lines.flatMap((line, at) =>
      /^\w+\s*=\s*\S/.test(line) && !/^\s+\S/.test(lines[at + 1] ?? '') ? [at] : [],
    );
    const index = alone[number % Math.max(1, alone.length)];
    if (index === undefined) return [];
    const path = join(dirname(ini), `without-${number}.ini`);
    writeFileSync(join(top, path), lines.filter((_line, at) => at !== index).join('\n'));
    return [{ path, line: lines[index] }];
  });
  const engine = askEngine(copies.map(({ path }) => path));
  const alarms: unknown[] = [];
  const counts = { refusedByBoth: 0, refusedByTheEngineAlone: [] as unknown[] };
  for (const [index, { path, line }] of copies.entries()) {
    const { faults } = await judge(path);
    // These pass the validation and fail once they run: see NEED_HAZARD, and the rule of the time span.
    const later =
      faults.length === 1 &&
      / needs ground motion, |^investigation_time is missing/.test(faults[0]?.message ?? '');
    if (engine[index] === null && later) continue;
    if (engine[index] === null && faults.length > 0) alarms.push({ path, line, faults });
    else if (engine[index] !== null && faults.length > 0) counts.refusedByBoth += 1;
    else if (engine[index] !== null) counts.refusedByTheEngineAlone.push([path, line, engine[index]]);
  }
  process.stderr.write(`${copies.length} jobs without one line: ${JSON.stringify(counts, undefined, 1)}\n`);
  expect(alarms).toEqual([]);
  expect(counts.refusedByBoth).toBeGreaterThan(counts.refusedByTheEngineAlone.length);
});
