import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { testCacheFolder } from './local-engine-at.js';

const ENGINE = '3.26.2';

/**
 * The engine's own test jobs, which are not ours to keep in this repository: from the folder that
 * OPENQUAKE_QA_TESTS_DATA names, else unpacked from the engine's wheel, fetched once with pip.
 * @returns the folder `qa_tests_data`.
 */
export function qaTestsData(): string {
  const given = process.env['OPENQUAKE_QA_TESTS_DATA'];
  if (given !== undefined && given !== '') return given;
  const cache = join(testCacheFolder(), 'wheels');
  const folder = join(cache, `qa-${ENGINE}`, 'openquake', 'qa_tests_data');
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '-d', cache];
  execFileSync('python3', [...pip, `openquake.engine==${ENGINE}`], { stdio: 'inherit' });
  const wheel = readdirSync(cache).find((name) => name.includes(ENGINE) && name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`no wheel of the engine ${ENGINE} in ${cache}`);
  const unpack = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    z.extractall(sys.argv[2], [n for n in z.namelist() if n.startswith('openquake/qa_tests_data/')])`;
  execFileSync('python3', ['-c', unpack, join(cache, wheel), join(cache, `qa-${ENGINE}`)], {
    stdio: 'inherit',
  });
  return folder;
}
