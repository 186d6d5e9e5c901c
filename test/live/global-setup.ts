import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { engineFolders, serverFiles, venvPython } from '../../src/local-engine/folders.js';
import { installationFiles } from '../../src/local-engine/folders.js';
import { serverEnvironment } from '../../src/local-engine/server-environment.js';
import { DEFAULT_VERSION } from '../../src/local-engine/releases.js';
import type { EngineUnderTest } from './engine-under-test.js';
import { localEngineAt, testCacheFolder } from './local-engine-at.js';

declare module 'vitest' {
  interface ProvidedContext {
    engineUnderTest: EngineUnderTest;
  }
}

/**
 * Brings up the engine that all live tests share. The installation is kept between runs (`OPENQUAKE_TEST_CACHE`, or
 * `~/.cache/openquake-test`); database, calculations and server are of this run alone, so that two runs of the tests
 * on one machine do not see each other.
 * @returns what takes it down again.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = testCacheFolder();
  const runs = join(cache, 'runs');
  await mkdir(runs, { recursive: true });
  await clearDeadRuns(cache, runs);
  const data = join(runs, String(process.pid));
  const { engine, machine } = localEngineAt({ cache, data });
  const version = process.env['OPENQUAKE_TEST_ENGINE_VERSION'] ?? DEFAULT_VERSION;
  const said = new Set<string>();
  const running = await engine.ensureRunning({ version }, (event) => {
    const text = event.kind === 'step' ? event.text : event.kind;
    if (!said.has(text)) process.stderr.write(`engine under test: ${text}\n`);
    said.add(text);
  });
  const folders = engineFolders(machine);
  const files = serverFiles(folders);
  project.provide('engineUnderTest', {
    url: running.url,
    version: running.version,
    python: venvPython(installationFiles(folders, version).folder, process.platform),
    env: serverEnvironment(process.env, files),
    home: files.home,
    logFile: running.logFile,
  });
  return async () => {
    await engine.stop(() => undefined);
    await rm(data, { recursive: true, force: true });
  };
}

/** A run of the tests that was killed leaves its server; the next run ends it. */
async function clearDeadRuns(cache: string, runs: string): Promise<void> {
  for (const name of await readdir(runs)) {
    // Named after the process that made it, with a word behind it for a second engine of the same run.
    if (isAlive(Number.parseInt(name, 10))) continue;
    const data = join(runs, name);
    await localEngineAt({ cache, data }).engine.stop(() => undefined);
    await rm(data, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
