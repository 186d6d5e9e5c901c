import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { serverFiles } from '../../src/local-engine/folders.js';
import { choosePorts } from '../../src/local-engine/ports.js';
import { serverConfig, serverEnvironment } from '../../src/local-engine/server-environment.js';
import { engineUnderTest } from './engine-under-test.js';
import { fetchProbe } from './local-engine-at.js';

const run = promisify(execFile);

/** An engine that a test has for itself, to kill it and to start it again: on the same port, with the same database. */
export interface OwnEngine {
  readonly url: string;
  readonly python: string;
  /** The environment for the engine's own `oq`, on its database. */
  readonly env: Readonly<Record<string, string>>;
  readonly database: string;
  readonly logFile: string;
  /**
   * Kills the server as a crash would.
   * @param what `server` leaves the processes of running calculations alive, `everything` does not.
   */
  kill(what: 'server' | 'everything'): Promise<void>;
  /** Starts it again and waits until it answers. */
  start(): Promise<void>;
  /** Ends everything and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the release under test once more, with a folder, a database and ports of its own. */
export async function startOwnEngine(): Promise<OwnEngine> {
  const { python } = engineUnderTest();
  const folder = await mkdtemp(join(tmpdir(), 'own-engine-'));
  const files = serverFiles({ data: folder, engines: folder });
  await mkdir(files.oqdata, { recursive: true });
  await mkdir(files.scratch, { recursive: true });
  const ports = await choosePorts(undefined, Math.random);
  await writeFile(files.config, serverConfig(files, ports));
  const env = serverEnvironment(process.env, files);
  const url = `http://127.0.0.1:${ports.web}`;
  const log = await open(files.log, 'a');
  const groups: number[] = [];
  let server: ChildProcess | undefined;

  const end = async (pids: readonly number[]): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      if (server?.exitCode !== null || server.signalCode !== null) resolve();
      else server.once('exit', () => resolve());
    });
    pids.forEach(killQuietly);
    await ended;
  };
  const engine: OwnEngine = {
    url,
    python,
    env,
    database: join(files.oqdata, 'db.sqlite3'),
    logFile: files.log,
    async kill(what) {
      const pid = server?.pid;
      if (pid === undefined) return;
      // The program that was started only watches over the server below it; calculations are children of that one.
      const servers = what === 'everything' ? [-pid] : [...(await childrenOf(pid)), pid];
      await end(servers);
      server = undefined;
    },
    async start() {
      server = spawn(python, ['-m', 'openquake.commands', 'webui', 'start', `127.0.0.1:${ports.web}`, '-s'], {
        env,
        cwd: files.home,
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      });
      if (server.pid !== undefined) groups.push(server.pid);
      const untilMs = Date.now() + 180_000;
      while ((await fetchProbe(url)) === undefined) {
        if (Date.now() > untilMs) throw new Error(`the engine at ${url} does not start; see ${files.log}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async stop() {
      for (const pid of groups) killQuietly(-pid);
      await log.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]);
  return stdout
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
