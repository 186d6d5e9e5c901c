import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { runningLogLine } from '../../src/views/log-line.js';
import { engineUnderTest } from '../live/engine-under-test.js';
import { type OwnEngine, startOwnEngine } from '../live/own-engine.js';
import { runProgram } from '../live/program.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { seededRandom } from '../support/seeded-random.js';
import { type Ending, runTreated, type SoakWorld, type Treatment } from './soak-client.js';
import { soakFaults } from './soak-faults.js';
import { makeSoakJob, type SoakJob } from './soak-job.js';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);
/** Programs that submit, and programs that only look. */
const SUBMITTERS = 4;
const READERS = 2;
/** A job is given up, and counts as lost, when this many runs of the same command did not bring it to its end. */
const MOST_RUNS = 25;

interface SoakedJob {
  readonly job: SoakJob;
  readonly ended: Ending | undefined;
  readonly runs: number;
  readonly results: string;
  readonly logFile: string;
}

let engine: OwnEngine | undefined;
let home: string | undefined;

afterAll(async () => {
  await engine?.stop();
  if (home !== undefined) await rm(home, { recursive: true, force: true });
});

it(`loses nothing in ${MINUTES} minutes of faults (seed ${SEED})`, async () => {
  const server = (engine = await startOwnEngine());
  const base = (home = await mkdtemp(join(tmpdir(), 'soak-')));
  const random = seededRandom(SEED);
  const faults = new Map<string, number>();
  const counts = new Map<string, number>();
  const plan = soakFaults(random, faults);
  let calm = false;
  const proxy = await startFaultProxy(server.url, (exchange) => (calm ? undefined : plan(exchange)));
  const env = {
    HOME: base,
    OPENQUAKE_CONFIG_DIR: join(base, 'config'),
    OPENQUAKE_CACHE_DIR: join(base, 'cache'),
    OPENQUAKE_DATA_DIR: join(base, 'data'),
    TMPDIR: join(base, 'tmp'),
    OPENQUAKE_NO_KEYRING: '1',
    NO_COLOR: '',
  };
  await mkdir(env.TMPDIR);
  const world: SoakWorld = {
    url: proxy.url,
    home: base,
    env,
    random,
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
  };
  const endings: Ending[] = [];
  const endsAtMs = Date.now() + MINUTES * 60_000;
  const isOver = (): boolean => Date.now() >= endsAtMs;

  const soaked: SoakedJob[] = [];
  let ordinal = 0;
  const submitter = async (): Promise<void> => {
    while (!isOver()) {
      const job = await makeSoakJob(base, (ordinal += 1));
      soaked.push(await bringToItsEnd(world, job, endings));
    }
  };
  const reader = async (): Promise<void> => {
    for (let turn = 0; !isOver(); turn += 1) {
      const words = random.pick([
        [3, ['jobs', '--json']],
        [2, ['show', 'last', '--json']],
        [2, ['logs', 'last', '--json']],
        [1, ['outputs', 'last', '--json']],
        [1, ['cluster', '--json']],
        [1, ['export', 'last', join(base, `seen-${turn % 3}`), '--json']],
      ]);
      const treatment = random.pick<Treatment>([
        [6, 'none'],
        [1, 'kill -9'],
        [1, 'SIGTERM'],
      ]);
      const ending = await runTreated(world, [...words, '--patience', '20'], treatment);
      endings.push(ending);
      // Whatever it says, it is one JSON value; a killed program says nothing.
      if (ending.exit !== null && ending.stdout !== '') JSON.parse(ending.stdout);
      world.count(`${words[0] ?? ''} exit ${ending.exit ?? 'killed'}`);
      await sleep(500);
    }
  };
  const restarts = async (): Promise<void> => {
    for (const [share, what] of [
      [0.35, 'server'],
      [0.7, 'everything'],
    ] as const) {
      await sleep(Math.max(0, endsAtMs - MINUTES * 60_000 * (1 - share) - Date.now()));
      await server.kill(what);
      await sleep(3_000);
      await server.start();
      world.count(
        `restart after the death of ${what === 'server' ? 'the server' : 'the server and all its calculations'}`,
      );
    }
  };
  await Promise.all([
    ...Array.from({ length: SUBMITTERS }, submitter),
    ...Array.from({ length: READERS }, reader),
    restarts(),
  ]);

  // The storm is over: what is open is settled, and everything is held against the server itself.
  calm = true;
  const settled = await runTreated(world, ['recover'], 'none');
  const direct = { host: server.url, env };
  const rows = JSON.parse((await runProgram(['jobs', '--json'], direct)).stdout) as readonly {
    readonly id: number;
    readonly description: string;
    readonly status: string;
  }[];
  const problems: string[] = [];
  const figures = { submitted: 0, duplicates: 0, lost: 0, logRows: 0, files: 0, dead: 0 };
  for (const { job, ended, results, logFile, runs } of soaked) {
    const found = rows.filter(({ description }) => description === job.description);
    if (found.length > 1) {
      figures.duplicates += found.length - 1;
      problems.push(
        `${job.description} calculations ${found.map(({ id }) => id).join(', ')} after ${runs} runs`,
      );
    }
    const [calculation] = found;
    if (calculation === undefined || ended === undefined) {
      figures.lost += 1;
      problems.push(`${job.description} ${found.length} calculations after ${runs} runs`);
      continue;
    }
    figures.submitted += 1;
    if (ended.exit !== 0) continue;
    const logs = (await (await fetch(`${server.url}/v1/calc/${calculation.id}/log/0:`)).json()) as string[][];
    const expected = logs.map(
      ([time = '', level = '', name = '', message = '']) =>
        `${runningLogLine(calculation.id, { time, level, process: name, message })}\n`,
    );
    figures.logRows += expected.length;
    if ((await readFile(logFile, 'utf8')) !== expected.join(''))
      problems.push(`the log of calculation ${calculation.id} differs: ${logFile}`);
    if (!ended.stderr.includes(`${expected.length}/${expected.length}`))
      problems.push(
        `calculation ${calculation.id} does not tell ${expected.length} of ${expected.length} rows`,
      );
    const reference = join(base, `reference-${calculation.id}`);
    await runProgram(['export', String(calculation.id), reference, '--exports', 'csv'], direct);
    const names = await readdir(reference);
    if (String(await readdir(results)) !== String(names))
      problems.push(`${String(await readdir(results))} instead of ${String(names)}`);
    for (const name of names) {
      figures.files += 1;
      const same = (await readFile(join(results, name))).equals(await readFile(join(reference, name)));
      if (!same) problems.push(`${name} differs`);
    }
  }
  figures.dead = rows.filter(({ description }) => description === 'Calculation waiting to start').length;
  for (const { stdout, stderr } of endings) {
    if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(stdout + stderr))
      problems.push(`raw control bytes: ${stderr}`);
    if (/fault in this program/.test(stderr)) problems.push(stderr);
  }
  const leftovers = await leftoversBelow(base);
  await proxy.close();
  const table = {
    seed: SEED,
    minutes: MINUTES,
    engine: engineUnderTest().version,
    calls: proxy.exchanges.length,
    ...figures,
    leftovers,
    recover: settled.exit,
    faults: Object.fromEntries([...faults].sort()),
    programs: Object.fromEntries([...counts].sort()),
  };
  process.stderr.write(`${JSON.stringify(table, undefined, 2)}\n`);
  expect(problems).toEqual([]);
  expect(leftovers).toEqual([]);
  expect({ ...figures, exit: settled.exit }).toMatchObject({ duplicates: 0, lost: 0, exit: 0 });
  expect(figures.submitted).toBeGreaterThan(MINUTES);
});

