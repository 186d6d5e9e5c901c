import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest, runOq, runPython } from './engine-under-test.js';
import { layersAgainstCsv } from './layers-against-csv.js';
import { runProgram } from './program.js';

/** Small QA jobs that together have every kind of output that the engine's exporters know and QA data can produce. */
const QA_JOBS = [
  'classical_risk/case_4/job_haz.ini,job_risk.ini',
  'classical_damage/case_master/job_haz.ini,job_risk.ini',
  'classical_bcr/case_2/job.ini',
  'conditional_spectrum/case_1/job.ini',
  'disagg/case_1/job.ini',
  'disagg/case_2/job.ini',
  'event_based_risk/case_master/job.ini',
  'multi_risk/case_1/job.ini',
  'postproc/case_median_spectrum/job1.ini',
];

/** Fails inside engine 3.26.2 with the packages that it is pinned to. */
const QA_JOBS_OF_3_23 = ['event_based_risk/reinsurance_1/job.ini'];

/** Orders of priority that between them ask for every format of every output. */
const FORMAT_ORDERS = ['csv,xml,rst', 'npz,hdf5,zip,csv'];

/**
 * What may differ, by output key, and why. `assetcol`: the 3.23 server lists it without any format, so no client can
 * download it; the engine exports it locally. HDF5 files and the archive `input` hold their time of making.
 */
const NOT_ON_THE_SERVER = /^assetcol_\d+\.csv$/;
const HOLDS_A_TIME = /\.hdf5$|^input_\d+\.zip$/;
/** Measured: two exports by the engine itself, two seconds apart, differ in 16 bytes (times and their checksums). */
const TIME_BYTES = 64;

let folder: string;
/** In the order of the jobs above; the seventh is the first disaggregation, which has no exposure. */
let ids: number[];

/** The one file that the engine does not write: what the others are. */
const DESCRIPTION = 'ro-crate-metadata.json';

/** @returns the files of an export, and that the client's has its description. */
async function readExport(path: string): Promise<Map<string, Buffer>> {
  const files = await readFolder(path);
  expect(files.delete(DESCRIPTION)).toBe(files.size > 0);
  return files;
}

async function readFolder(path: string): Promise<Map<string, Buffer>> {
  const names = existsSync(path) ? await readdir(path) : [];
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)),
  );
}

