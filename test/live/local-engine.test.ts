import { readFile, rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import type { LocalEngineEvent } from '../../src/local-engine/local-engine.js';
import { listProcesses, type ProcessRow } from '../../src/process-table.js';
import { engineUnderTest, runOq } from './engine-under-test.js';
import { fetchProbe, localEngineAt, testCacheFolder } from './local-engine-at.js';
import { runProgram } from './program.js';

const SCENARIO = join(import.meta.dirname, '..', '..', 'examples', 'scenario');
const ignore = (): void => undefined;

describe('the engine under test', () => {
  it('answers with its version', async () => {
    const { url, version } = engineUnderTest();
    expect(await fetchProbe(url)).toBe(version);
  });

  it('shares its database with its own oq', async () => {
    const { stdout } = await runOq('engine', '--list-hazard-calculations');
    expect(stdout).toMatch(/None|job_id/);
  });
});

/** Uploads the scenario example file by file. @returns its number. */
async function startScenario(url: string): Promise<number> {
  const form = new FormData();
  for (const name of ['job.ini', 'gsim_logic_tree.xml', 'rupture.xml', 'sites.csv']) {
    form.append(name, new Blob([await readFile(join(SCENARIO, name))]), basename(name));
  }
  const reply = await fetch(`${url}/v1/calc/run`, { method: 'POST', body: form });
  return ((await reply.json()) as { job_id: number }).job_id;
}

describe('an engine of its own', () => {
  const data = join(testCacheFolder(), 'runs', `${process.pid}-own`);
  const { version } = engineUnderTest();
  const here = localEngineAt({ cache: testCacheFolder(), data });
  const { engine } = here;

  afterAll(async () => {
    await engine.stop(ignore);
    await rm(data, { recursive: true, force: true });
  });

  /** What lives on this machine under the number or the address of a server. */
  const remains = async (pid: number, url: string): Promise<readonly ProcessRow[]> => {
    const rows = await listProcesses(process.platform);
    return rows.filter((row) => row.groupId === pid || row.command.includes(new URL(url).host));
  };

  it('is started once by two who ask at once, beside the engine under test', async () => {
    const events: LocalEngineEvent[] = [];
    const other = localEngineAt({ cache: testCacheFolder(), data }).engine;
    const choice = { version };
    const [first, second] = await Promise.all([
      engine.ensureRunning(choice, (event) => events.push(event)),
      other.ensureRunning(choice, (event) => events.push(event)),
    ]);
    expect(second).toEqual(first);
    expect(first.version).toBe(version);
    expect(first.url).not.toBe(engineUnderTest().url);
    expect(events.filter(({ kind }) => kind === 'starting')).toHaveLength(1);
    expect(await engine.status()).toMatchObject({
      running: first,
      stale: false,
      calculations: 0,
      dataFolder: join(data, 'engine'),
    });
  });

  it('is stopped with the calculation that it runs, and nothing lives on', async () => {
    const { url, pid } = await engine.ensureRunning({}, ignore);
    await startScenario(url);
    await expect.poll(async () => (await engine.status()).calculations, { timeout: 60_000 }).toBe(1);
    const env = {
      OPENQUAKE_CACHE_DIR: testCacheFolder(),
      OPENQUAKE_DATA_DIR: data,
      OPENQUAKE_ENGINE_VERSION: version,
    };
    const cluster = await runProgram(['cluster', '--json'], { host: '', env });
    expect(cluster.exit, cluster.stderr).toBe(0);
    expect(JSON.parse(cluster.stdout)).toMatchObject({
      host: url,
      engine: version,
      // Running, or waiting where the engine is still starting it.
      calculations: [{ running: expect.any(Number) as number, waiting: expect.any(Number) as number }],
      machine: { cores: cpus().length, memory_bytes: totalmem() },
    });
    const events: LocalEngineEvent[] = [];
    expect(await engine.stop((event) => events.push(event))).toBe(true);
    expect(events).toEqual([
      { kind: 'stopping', url, calculations: 1 },
      { kind: 'stopped', url },
    ]);
    expect(await remains(pid, url)).toEqual([]);
    expect(await fetchProbe(url)).toBeUndefined();
    expect(await engine.status()).toMatchObject({ running: undefined, stale: false });
  });

  it('is started again when it was killed, with its calculations', async () => {
    const first = await engine.ensureRunning({ version }, ignore);
    process.kill(-first.pid, 'SIGKILL');
    await expect.poll(async () => (await engine.status()).stale, { timeout: 30_000 }).toBe(true);
    const events: LocalEngineEvent[] = [];
    const second = await engine.ensureRunning({ version }, (event) => events.push(event));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['restarting', 'starting', 'ready']),
    );
    expect(second.url).toBe(first.url);
    const list: unknown = await (await fetch(`${second.url}/v1/calc/list`)).json();
    expect(list).toEqual([expect.objectContaining({ id: 1, is_running: false })]);
  });
});
