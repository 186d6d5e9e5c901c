import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { engineUnderTest } from './engine-under-test.js';
import { REPOSITORY } from './program.js';

/** @returns the packages whose modules Node loads for a command line, direct dependencies only. */
async function packagesLoaded(words: readonly string[]): Promise<string[]> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [join(REPOSITORY, 'bin', 'openquake.js'), ...words],
    {
      env: { ...process.env, NODE_DEBUG: 'esm' },
      maxBuffer: 256 * 1024 ** 2,
    },
  );
  const names = [...stderr.matchAll(/file:\/\/\S*?\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(names)].sort();
}

describe('what a command loads', () => {
  it('loads the parser alone for help', async () => {
    expect(await packagesLoaded(['--help'])).toEqual(['commander']);
  });

  it('loads nothing to send, pack, draw or save with for a list', async () => {
    const { url } = engineUnderTest();
    expect(await packagesLoaded(['--host', url, '--lhc'])).toEqual(['commander', 'undici', 'valibot']);
  });
});
