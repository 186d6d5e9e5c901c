import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { wallClock } from '../../src/clock.js';
import { createLocalEngine } from '../../src/local-engine/create-local-engine.js';
import type { LocalEngine } from '../../src/local-engine/local-engine.js';
import type { Machine } from '../../src/local-engine/machine.js';

/** @returns where live tests keep installed engines between runs: outside of the repository. */
export function testCacheFolder(): string {
  const named = process.env['OPENQUAKE_TEST_CACHE'];
  return named !== undefined && named !== '' ? named : join(homedir(), '.cache', 'openquake-test');
}

/** Asks for the version with Node's own fetch, so that the test does not lean on the code under test. */
export async function fetchProbe(url: string): Promise<string | undefined> {
  try {
    const reply = await fetch(`${url}/v1/engine_version`, { signal: AbortSignal.timeout(5_000) });
    const text = (await reply.text()).trim();
    return reply.ok && /^\d+\.\d+/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** @returns a local engine that installs below `cache` and keeps its data in `data`, on the real machine. */
export function localEngineAt(
  folders: { readonly cache: string; readonly data: string },
  changes: Partial<Machine> = {},
): { readonly engine: LocalEngine; readonly machine: Machine } {
  const machine: Machine = {
    homeDir: homedir(),
    platform: process.platform,
    clock: wallClock,
    stopped: new AbortController().signal,
    probe: fetchProbe,
    ...changes,
    env: {
      ...(changes.env ?? process.env),
      OPENQUAKE_CACHE_DIR: folders.cache,
      OPENQUAKE_DATA_DIR: folders.data,
    },
  };
  return { engine: createLocalEngine(machine), machine };
}
