import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY } from './program.js';

/** A shell whose PATH has this program under the names that engines gave theirs. */
export interface Shell {
  /** The folder in which scripts run. */
  readonly folder: string;
  /** Runs a script with `sh`, against the engine under test. */
  sh(script: string): Promise<{ readonly exit: number; readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/** @returns a shell in a new folder; nothing in its scripts names the program's place. */
export async function oldShell(): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), 'openquake-shell-'));
  const bin = await mkdtemp(join(tmpdir(), 'openquake-bin-'));
  for (const name of ['openquake', 'oq-engine']) {
    const program = join(bin, name);
    await writeFile(
      program,
      `#!/bin/sh\nexec '${process.execPath}' '${join(REPOSITORY, 'bin', 'openquake.js')}' "$@"\n`,
    );
    await chmod(program, 0o755);
  }
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    OPENQUAKE_HOST: engineUnderTest().url,
    EXAMPLES: join(REPOSITORY, 'examples'),
  };
  return {
    folder,
    sh: async (script) =>
      new Promise((resolve) => {
        execFile(
          'sh',
          ['-c', script],
          { cwd: folder, env, maxBuffer: 64 * 1024 ** 2 },
          (error, stdout, stderr) => {
            resolve({ exit: error === null ? 0 : Number(error.code ?? 255), stdout, stderr });
          },
        );
      }),
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
      await rm(bin, { recursive: true, force: true });
    },
  };
}