/** Runs the same command until the calculation has ended, as a patient user would. */
async function bringToItsEnd(world: SoakWorld, job: SoakJob, endings: Ending[]): Promise<SoakedJob> {
  const results = join(job.folder, 'results');
  for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
    const treatment = world.random.pick<Treatment>([
      [5, 'none'],
      [4, 'kill -9'],
      [1, 'SIGINT'],
      [1, 'SIGTERM'],
      [2, 'asleep'],
    ]);
    const logFile = join(job.folder, `log-${runs}.txt`);
    const words = ['run', job.path, '--exports', 'csv', '--export-dir', results, '--log-file', logFile];
    const ending = await runTreated(world, [...words, '--patience', '60'], treatment);
    endings.push(ending);
    world.count(`run exit ${ending.exit ?? 'killed'}`);
    // Left on purpose: the user was told the id, and goes on with it.
    const id = /--abort (\d+)|Calculation (\d+) submitted/
      .exec(ending.stderr)
      ?.slice(1)
      .find((one) => one);
    const left = ending.exit === 130 || ending.exit === 143;
    if (left && id !== undefined) return { job, ended: ending, runs, results, logFile };
    // The calculation is complete and was told; what the server withheld is fetched by its id, and goes on where it stopped.
    if (ending.exit === 9 && id !== undefined) {
      const fetched = await fetchTheRest(world, id, results, endings);
      return { job, ended: { ...ending, exit: fetched ? 0 : 9 }, runs, results, logFile };
    }
    // What a crash of the server with all its calculations leaves: it says `failed`, and nobody knows why.
    const isUnknown = /failed without an error/.test(ending.stderr);
    if (isUnknown) world.count('runs whose end the server does not know');
    if (isUnknown || ending.exit === 0 || ending.exit === 1 || ending.exit === 3)
      return { job, ended: ending, runs, results, logFile };
  }
  return { job, ended: undefined, runs: MOST_RUNS, results, logFile: '' };
}

async function fetchTheRest(
  world: SoakWorld,
  id: string,
  results: string,
  endings: Ending[],
): Promise<boolean> {
  for (let tries = 1; tries <= MOST_RUNS; tries += 1) {
    const ending = await runTreated(world, ['export', id, results, '--exports', 'csv'], 'none');
    endings.push(ending);
    if (ending.exit === 0) return true;
  }
  return false;
}

/** What nobody needs any more: temporary files, locks, open submissions. */
async function leftoversBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const left: string[] = [];
  for (const name of names) {
    const isTemporary =
      /(?:\.tmp|\.partial|\.lock|\.broken[^/]*)$|(?:^|\/)\.openquake-/.test(name) || /^tmp\//.test(name);
    const isOpen = /^data\/.*submissions\/./.test(name);
    if ((isTemporary || isOpen) && (await stat(join(folder, name)).catch(() => undefined)) !== undefined)
      left.push(name);
  }
  return left;
}
