import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLocalEngine } from '../../src/local-engine/create-local-engine.js';
import type { LocalEngineEvent } from '../../src/local-engine/local-engine.js';
import { findProcess } from '../../src/process-table.js';
import { type FakeMachine, fakeMachine } from './fake-python.js';
import { bundledWorker, startWorker } from '../support/second-process.js';

const ignore = (): void => undefined;

const worker = bundledWorker(join(import.meta.dirname, 'worker.ts'));

/** What lies in the folder for engines. */
async function engines(fake: FakeMachine): Promise<readonly string[]> {
  return (await readdir(join(fake.folder, 'cache', 'engines')).catch(() => [])).sort();
}

async function pipRuns(fake: FakeMachine): Promise<number> {
  const text = await readFile(join(fake.notes, 'pip-runs'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '').length;
}

async function waitForFile(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
    await pause(20);
  }
}

describe('install', () => {
  it('installs once, tells its steps and says what it did', async () => {
    const fake = await fakeMachine();
    const engine = createLocalEngine(fake.machine);
    expect(await engine.needsInstall({})).toBe(true);
    const events: LocalEngineEvent[] = [];
    await engine.install({}, (event) => events.push(event));
    expect(events.map((event) => (event.kind === 'step' ? event.text : event.kind))).toEqual([
      'Making a private Python 3.11 environment',
      'Fetching numpy 1.26.4',
      'Compiling its numerical code for the first start, about two minutes',
      'installed',
    ]);
    expect(await engines(fake)).toEqual(['3.23.5', '3.23.5.install.log']);
    expect(await engine.needsInstall({})).toBe(false);
    expect((await engine.status()).installed.map((row) => row.version)).toEqual(['3.23.5']);
    await engine.install({}, ignore);
    expect(await pipRuns(fake)).toBe(1);
  });

  it('leaves nothing half-installed when the network is down', async () => {
    const fake = await fakeMachine({ FAKE_PIP: 'fail' });
    await writeFile(
      join(fake.notes, 'pip-words'),
      'Failed to establish a new connection: [Errno 111] Connection refused\n',
    );
    const install = createLocalEngine(fake.machine).install({}, ignore);
    await expect(install).rejects.toMatchObject({ exit: 'localEngine', facts: { reason: 'network' } });
    expect(await engines(fake)).toEqual(['3.23.5.install.log']);
  });

  it('leaves nothing half-installed when the disk runs full', async () => {
    const fake = await fakeMachine({ FAKE_PIP: 'fail' });
    await writeFile(join(fake.notes, 'pip-words'), 'OSError: [Errno 28] No space left on device\n');
    const install = createLocalEngine(fake.machine).install({}, ignore);
    await expect(install).rejects.toMatchObject({ facts: { reason: 'space' } });
    expect(await engines(fake)).toEqual(['3.23.5.install.log']);
  });

  it('does not call an engine installed that cannot be loaded', async () => {
    const fake = await fakeMachine({ FAKE_IMPORT: '1' });
    const engine = createLocalEngine(fake.machine);
    await expect(engine.install({}, ignore)).rejects.toThrow('Engine 3.23.5 was not installed');
    expect(await engine.needsInstall({})).toBe(true);
    expect(await engines(fake)).toEqual(['3.23.5.install.log']);
  });

  it('touches nothing when Python cannot make environments, or uv is not there', async () => {
    const fake = await fakeMachine({ FAKE_VENV: '0' });
    const engine = createLocalEngine(fake.machine);
    await expect(engine.install({}, ignore)).rejects.toMatchObject({ facts: { reason: 'no-venv' } });
    await expect(engine.install({ installer: 'uv' }, ignore)).rejects.toThrow('uv was not found on PATH');
    expect(await engines(fake)).toEqual([]);
  });

  it('ends the installer and cleans up when the user interrupts', async () => {
    const fake = await fakeMachine({ FAKE_PIP: 'hang' });
    const install = createLocalEngine(fake.machine).install({}, ignore);
    const refused = expect(install).rejects.toMatchObject({ exit: 'interrupted' });
    const pid = Number(await waitForFile(join(fake.notes, 'pip-hangs')));
    fake.interrupt();
    await refused;
    expect(await findProcess(pid, process.platform)).toBeUndefined();
    expect(await engines(fake)).toEqual(['3.23.5.install.log']);
  });

  it('ends the installer of a run that was killed, removes its half and installs', async () => {
    const fake = await fakeMachine({ FAKE_PIP: 'hang' });
    const killed = startWorker(worker(), ['install', fake.folder], fake.machine.env);
    const pid = Number(await waitForFile(join(fake.notes, 'pip-hangs')));
    await waitForFile(join(fake.folder, 'cache', 'engines', '3.23.5.installing.json'));
    killed.child.kill('SIGKILL');
    await killed.ended;
    // The orphan goes on writing to the folder.
    expect(await findProcess(pid, process.platform)).toBeDefined();
    const machine = { ...fake.machine, env: { ...fake.machine.env, FAKE_PIP: 'ok' } };
    const engine = createLocalEngine(machine);
    expect(await engine.needsInstall({})).toBe(true);
    await engine.install({}, ignore);
    expect(await findProcess(pid, process.platform)).toBeUndefined();
    expect(await engines(fake)).toEqual(['3.23.5', '3.23.5.install.log']);
    expect(await readdir(join(fake.folder, 'cache', 'engines', '3.23.5', 'bin'))).toEqual(['python']);
  });

  it('installs once when two runs want it at once', async () => {
    const fake = await fakeMachine({ FAKE_PIP_SECONDS: '1' });
    const runs = [1, 2].map(() => startWorker(worker(), ['install', fake.folder], fake.machine.env));
    expect(await Promise.all(runs.map(async ({ ended }) => ended))).toEqual([0, 0]);
    expect(await pipRuns(fake)).toBe(1);
    const kinds = runs.flatMap(({ lines }) =>
      lines.map((line) => (JSON.parse(line) as LocalEngineEvent).kind),
    );
    expect(kinds.filter((kind) => kind === 'installed')).toHaveLength(1);
    expect(kinds).toContain('waiting-for-lock');
  });
});

describe('uninstall', () => {
  it('removes engines, complete or half, and keeps the data until it is told to purge', async () => {
    const fake = await fakeMachine();
    const engine = createLocalEngine(fake.machine);
    await engine.install({}, ignore);
    await mkdir(join(fake.folder, 'cache', 'engines', '3.26.2'));
    const { dataFolder } = await engine.status();
    await mkdir(dataFolder, { recursive: true });
    const removed: string[] = [];
    const note = (event: LocalEngineEvent): void => {
      if (event.kind === 'removed') removed.push(event.folder);
    };
    await engine.uninstall({ purge: false, version: '../../..' }, note);
    expect(removed).toEqual([]);
    await engine.uninstall({ purge: false, version: '3.26.2' }, note);
    expect(await engines(fake)).toEqual(['3.23.5', '3.23.5.install.log']);
    await engine.uninstall({ purge: false }, note);
    expect(await readdir(join(fake.folder, 'cache'))).toEqual([]);
    expect(await readdir(dataFolder)).toEqual([]);
    await engine.uninstall({ purge: true }, note);
    expect(await readdir(join(fake.folder, 'data'))).toEqual([]);
    expect(removed).toHaveLength(3);
  });
});
