import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalEngine } from '../../src/local-engine/create-local-engine.js';
import type { LocalEngine, LocalEngineEvent, RunningEngine } from '../../src/local-engine/local-engine.js';
import { type FakeMachine, fakeMachine } from './fake-python.js';
import { bundledWorker, startWorker } from '../support/second-process.js';

const ignore = (): void => undefined;

const worker = bundledWorker(join(import.meta.dirname, 'worker.ts'));

/** @returns an engine whose server, if one was started, is stopped after the test. */
async function engineOn(
  env: Readonly<Record<string, string>> = {},
): Promise<{ fake: FakeMachine; engine: LocalEngine }> {
  const fake = await fakeMachine(env);
  const engine = createLocalEngine(fake.machine);
  onTestFinished(async () => {
    await engine.stop(ignore);
  });
  return { fake, engine };
}

async function starts(fake: FakeMachine): Promise<number> {
  const text = await readFile(join(fake.notes, 'server-starts'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '').length;
}

function kill(pid: number): void {
  process.kill(-pid, 'SIGKILL');
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe('ensureRunning', () => {
  it('starts an engine of the user without installing, once, and stop ends it', async () => {
    const { fake, engine } = await engineOn();
    const choice = { python: fake.python };
    expect(await engine.needsInstall(choice)).toBe(false);
    const running = await engine.ensureRunning(choice, ignore);
    expect(running).toMatchObject({ version: '3.99.0' });
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await engine.ensureRunning({}, ignore)).toEqual(running);
    expect(await starts(fake)).toBe(1);
    expect((await engine.status()).running).toEqual(running);
    expect(await engine.stop(ignore)).toBe(true);
    expect(await answers(running.url)).toBe(false);
    expect(await engine.stop(ignore)).toBe(false);
    expect(await engine.status()).toMatchObject({ running: undefined, stale: false, installed: [] });
  });

  it('gives the engine folders of its own', async () => {
    const { fake, engine } = await engineOn();
    const { logFile } = await engine.ensureRunning({ python: fake.python }, ignore);
    expect(await readFile(logFile, 'utf8')).toContain(`TMPDIR is ${fake.folder}`);
  });

  it('replaces a server that is gone', async () => {
    const { fake, engine } = await engineOn();
    const first = await engine.ensureRunning({ python: fake.python }, ignore);
    kill(first.pid);
    await expect.poll(async () => (await engine.status()).stale).toBe(true);
    const events: LocalEngineEvent[] = [];
    const second = await engine.ensureRunning({ python: fake.python }, (event) => events.push(event));
    expect(second.pid).not.toBe(first.pid);
    expect(second.url).toBe(first.url);
    expect(events.map((event) => event.kind)).toContain('restarting');
  });

  it('keeps a server whose starter was killed, and still stops it', async () => {
    const { fake, engine } = await engineOn({ FAKE_SERVER: 'child' });
    const running = await engine.ensureRunning({ python: fake.python }, ignore);
    process.kill(running.pid, 'SIGKILL');
    expect(await engine.ensureRunning({}, ignore)).toEqual(running);
    expect(await engine.stop(ignore)).toBe(true);
    expect(await answers(running.url)).toBe(false);
  });

  it('never touches a process that has the number of a dead server', async () => {
    const { fake, engine } = await engineOn();
    const { pid } = await engine.ensureRunning({ python: fake.python }, ignore);
    const { dataFolder } = await engine.status();
    const file = join(dataFolder, 'server.json');
    const state = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    kill(pid);
    // This process itself stands for the one that was given the number.
    await writeFile(file, JSON.stringify({ ...state, pid: process.pid }));
    expect(await engine.status()).toMatchObject({ running: undefined, stale: true });
    expect(await engine.stop(ignore)).toBe(false);
  });

  it('shows the last words of a server that dies at once', async () => {
    const { fake, engine } = await engineOn({ FAKE_SERVER: 'dies' });
    const start = engine.ensureRunning({ python: fake.python }, ignore);
    await expect(start).rejects.toThrow(/ended before it could answer.*Traceback: no such table/s);
    expect((await engine.status()).stale).toBe(false);
  });

  it('goes to another port when the one of the dead server is taken', async () => {
    const { fake, engine } = await engineOn();
    const first = await engine.ensureRunning({ python: fake.python }, ignore);
    kill(first.pid);
    const foreign = createServer((_request, response) => response.end('nothing of yours'));
    await expect
      .poll(
        async () =>
          new Promise((resolve) => {
            foreign.once('error', () => {
              resolve(false);
            });
            foreign.listen(Number(new URL(first.url).port), '127.0.0.1', () => {
              resolve(true);
            });
          }),
      )
      .toBe(true);
    onTestFinished(() => void foreign.close());
    const second = await engine.ensureRunning({ python: fake.python }, ignore);
    expect(second.url).not.toBe(first.url);
  });

  it('replaces the engine when another one is asked for', async () => {
    const { fake, engine } = await engineOn();
    const first = await engine.ensureRunning({ python: fake.python }, ignore);
    const second = await engine.ensureRunning({ version: '3.23.5' }, ignore);
    expect(second.pid).not.toBe(first.pid);
    expect((await engine.status()).installed).toHaveLength(1);
  });

  it('installs and starts once when two runs come at once, and both get the address', async () => {
    const { fake, engine } = await engineOn({ FAKE_PIP_SECONDS: '1' });
    const runs = [1, 2].map(() => startWorker(worker(), ['ensure running', fake.folder], fake.machine.env));
    expect(await Promise.all(runs.map(async ({ ended }) => ended))).toEqual([0, 0]);
    const urls = runs.map(({ lines }) => (JSON.parse(lines.at(-1) ?? '{}') as RunningEngine).url);
    expect(urls[0]).toBe((await engine.status()).running?.url);
    expect(urls[1]).toBe(urls[0]);
    expect(await starts(fake)).toBe(1);
    expect(runs.flatMap(({ lines }) => lines).filter((line) => line.includes('"installed"'))).toHaveLength(1);
  });

  it('ends the server that it was starting when the user interrupts', async () => {
    const { fake } = await engineOn();
    const silent = createLocalEngine({ ...fake.machine, probe: async () => Promise.resolve(undefined) });
    const start = silent.ensureRunning({ python: fake.python }, (event) => {
      if (event.kind === 'starting') fake.interrupt();
    });
    await expect(start).rejects.toMatchObject({ exit: 'interrupted' });
    const calm = createLocalEngine({ ...fake.machine, stopped: new AbortController().signal });
    expect(await calm.status()).toMatchObject({ running: undefined, stale: false });
  });
});
