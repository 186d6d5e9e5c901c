import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';
import type { Line } from './lines.js';

/** Runs a line in a folder and against a stub of its own. */
export async function runLine(line: Line, ...more: readonly string[]): Promise<RunResult> {
  let result: RunResult | undefined;
  await withFolder(async (folder) => {
    const work = join(folder, 'work');
    await mkdir(work);
    await withStub(async (stub) => {
      await line.prepare?.(stub, work);
      const env = {
        OPENQUAKE_HOST: stub.url,
        OPENQUAKE_CONFIG_DIR: join(folder, 'config'),
        OPENQUAKE_CACHE_DIR: join(folder, 'cache'),
        OPENQUAKE_DATA_DIR: join(folder, 'data'),
      };
      const system = testSystem({ cwd: work, homeDir: folder, env });
      result = await runMain([...more, ...line.words], system);
    });
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}