function sameExport(name: string, one: Buffer, other: Buffer): boolean {
  if (!HOLDS_A_TIME.test(name)) return one.equals(other);
  return (
    one.length === other.length && one.filter((byte, index) => byte !== other[index]).length <= TIME_BYTES
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-exports-'));
  const jobs = engineUnderTest().version.startsWith('3.23.') ? [...QA_JOBS, ...QA_JOBS_OF_3_23] : QA_JOBS;
  ids = JSON.parse(await runPython('run_qa_jobs.py', ...jobs)) as number[];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('exports against the engine', () => {
  it.each(FORMAT_ORDERS)('writes the same files with the same bytes as the engine: %s', async (formats) => {
    const engineParent = join(folder, `engine-${formats}`);
    const told = JSON.parse(
      await runPython('export_calculations.py', formats, engineParent, ...ids.map(String)),
    ) as Record<string, { lines: string[]; failed: string[] }>;
    const differences: string[] = [];
    const keys = new Set<string>();
    let compared = 0;
    for (const id of ids) {
      const ours = join(folder, `ours-${formats}`, String(id));
      const theirs = join(engineParent, String(id));
      const { exit, stdout, stderr } = await runProgram(['--eos', String(id), ours, '--exports', formats]);
      const { lines: engineLines = [], failed = [] } = told[String(id)] ?? {};
      // Where the engine cannot export an output, we fail on that one too, and on no other.
      const expectedExit = failed.some((key) => key !== 'assetcol') ? 9 : 0;
      if (exit !== expectedExit) differences.push(`${id}: exit ${String(exit)}: ${stderr}`);
      const lines = engineLines.map((line) => line.replace(theirs, ours));
      const isComparable = (line: string): boolean =>
        !/assetcol/.test(line) && !failed.some((key) => line === `Exporting ${key}...`);
      expect(stdout.trimEnd().split('\n').filter(isComparable)).toEqual(lines.filter(isComparable));
      for (const line of lines) keys.add(/^Exporting (.*)\.\.\.$/.exec(line)?.[1] ?? '');
      const [mine, wanted] = [await readExport(ours), await readFolder(theirs)];
      for (const [name, bytes] of wanted) {
        const other = mine.get(name);
        if (NOT_ON_THE_SERVER.test(name)) continue;
        compared += 1;
        if (other === undefined) differences.push(`${id}: ${name} is missing`);
        else if (!sameExport(name, other, bytes)) differences.push(`${id}: ${name} differs`);
      }
      for (const name of mine.keys()) if (!wanted.has(name)) differences.push(`${id}: ${name} is ours alone`);
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(60);
    expect(keys.size).toBeGreaterThan(25);
  });

  it('makes layers whose numbers, as GDAL reads them, are those of the csv', async () => {
    const told = { layers: 0, numbers: 0 };
    for (const id of ids) {
      const found = await layersAgainstCsv(
        join(folder, `ours-${FORMAT_ORDERS[0] ?? ''}`, String(id)),
        join(folder, `${id}.gpkg`),
      );
      expect(found.differences, String(id)).toEqual([]);
      told.layers += found.layers;
      told.numbers += found.numbers;
    }
    expect(told.layers).toBeGreaterThan(40);
    expect(told.numbers).toBeGreaterThan(5_000);
  });

  it("writes what the engine's own command line writes, and prints the same lines", async () => {
    const id = String(ids[6]);
    const [ours, theirs] = [join(folder, 'ours-cli'), join(folder, 'theirs-cli')];
    const engine = await runOq('engine', '--export-outputs', id, theirs);
    const mine = await runProgram(['--export-outputs', id, ours]);
    expect(mine.stdout).toBe(engine.stdout.replaceAll(theirs, ours));
    const [a, b] = [await readExport(ours), await readFolder(theirs)];
    expect([...a.keys()].sort()).toEqual([...b.keys()].sort());
    for (const [name, bytes] of b) expect(a.get(name)?.equals(bytes), name).toBe(true);
  });

  it('exports a single output like the engine', async () => {
    const list = JSON.parse((await runProgram(['--lo', String(ids[6]), '--json'])).stdout) as {
      id: number;
      formats: string[];
    }[];
    const output = list.find(({ formats }) => formats.includes('csv'));
    const [ours, theirs] = [join(folder, 'ours-one'), join(folder, 'theirs-one')];
    const engine = await runOq('engine', '--export-output', String(output?.id), theirs);
    const mine = await runProgram(['--export-output', String(output?.id), ours]);
    expect(mine.stdout).toBe(engine.stdout.replaceAll(theirs, ours));
    expect([...(await readExport(ours))]).toEqual([...(await readFolder(theirs))]);
  });

  it('lists calculations with the words of the engine', async () => {
    const engine = await runOq('engine', '--list-hazard-calculations');
    const ours = await runProgram(['--lhc']);
    if (!engineUnderTest().version.startsWith('3.23.')) {
      expect(ours.stdout).toBe(engine.stdout);
      return;
    }
    // 3.23 prints the old columns; the facts in them must be ours too.
    const rows = engine.stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('|').map((cell) => cell.trim()));
    // It sorts by the microsecond of the start, of which its server tells but the second: two that
    // started in the same second may stand the other way round.
    const mine = ours.stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const facts = mine.map(([id, , status, time, description]) => [id, status, time, description]);
    const theirs = rows.map(([id, status, time = '', description = '']) => [
      id,
      status,
      time.slice(0, 19),
      description.slice(0, 39).trim(),
    ]);
    expect(facts.map(([, , time]) => time)).toEqual(theirs.map(([, , time]) => time));
    const byId = ([a]: (string | undefined)[], [b]: (string | undefined)[]) => Number(a) - Number(b);
    expect([...facts].sort(byId)).toEqual([...theirs].sort(byId));
  });
});
