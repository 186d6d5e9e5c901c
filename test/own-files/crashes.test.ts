import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProcesses } from '../../src/process-table.js';
import { fakeMachineIn } from '../local-engine/fake-python.js';
import { listen } from '../support/listen.js';
import { bundleWorker, type SecondProcess, startWorker } from '../support/second-process.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder } from '../support/with-stub.js';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** How often each is tried, each time at another moment. */
const TIMES = Number(process.env['OPENQUAKE_TEST_CRASHES'] ?? '1');
/** A start takes half of it: some die before they have begun, some in the midst of it. */
const LATEST_MS = 900;

let bundles = '';
let program = '';

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'openquake-worker-'));
  program = await bundleWorker(join(import.meta.dirname, '..', 'support', 'whole-program.ts'), bundles);
});

afterAll(async () => rm(bundles, { recursive: true, force: true }));

/** A server that takes what it is sent and gives half of what it is asked for, until it is told to be well. */
async function slowEngine(): Promise<{ readonly url: string; well: boolean }> {
  const engine = { url: '', well: false };
  const server = createServer((request, response) => {
    const call = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    if (call === 'GET /v1/engine_version') return void response.end('3.26.2');
    if (call === 'GET /v1/calc/list') return void response.end('[]');
    if (call === 'POST /v1/calc/run') {
      if (!engine.well) return void request.pause();
      request.resume().on('end', () => response.end('{"job_id": 42, "status": "created"}'));
      return;
    }
    if (call === 'GET /v1/calc/result/3') {
      const body = 'lon,lat\n';
      response.writeHead(200, {
        'content-type': 'text/csv',
        'content-disposition': 'attachment; filename=output-3-curves_42.csv',
        'content-length': String(body.length),
      });
      if (engine.well) response.end(body);
      else response.write(body.slice(0, 4));
      return;
    }
    response.writeHead(404).end();
  });
  engine.url = `http://127.0.0.1:${await listen(server)}`;
  return engine;
}

/** Sends the signal at a moment that nobody has chosen, and again to who asks back. */
async function strike(run: SecondProcess, signal: NodeJS.Signals): Promise<void> {
  await pause(Math.random() * LATEST_MS);
  run.child.kill(signal);
  const over = run.ended.then(() => true);
  while (!(await Promise.race([over, pause(5_000)]))) run.child.kill(signal);
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).sort();
}

/** Whatever belongs to this test has its folder among its words. */
async function processesOf(folder: string): Promise<string[]> {
  return (await listProcesses(process.platform))
    .filter(({ command, pid }) => pid !== process.pid && command.includes(folder))
    .map(({ command }) => command);
}

describe('a second signal, which ends the program as it stands', () => {
  it('leaves nothing of an export', async () => {
    await withFolder(async (folder) => {
      const engine = await slowEngine();
      const out = join(folder, 'out');
      await mkdir(out);
      const env = { HOME: folder, TMPDIR: folder, PATH: process.env['PATH'] };
      const words = ['--host', engine.url, '--patience', '0', '--eo', '3', out, '--exports', 'csv'];
      const run = startWorker(program, words, env, 'ignore');
      while ((await names(out)).length === 0) await pause(1);
      run.child.kill('SIGHUP');
      run.child.kill('SIGTERM');
      await run.ended;
      expect(run.child.signalCode).toMatch(/^SIG(?:HUP|TERM)$/);
      expect(await names(out)).toEqual([]);
    });
  });
});

describe.each(SIGNALS)('%s at any moment', (signal) => {
  const ends = signal === 'SIGKILL' ? 'and what is left goes with the next' : 'leaves nothing';

  it(`of a run: ${ends}`, async () => {
    for (let time = 0; time < TIMES; time += 1) {
      await withFolder(async (folder) => {
        const engine = await slowEngine();
        const tmp = join(folder, 'tmp');
        await mkdir(tmp);
        const job = await writeTinyJob(join(folder, 'job'));
        const env = { HOME: folder, TMPDIR: tmp, PATH: process.env['PATH'] };
        const words = ['--host', engine.url, '--run', job, '--detach', '--no-preflight'];
        await strike(startWorker(program, words, env, 'ignore'), signal);
        if (signal === 'SIGKILL') {
          engine.well = true;
          // Another job: of the same one it would wait for the calculation that the first may have become.
          const next = startWorker(program, [...words, '-p', 'description=another'], env, 'ignore');
          expect(await next.ended).toBe(0);
        }
        expect(await names(tmp)).toEqual([]);
        expect(await names(join(folder, 'job'))).toEqual(['job.ini', 'sites.csv']);
      });
    }
  }, 120_000);

  it(`of an export: ${ends}`, async () => {
    for (let time = 0; time < TIMES; time += 1) {
      await withFolder(async (folder) => {
        const engine = await slowEngine();
        const out = join(folder, 'out');
        await mkdir(out);
        const env = { HOME: folder, TMPDIR: folder, PATH: process.env['PATH'] };
        const words = [
          '--host',
          engine.url,
          '--patience',
          '0',
          '--export-output',
          '3',
          out,
          '--exports',
          'csv',
        ];
        await strike(startWorker(program, words, env, 'ignore'), signal);
        if (signal === 'SIGKILL') {
          engine.well = true;
          expect(await startWorker(program, words, env, 'ignore').ended).toBe(0);
        }
        expect(await names(out)).toEqual(signal === 'SIGKILL' ? ['curves_42.csv'] : []);
      });
    }
  }, 120_000);

  it(`of an installation: ${ends}`, async () => {
    for (let time = 0; time < TIMES; time += 1) {
      await withFolder(async (folder) => {
        const fake = await fakeMachineIn(folder, { FAKE_PIP_SECONDS: '0.4' });
        const env = { ...fake.machine.env, HOME: folder };
        const words = ['engine', 'install', '--yes', '--installer', 'pip'];
        await strike(startWorker(program, words, env, 'ignore'), signal);
        if (signal === 'SIGKILL') expect(await startWorker(program, words, env, 'ignore').ended).toBe(0);
        const left = await readdir(join(folder, 'cache', 'engines')).catch(() => []);
        const isWhole = (await names(join(folder, 'cache', 'engines', '3.23.5'))).includes('installed.json');
        const log = left.filter((name) => name === '3.23.5.install.log');
        expect(left.sort()).toEqual([...(isWhole ? ['3.23.5'] : []), ...log]);
        expect(isWhole || signal !== 'SIGKILL').toBe(true);
        expect(await processesOf(folder)).toEqual([]);
      });
    }
  }, 120_000);
});
