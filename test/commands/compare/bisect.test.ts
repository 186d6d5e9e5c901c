import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inflateRawSync } from 'node:zlib';
import { logRow, simulate } from '../../support/simulated-calculation.js';
import type { StubEngine } from '../../support/stub-engine.js';
import { runMain, type RunResult, testSystem } from '../../support/test-system.js';
import { writeTinyJob } from '../../support/tiny-job.js';
import { withFolder, withStub } from '../../support/with-stub.js';

/** An engine whose one result follows from the job file that it is sent. */
function computes(stub: StubEngine, result: (jobIni: string) => number): void {
  let id = 0;
  stub.on('POST /v1/calc/run', (request) => {
    id += 1;
    const text = sentText(request.body, 'job.ini');
    simulate(stub, id, [{ status: 'complete', rows: 1 }], [logRow(0)]);
    const output = { id, name: 'Maps', type: 'hmaps', outtypes: ['csv'], url: 'x', size_mb: 1 };
    stub.on(`GET /v1/calc/${id}/results`, { body: [output] });
    stub.on(`GET /v1/calc/result/${id}`, {
      headers: { 'content-disposition': `attachment; filename=output-${id}-maps_${id}.csv` },
      body: `lon,lat,PGA\n13.0,42.0,${result(text)}\n`,
    });
    return { body: { status: 'created', job_id: id } };
  });
}

/** @returns the contents of a file in the archive of an upload. */
function sentText(body: Buffer, name: string): string {
  const at = body.lastIndexOf('PK\x03\x04', body.indexOf(`/${name}`));
  const start = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28);
  const data = body.subarray(start, start + body.readUInt32LE(at + 18));
  return (body.readUInt16LE(at + 8) === 0 ? data : inflateRawSync(data)).toString('utf8');
}

const BEFORE = 'truncation_level = 3\nrandom_seed = 1\nses_seed = 1\nmaximum_distance = 100\n';
const AFTER = 'truncation_level = 2\nrandom_seed = 2\nses_seed = 2\nmaximum_distance = 200\n';

interface Searched extends RunResult {
  readonly sent: number;
}

async function bisect(
  result: (jobIni: string) => number,
  words: readonly string[],
  after = AFTER,
): Promise<Searched> {
  let searched: Searched | undefined;
  await withFolder(async (folder) => {
    await writeTinyJob(join(folder, 'a'), 'job.ini', BEFORE);
    await writeTinyJob(join(folder, 'b'), 'job.ini', after);
    await withStub(async (stub) => {
      computes(stub, result);
      if (words.includes('--no-input') || after === BEFORE) stub.may('POST /v1/calc/run');
      const line = ['--host', stub.url, 'bisect', 'a/job.ini', 'b/job.ini', ...words];
      const ran = await runMain(line, testSystem({ cwd: folder, homeDir: join(folder, 'home') }));
      const sent = stub.seen.filter(({ method }) => method === 'POST').length;
      searched = { ...ran, sent };
    });
  });
  if (searched === undefined) throw new Error('it did not run');
  return searched;
}

const has = (text: string, name: string): boolean => text.includes(name);

describe('bisect', () => {
  it('finds the parameter that moves the result, and says what it moves', async () => {
    const result = (text: string): number => (has(text, 'truncation_level = 2') ? 0.4 : 0.2);
    const { exit, stdout, stderr } = await bisect(result, ['--yes']);
    expect(exit).toBe(0);
    expect(stdout).toContain('Moved by 1 of 4 changes');
    expect(stdout).toContain('  5.0e-1 (100 %)  parameter truncation_level: 3 -> 2\n');
    expect(stdout).toContain('A with these alone gives the numbers of B.');
    expect(stderr).toContain('parameter random_seed: 1 -> 2');
  });

  it('tells two that act only together as one, and none where nothing moves', async () => {
    const both = (text: string): number =>
      has(text, 'random_seed = 2') && has(text, 'maximum_distance = 200') ? 0.3 : 0.2;
    const { stdout } = await bisect(both, ['--yes', '--json']);
    const told = JSON.parse(stdout) as { moved_by: { changes: { name: string }[] }[] };
    expect(told.moved_by.map(({ changes }) => changes.map(({ name }) => name))).toEqual([
      ['maximum_distance', 'random_seed'],
    ]);
    expect((await bisect(() => 0.2, ['--yes'])).stdout).toContain('None of the 4 changes moves the result');
  });

  it('runs nothing twice, and no more than it may', async () => {
    const result = (text: string): number => (has(text, 'ses_seed = 2') ? 0.4 : 0.2);
    const { sent } = await bisect(result, ['--yes']);
    expect(sent).toBeLessThanOrEqual(6);
    const stopped = await bisect(result, ['--yes', '--max-runs', '3']);
    expect([stopped.exit, stopped.sent]).toEqual([9, 3]);
    expect(stopped.stdout).toContain('Not found within 3 runs');
  });

  it('asks before it runs anything, and runs nothing for the same job', async () => {
    const asked = await bisect(() => 0.2, ['--no-input']);
    expect([asked.exit, asked.sent]).toEqual([2, 0]);
    const same = await bisect(() => 0.2, [], BEFORE);
    expect([same.exit, same.sent]).toEqual([0, 0]);
    expect(same.stdout).toContain('the same parameters and inputs');
  });
});
