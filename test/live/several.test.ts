import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineUnderTest } from './engine-under-test.js';
import { runProgram } from './program.js';

const SCENARIO = join('examples', 'scenario', 'job.ini');
const DAMAGE_HAZARD = join('examples', 'scenario-damage', 'job_hazard.ini');
/** Small, so that a test takes seconds. */
const FEW = ['-p', 'number_of_ground_motion_fields=5'];

interface Report {
  readonly calculation_id: number;
  readonly outcome: string;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-live-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

function told(stdout: string): Record<string, unknown> & { readonly calculations: readonly Report[] } {
  return JSON.parse(stdout) as Record<string, unknown> & { calculations: Report[] };
}

describe('several at once on a real engine', () => {
  it('two jobs run, export side by side, and end in a table; the end of each is told', async () => {
    const heard: unknown[] = [];
    const hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => {
      hook.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
    const out = join(folder, 'several');
    const words = ['run', SCENARIO, DAMAGE_HAZARD, ...FEW, '--exports', 'csv', '--export-dir', out];
    const result = await runProgram([
      ...words,
      '--notify',
      url,
      '--format',
      'csv',
      '--columns',
      'job,status',
    ]);
    hook.close();
    expect(result).toMatchObject({
      exit: 0,
      stdout: `job,status\n${SCENARIO},complete\n${DAMAGE_HAZARD},complete\n`,
    });
    const ids = [...result.stderr.matchAll(/Calculation (\d+) submitted/g)].map(([, id]) => Number(id));
    expect(ids).toHaveLength(2);
    const files = await readdir(out);
    for (const id of ids) expect(files).toContain(`events_${id}.csv`);
    expect(heard).toEqual(
      expect.arrayContaining(
        ids.map((id) => expect.objectContaining({ calculation_id: id, status: 'complete' }) as unknown),
      ),
    );
  }, 300_000);

  it('a rerun gives the numbers of the first, and an engine compared with itself agrees', async () => {
    const { url } = engineUnderTest();
    const hosts = [url, url.replace('127.0.0.1', 'localhost')];
    const out = join(folder, 'compared');
    const words = ['run', SCENARIO, ...FEW, '--compare', '--exports', 'csv', '--export-dir', out];
    const compared = await runProgram(['--host', hosts.join(','), ...words, '--json'], { host: '' });
    expect(compared.stderr).toContain('outputs agree on');
    expect(compared.exit).toBe(0);
    const { calculations, comparison } = told(compared.stdout);
    const { outputs } = comparison as { outputs: { output: string; verdict: string }[] };
    expect(outputs.map(({ output }) => output)).toContain('gmf-data');
    expect(new Set(outputs.map(({ verdict }) => verdict))).toEqual(new Set(['identical']));

    const first = calculations[0]?.calculation_id ?? 0;
    const again = await runProgram([
      'rerun',
      String(first),
      '--exports',
      'csv',
      '--export-dir',
      folder,
      '--json',
    ]);
    expect(again.exit).toBe(0);
    const second = told(again.stdout).calculations[0]?.calculation_id ?? 0;
    expect(second).toBeGreaterThan(first);
    const { compareTablesByKeys } = await import('../../src/results/compare/compare-by-keys.js');
    const [left = ''] = (await readdir(out)).filter((name) => name.startsWith('127.0.0.1'));
    const before = join(out, left, `gmf-data_${first}.csv`);
    const after = join(folder, `gmf-data_${second}.csv`);
    const same = await compareTablesByKeys(before, after, { tolerance: { rtol: 0, atol: 0 } });
    expect(same.verdict).toBe('identical');
    expect(same.rows).toBeGreaterThan(0);
  }, 180_000);
});
