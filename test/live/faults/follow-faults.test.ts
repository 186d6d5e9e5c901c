import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedLogLine, runningLogLine } from '../../../src/views/log-line.js';
import type { LogRow } from '../../../src/engine/types.js';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.js';
import { type RandomFaults, randomReadFaults, tallyOf } from '../../support/random-faults.js';
import { type OwnEngine, startOwnEngine } from '../own-engine.js';
import { REPOSITORY, runProgram, startProgram, submittedId } from '../program.js';

/*
 * Follows real calculations through what networks, servers and laptops do. One command:
 *
 *     npx vitest run --config vitest.live.config.ts test/live/faults/follow-faults.test.ts
 *
 * OPENQUAKE_FAULT_SEED=N plays the same faults again, OPENQUAKE_FAULT_ROUNDS=N repeats the first test with other seeds.
 */
const SEED = Number(process.env['OPENQUAKE_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ROUNDS = Number(process.env['OPENQUAKE_FAULT_ROUNDS'] ?? 1);
const JOB = join(REPOSITORY, 'examples', 'classical', 'job.ini');
/** Makes the example last half a minute or more. */
const LONGER = 'region_grid_spacing=3.5';
/** How long the "laptop" sleeps: longer than any wait of ours for a reply. */
const ASLEEP_MS = 75_000;

let engine: OwnEngine;
let folder: string;
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-follow-'));
  engine = await startOwnEngine();
});

afterAll(async () => {
  for (const proxy of proxies) await proxy.close();
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

async function faultyWay(
  seed: number,
  part: number,
  most: number,
): Promise<FaultProxy & { readonly faults: RandomFaults }> {
  const faults = randomReadFaults(seed, part, most);
  const proxy = await startFaultProxy(engine.url, faults.plan);
  proxies.push(proxy);
  return { ...proxy, faults };
}

/** The rows as the server itself holds them, past the proxy. */
async function serverRows(id: number): Promise<LogRow[]> {
  const reply = await fetch(`${engine.url}/v1/calc/${id}/log/0:`);
  const rows = (await reply.json()) as [string, string, string, string][];
  return rows.map(([time, level, process, message]) => ({ time, level, process, message }));
}

/** Sends the long example past the proxies. */
async function submit(): Promise<number> {
  const { stderr } = await runProgram(['--run', JOB, '-p', LONGER, '--detach'], { host: engine.url });
  return submittedId(stderr);
}

function rowsOf(jsonl: string): LogRow[] {
  return jsonl
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogRow);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

describe.concurrent('a followed log', () => {
  it.each(Array.from({ length: ROUNDS }, (_unused, round) => SEED + 10 * round))(
    'is the server’s own for every follower through 100 faults, seed %i',
    async (seed) => {
      const ways = await Promise.all(
        Array.from({ length: 6 }, async (_unused, n) => faultyWay(seed + n, 0.65, 100)),
      );
      const [toFile, plain, ...toPipes] = ways;
      if (toFile === undefined || plain === undefined) throw new Error('six ways were made');
      const logFile = join(folder, `${seed}.log`);
      const words = ['--run', JOB, '-p', LONGER, '--log-file', logFile, '--json'];
      const run = startProgram(words, { host: toFile.url });
      const id = Number((await run.saw(/Calculation (\d+) submitted/))[1]);
      const follow = ['logs', String(id), '--follow'];
      const [ran, shown, piped] = await Promise.all([
        run.ended,
        runProgram(follow, { host: plain.url }),
        Promise.all(toPipes.map(async ({ url }) => runProgram([...follow, '--jsonl'], { host: url }))),
      ]);
      const rows = await serverRows(id);
      const played = ways.map(({ faults }) => faults.played);
      const count = (): number => played.flatMap((one) => [...one.values()]).reduce((a, b) => a + b, 0);
      // So short a calculation takes few questions: whoever follows it later proves the same.
      for (const way of [...ways, ...ways, ...ways]) {
        if (count() >= 100) break;
        piped.push(await runProgram([...follow, '--jsonl'], { host: way.url }));
      }
      say(
        `seed ${seed}: ${rows.length} rows to each of ${piped.length + 2} followers through ${count()} faults: ${tallyOf(...played)}`,
      );
      for (const { exit, stderr } of [ran, shown, ...piped]) {
        expect(stderr).toContain(`log rows ${rows.length}/${rows.length}.`);
        expect(exit).toBe(0);
      }
      for (const { stdout } of piped) expect(rowsOf(stdout)).toEqual(rows);
      expect(shown.stdout).toBe(rows.map((row) => `${storedLogLine(id, row)}\n`).join(''));
      expect(await readFile(logFile, 'utf8')).toBe(
        rows.map((row) => `${runningLogLine(id, row)}\n`).join(''),
      );
      expect(JSON.parse(ran.stdout)).toMatchObject({
        calculations: [{ log_rows: rows.length, server_log_rows: rows.length }],
      });
      expect(count()).toBeGreaterThanOrEqual(100);
    },
    900_000,
  );

  it('is whole after the laptop slept through a part of it', async () => {
    const way = await faultyWay(SEED + 3, 0.2, 100);
    const id = await submit();
    const follower = startProgram(['logs', String(id), '--follow', '--jsonl'], { host: way.url });
    await expect.poll(() => follower.written.stdout.length, { timeout: 120_000 }).toBeGreaterThan(0);
    follower.kill('SIGSTOP');
    await sleep(ASLEEP_MS);
    follower.kill('SIGCONT');
    const { exit, stdout, stderr } = await follower.ended;
    const rows = await serverRows(id);
    say(`asleep for ${ASLEEP_MS / 1000} s: ${rows.length} rows; faults: ${tallyOf(way.faults.played)}`);
    expect(stderr).toContain(`log rows ${rows.length}/${rows.length}.`);
    expect(exit).toBe(0);
    expect(rowsOf(stdout)).toEqual(rows);
  }, 900_000);
});

describe('a followed log, alone on its server', () => {
  it('goes on where it was when the server is killed and started again', async () => {
    const way = await faultyWay(SEED + 4, 0.2, 100);
    const id = await submit();
    const early = startProgram(['logs', String(id), '--follow', '--jsonl'], { host: way.url });
    await expect.poll(() => early.written.stdout.length, { timeout: 120_000 }).toBeGreaterThan(0);
    await engine.kill('server');
    const rowsAtDeath = rowsOf(early.written.stdout).length;
    await early.saw(/Trying again/);
    await engine.start();
    const late = startProgram(['logs', String(id), '--follow', '--jsonl'], { host: way.url });
    const ends = await Promise.all([early.ended, late.ended]);
    const rows = await serverRows(id);
    say(`server killed at row ${rowsAtDeath} of ${rows.length}; faults: ${tallyOf(way.faults.played)}`);
    for (const { exit, stdout, stderr } of ends) {
      expect(stderr).toContain(`Calculation ${id} complete`);
      expect(stderr).toContain(`log rows ${rows.length}/${rows.length}.`);
      expect(exit).toBe(0);
      expect(rowsOf(stdout)).toEqual(rows);
    }
  }, 900_000);
});
