import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../src/clock.js';
import { parse as parseInstall } from '../../src/commands/local-engine/install.js';
import { parse as parseUninstall } from '../../src/commands/local-engine/uninstall.js';
import { createLocalEngine } from '../../src/local-engine/create-local-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { type FakeMachine, fakeMachine } from './fake-python.js';

/** @returns what runs the whole program on a machine with a fake Python, and that machine. */
async function program(
  env: Readonly<Record<string, string>> = {},
): Promise<{ fake: FakeMachine; run: (words: string, answers?: readonly string[]) => Promise<RunResult> }> {
  const fake = await fakeMachine(env);
  onTestFinished(async () => {
    await createLocalEngine({ ...fake.machine, stopped: new AbortController().signal }).stop(() => undefined);
  });
  return {
    fake,
    run: async (words, answers) =>
      runMain(
        words.split(' '),
        testSystem({
          env: Object.fromEntries(
            Object.entries(fake.machine.env).flatMap(([name, value]) =>
              value === undefined ? [] : [[name, value]],
            ),
          ),
          homeDir: fake.folder,
          clock: wallClock,
          ...(answers === undefined ? {} : { answers }),
        }),
      ),
  };
}

describe('parse', () => {
  it('reads the installer', () => {
    expect(parseInstall({ args: [], flags: {} })).toEqual({ installer: 'auto' });
    expect(parseInstall({ args: [], flags: { installer: 'uv' } })).toEqual({ installer: 'uv' });
    expect(() => parseInstall({ args: [], flags: { installer: 'conda' } })).toThrow('not "conda"');
  });

  it('reads whether calculations go too', () => {
    expect(parseUninstall({ args: [], flags: {} })).toEqual({ purge: false });
    expect(parseUninstall({ args: [], flags: { purge: true } })).toEqual({ purge: true });
  });
});

describe('openquake engine', () => {
  it('installs, starts, tells its status, stops and is removed', async () => {
    const { fake, run } = await program();
    const installed = await run('engine install --json');
    expect(installed).toMatchObject({ exit: 0 });
    const folder = join(fake.folder, 'cache', 'engines', '3.23.5');
    expect(JSON.parse(installed.stdout)).toMatchObject({ version: '3.23.5', folder, newly_installed: true });
    expect(installed.stderr).toContain(`Engine 3.23.5 is installed in ${folder}.`);
    expect(JSON.parse((await run('engine install --json')).stdout)).toMatchObject({ newly_installed: false });

    const started = await run('engine start');
    expect(started.exit).toBe(0);
    const url = started.stdout.trim();
    expect(await (await fetch(`${url}/v1/engine_version`)).text()).toBe('3.99.0');
    const status = JSON.parse((await run('engine status --json')).stdout) as {
      running: { url: string };
      data_folder: string;
    };
    expect(status.running.url).toBe(url);

    expect(JSON.parse((await run('engine stop --json')).stdout)).toEqual({
      stopped: true,
      calculations_ended: 0,
    });
    expect(JSON.parse((await run('engine stop --json')).stdout)).toEqual({
      stopped: false,
      calculations_ended: 0,
    });

    expect(JSON.parse((await run('engine uninstall --json')).stdout)).toEqual({
      removed: [folder],
      calculations_removed: false,
    });
    expect(await readFile(join(status.data_folder, 'server.log'), 'utf8')).toContain('listening');
    expect(JSON.parse((await run('engine uninstall --purge --yes --json')).stdout)).toEqual({
      removed: [status.data_folder],
      calculations_removed: true,
    });
  });

  it('says what it will do and asks before the first start installs', async () => {
    const { run } = await program();
    const refused = await run('engine start', ['n']);
    expect(refused.exit).toBe(11);
    expect(refused.stderr).toContain('OpenQuake engine 3.23.5 is not installed on this machine.');
    expect(refused.stderr).toContain('Install it now? (y/n)');
    expect((await run('engine start', ['y'])).exit).toBe(0);
  });

  it('installs without a question in CI and with --yes, and not where nobody can be asked', async () => {
    const { run } = await program();
    const silent = await run('engine start');
    expect(silent.exit).toBe(2);
    expect(silent.stderr).toContain('Add --yes.');
    expect((await run('engine start --yes')).exit).toBe(0);
    const inCi = await program({ CI: 'true' });
    expect((await inCi.run('engine start')).exit).toBe(0);
  });

  it('deletes no calculations unless somebody says so', async () => {
    const { run } = await program({ CI: 'true' });
    await run('engine start');
    const refused = await run('engine uninstall --purge');
    expect(refused.exit).toBe(2);
    expect((await run('engine uninstall --purge', ['n'])).exit).toBe(2);
    expect((await run('engine status')).stdout).toContain('Running:   engine 3.99.0');
  });

  it('uses an engine that is there already', async () => {
    const { fake, run } = await program();
    const checked = await run(`engine install --engine-python ${fake.python}`);
    expect(checked).toMatchObject({
      exit: 0,
      stdout: `Nothing is installed: the engine of ${fake.python} is used.\n`,
    });
    const started = await run(`engine start --engine-python ${fake.python} --json`);
    expect(JSON.parse(started.stdout)).toMatchObject({ version: '3.99.0' });
    expect(JSON.parse((await run('engine status --json')).stdout)).toMatchObject({ installed: [] });
  });

  it('reports a failed installation in one message', async () => {
    const { run } = await program({ FAKE_PYTHON_VERSION: '3.8' });
    const failed = await run('engine install');
    expect(failed.exit).toBe(11);
    expect(failed.stderr.split('\n').filter((line) => line.startsWith('openquake:'))).toEqual([
      'openquake: Python here is too old: python3.11 is 3.8; engine 3.23.5 needs Python 3.10, 3.11 or 3.12.',
    ]);
  });
});
