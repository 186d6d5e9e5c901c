import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.js';
import { bundleWorker } from '../support/second-process.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder } from '../support/with-stub.js';

let bundles = '';
let program = '';

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'openquake-worker-'));
  program = await bundleWorker(join(import.meta.dirname, '..', 'support', 'whole-program.ts'), bundles);
  await chmod(bundles, 0o755);
});

afterAll(async () => rm(bundles, { recursive: true, force: true }));

/** Rights do not bind root: there the program runs as a user who owns nothing. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a process; `limit` is what `ulimit` is given. */
async function run(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
  limit = '-c 0',
): Promise<Ended> {
  const script = `ulimit ${limit}; exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', script, process.execPath, program, ...words], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...NOBODY,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exit, stdout, stderr };
}

/** A server with one calculation that is complete. */
async function engine(): Promise<string> {
  const server = createServer((request, response) => {
    const call = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
    const row = { id: 7, owner: 'anna', status: 'complete', is_running: false, description: 'x', tags: null };
    const calculation = { ...row, calculation_mode: 'classical', url: '', parent_id: null, abortable: false };
    if (call === 'GET /v1/engine_version') response.end('3.26.2');
    else if (call === 'GET /v1/calc/list') response.end(JSON.stringify([calculation]));
    else if (call === 'GET /v1/calc/7/status') response.end(JSON.stringify(calculation));
    else if (call === 'GET /v1/calc/7/log/size') response.end('1');
    else if (call.startsWith('GET /v1/calc/7/log/')) {
      response.end(
        call.endsWith('/0:1000') ? '[["2026-11-22T15:27:00.10", "INFO", "p/1", "the row"]]' : '[]',
      );
    } else if (call === 'POST /v1/calc/run')
      request.resume().on('end', () => response.end('{"job_id": 7, "status": "created"}'));
    else response.writeHead(404).end();
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

/** What the home is, and what the environment says of it. */
const HOMES: Readonly<Record<string, (folder: string) => Promise<NodeJS.ProcessEnv>>> = {
  'may not be written': async (folder) => {
    const home = join(folder, 'home');
    await mkdir(home);
    await chmod(home, 0o555);
    return { HOME: home };
  },
  'is not there': async (folder) => ({ HOME: join(folder, 'missing', 'home') }),
  'is not told': async () => ({}),
};

describe.each(Object.entries(HOMES))('a home that %s', (_what, homeIn) => {
  it.each([
    ['jobs', ['jobs', '--no-color'], /anna/],
    ['logs', ['logs', '7'], /the row/],
    ['doctor', ['doctor'], /3\.26\.2/],
    ['profile list', ['profile', 'list'], /^/],
  ])('does not hold %s', async (_name, words, said) => {
    await withFolder(async (folder) => {
      await chmod(folder, 0o755);
      const env = { ...(await homeIn(folder)), TMPDIR: folder };
      const before = await readdir(folder);
      const { exit, stdout, stderr } = await run(['--host', await engine(), ...words], env, folder);
      expect([exit, stderr.includes('    at ')], stderr).toEqual([0, false]);
      expect(stdout).toMatch(said);
      expect(await readdir(folder)).toEqual(before);
    });
  });

  it('does not hold a run with a server, which says once what cannot be kept', async () => {
    await withFolder(async (folder) => {
      await chmod(folder, 0o755);
      const job = await writeTinyJob(join(folder, 'job'));
      const tmp = join(folder, 'tmp');
      await mkdir(tmp);
      await chmod(tmp, 0o777);
      const env = { ...(await homeIn(folder)), TMPDIR: tmp };
      const words = ['--host', await engine(), '--run', job, '--detach', '--no-preflight'];
      const { exit, stderr } = await run(words, env, folder);
      expect([exit, stderr.includes('    at ')], stderr).toEqual([0, false]);
      expect(stderr.match(/No note of the submission can be kept/g)?.length, stderr).toBe(1);
      expect(await readdir(tmp)).toEqual([]);
    });
  });
});

describe('a place for temporary files', () => {
  it('that may not be written is told once, with exit code 9', async () => {
    await withFolder(async (folder) => {
      await chmod(folder, 0o755);
      const job = await writeTinyJob(join(folder, 'job'));
      const [tmp, home] = [join(folder, 'tmp'), join(folder, 'home')];
      await mkdir(tmp);
      await chmod(tmp, 0o555);
      await mkdir(home);
      await chmod(home, 0o777);
      const words = ['--host', await engine(), '--run', job, '--detach', '--no-preflight'];
      const { exit, stderr } = await run(words, { HOME: home, TMPDIR: tmp }, folder);
      expect(exit, stderr).toBe(9);
      expect(stderr.split(tmp).length - 1, stderr).toBe(1);
      expect(stderr).toContain('Set TMPDIR');
    });
  });
});

describe('a disk that takes no more', () => {
  // A limit on the size of files is what every user may set; a full disk says ENOSPC in its place.
  it.each([['profile add', ['profile', 'add', 'mine', 'http://my-host:8800']]])(
    'leaves nothing half of %s, and says so',
    async (_name, words) => {
      await withFolder(async (folder) => {
        const home = join(folder, 'home');
        await mkdir(home);
        await chmod(folder, 0o755);
        await chmod(home, 0o777);
        const { exit, stderr } = await run(words, { HOME: home, TMPDIR: home }, folder, '-f 0');
        expect(exit, stderr).toBe(9);
        const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((one) =>
          one.isFile(),
        );
        expect(files.map(({ name }) => name)).toEqual([]);
      });
    },
  );
});
