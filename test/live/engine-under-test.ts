import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

/**
 * The one real engine that all live tests share; test/live/global-setup.ts starts it before the first test and stops
 * it after the last.
 *
 *     import { engineUnderTest, runOq } from './engine-under-test.js';
 *     const { url, version } = engineUnderTest();              // http://127.0.0.1:PORT, "3.23.5"
 *     const { stdout } = await runOq('engine', '--lhc');        // the engine's own command line, on the same database
 *
 * Run with `npx vitest run --config vitest.live.config.ts test/live/NAME.test.ts`. The first run on a machine
 * installs the engine (two to four minutes); later runs start it in about ten seconds.
 */
export interface EngineUnderTest {
  readonly url: string;
  readonly version: string;
  /** The interpreter that has the engine; `openquake/qa_tests_data` lies in its packages. */
  readonly python: string;
  /** The environment for the engine's own `oq`, on the same database. */
  readonly env: Readonly<Record<string, string>>;
  /** `HOME` of the engine, a folder that `oq` may write to. */
  readonly home: string;
  readonly logFile: string;
}

/** @returns the engine; only inside a live test. */
export function engineUnderTest(): EngineUnderTest {
  return inject('engineUnderTest');
}

/** Runs `oq WORDS...` of the engine under test. @throws with its output when it ends badly. */
export async function runOq(
  ...words: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { python, env, home } = engineUnderTest();
  return promisify(execFile)(python, ['-m', 'openquake.commands', ...words], {
    env,
    cwd: home,
    maxBuffer: 64 * 1024 ** 2,
  });
}

/** Runs a script of this folder with the engine's Python. @returns the last line that it prints. */
export async function runPython(script: string, ...words: readonly string[]): Promise<string> {
  const { python: interpreter, env, home } = engineUnderTest();
  const options = { env, cwd: home, maxBuffer: 64 * 1024 ** 2 };
  const { stdout } = await promisify(execFile)(
    interpreter,
    [join(import.meta.dirname, script), ...words],
    options,
  );
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
