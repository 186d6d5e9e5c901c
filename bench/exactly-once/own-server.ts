import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverFiles } from '../../src/local-engine/folders.js';
import { choosePorts } from '../../src/local-engine/ports.js';
import { serverConfig, serverEnvironment } from '../../src/local-engine/server-environment.js';
import { fetchProbe, testCacheFolder } from '../../test/live/local-engine-at.js';

interface OwnServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Calculations begin in a copy of a process that has the engine loaded, in place of one that loads it anew: 1 s in place
 * of 5 to 40.
 */
const BEGIN_FROM_A_LOADED_PROCESS = `
import multiprocessing
plain = multiprocessing.get_context
def loaded(method=None):
    if method != 'spawn':
        return plain(method)
    context = plain('forkserver')
    context.set_forkserver_preload(['openquake.engine.engine', 'openquake.calculators.base'])
    return context
multiprocessing.get_context = loaded
`;

/**
 * Starts a release of the engine that the live tests have installed, with a folder and a database of its own, so that a calculation costs
 * as little as can be: several run at once, each in one process. How a submission is received and noted is the
 * engine's own.
 */
export async function startOwnServer(version: string): Promise<OwnServer> {
  const python = join(testCacheFolder(), 'engines', version, 'bin', 'python');
  await access(python).catch(() => {
    throw new Error(`no engine ${version}: OPENQUAKE_TEST_ENGINE=${version} npm run test:live installs it`);
  });
  const folder = await mkdtemp(join(tmpdir(), 'exactly-once-server-'));
  const files = serverFiles({ data: folder, engines: folder });
  const site = join(folder, 'site');
  for (const each of [files.oqdata, files.scratch, site]) await mkdir(each, { recursive: true });
  const ports = await choosePorts(undefined, Math.random);
  const quick = '[distribution]\nserialize_jobs = 0\noq_distribute = no\n';
  await writeFile(files.config, `${serverConfig(files, ports)}${quick}`);
  await writeFile(join(site, 'sitecustomize.py'), BEGIN_FROM_A_LOADED_PROCESS);
  const env = { ...serverEnvironment(process.env, files), PYTHONPATH: site };
  const url = `http://127.0.0.1:${ports.web}`;
  const log = await open(files.log, 'a');
  const words = ['-m', 'openquake.commands', 'webui', 'start', `127.0.0.1:${ports.web}`, '-s'];
  const server = spawn(python, words, {
    env,
    cwd: files.home,
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  const stop = async (): Promise<void> => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await log.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  const untilMs = Date.now() + 180_000;
  while ((await fetchProbe(url)) === undefined) {
    if (Date.now() > untilMs || server.exitCode !== null) {
      await stop();
      throw new Error(`the engine at ${url} does not start`);
    }
    await sleep(200);
  }
  return { url, stop };
}
