import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { npy } from '../support/npy.js';
import { makeZip } from '../support/make-zip.js';
import { logRow, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';

const OQPARAM = {
  inputs: { job_ini: '/data/calc_7/job.ini', sites: '/data/calc_7/sites.csv' },
  description: 'Old',
  calculation_mode: 'scenario_risk',
  truncation_level: 3,
  req_site_params: [],
};

function remembers(
  stub: StubEngine,
  body: Buffer = npy(JSON.stringify(OQPARAM)),
  parent: number | null = null,
): void {
  stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete', { parent_id: parent }) });
  stub.on('GET /v1/calc/7/extract/oqparam', {
    headers: { 'content-type': 'application/x-zip' },
    body: makeZip([
      { name: 'json.npy', content: body },
      { name: 'extra.npy', content: npy('x') },
    ]),
  });
}

function runs(stub: StubEngine): void {
  stub.on(RUN, { body: { job_id: 42 } });
  simulate(stub, 42, [{ status: 'complete', rows: 1 }], [logRow(0)]);
  stub.on('GET /v1/calc/42/results', { body: [] });
}

interface Ran extends RunResult {
  readonly stub: StubEngine;
  readonly posts: readonly string[];
}

async function rerun(words: readonly string[], prepare: (stub: StubEngine) => void): Promise<Ran> {
  let result: Ran | undefined;
  const cwd = await mkdtemp(join(tmpdir(), 'openquake-test-'));
  try {
    await withStub(async (stub) => {
      prepare(stub);
      const ran = await runMain(['--host', stub.url, 'rerun', ...words], testSystem({ cwd, homeDir: cwd }));
      const posts = stub.seen.filter(({ method }) => method === 'POST').map(({ url }) => url);
      result = { ...ran, stub, posts };
    });
  } finally {
    await rm(cwd, { recursive: true });
  }
  if (result === undefined) throw new Error('it did not run');
  return result;
}

/** The job file in the archive that was sent: its one member. */
function sentIni({ stub }: Ran): string {
  const body = stub.seen.find(({ url }) => url === '/v1/calc/run')?.body ?? Buffer.alloc(0);
  const at = body.indexOf('PK\u0003\u0004');
  const central = body.indexOf('PK\u0001\u0002', at);
  const method = body.readUInt16LE(central + 10);
  const size = body.readUInt32LE(central + 20);
  const start = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28);
  const data = body.subarray(start, start + size);
  return (method === 0 ? data : inflateRawSync(data)).toString('utf8');
}

function field({ stub }: Ran, name: string): string | undefined {
  const body = stub.seen.find(({ url }) => url === '/v1/calc/run')?.body.toString('latin1') ?? '';
  return new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)\\r\\n`).exec(body)?.[1];
}

describe('rerun', () => {
  it('sends a job file on the inputs of the server, with what is changed, as a new calculation', async () => {
    const result = await rerun(['7', '-p', 'truncation_level=2', '--json'], (stub) => {
      remembers(stub);
      runs(stub);
    });
    expect(result.exit).toBe(0);
    expect(sentIni(result)).toMatch(
      /^\[general\]\ndescription = Old\ncalculation_mode = scenario_risk\ntruncation_level = 2\nsites_file = (?:\.\.\/)+data\/calc_7\/sites\.csv\n$/,
    );
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [{ calculation_id: 42, rerun_of: 7, outcome: 'complete' }],
    });
    // Nothing is asked of the old one but to tell.
    expect(result.posts).toEqual(['/v1/calc/run']);
    expect(field(result, 'hazard_job_id')).toBeUndefined();
  });

  it('starts from the hazard that the old one started from, or from another', async () => {
    const withParent = (stub: StubEngine): void => {
      remembers(stub, undefined, 3);
      runs(stub);
    };
    expect(field(await rerun(['7'], withParent), 'hazard_job_id')).toBe('3');
    const other = await rerun(['7', '--hc', '5'], (stub) => {
      withParent(stub);
      stub.on('GET /v1/calc/5/status', { body: statusBody(5, 'complete') });
    });
    expect(field(other, 'hazard_job_id')).toBe('5');
  });

  it('prints with --dry-run what it would send, and sends nothing', async () => {
    const result = await rerun(['7', '-p', 'truncation_level=2', '--dry-run'], remembers);
    expect(result.exit).toBe(0);
    expect(result.stdout).toContain('truncation_level = 2\n');
    expect(result.posts).toEqual([]);
  });

  it('warns of a parameter that changes nothing', async () => {
    const result = await rerun(
      ['7', '-p', 'truncation_levle=2,random_seed=7,mean_hazard_curves=true', '--dry-run'],
      remembers,
    );
    expect(result.exit).toBe(0);
    expect(result.stderr).toMatch(
      /knows no parameter truncation_levle and ignores it: is it truncation_level\?/,
    );
    expect(result.stderr).not.toMatch(/random_seed|mean_hazard_curves/);
  });

  it('follows, leaves and exports as a run does', async () => {
    const result = await rerun(['7', '--detach'], (stub) => {
      remembers(stub);
      stub.on(RUN, { body: { job_id: 42 } });
    });
    expect(result.exit).toBe(0);
    expect(result.stderr).toContain('Calculation 42 submitted');
  });

  it('leaves nothing behind in the temporary folder', async () => {
    const ours = async (): Promise<string[]> =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('openquake-rerun-'));
    const before = await ours();
    await rerun(['7'], (stub) => {
      remembers(stub);
      runs(stub);
    });
    expect((await ours()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('says so where the server has nothing left of it, or tells it otherwise', async () => {
    const gone = await rerun(['7'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'failed') });
      stub.on('GET /v1/calc/7/extract/oqparam', { status: 404 });
    });
    expect(gone.exit).toBe(8);
    expect(gone.stderr).toContain('has no data of calculation 7');
    const strange = await rerun(['7'], (stub) => remembers(stub, Buffer.from('no numpy')));
    expect(strange.exit).toBe(9);
    expect(strange.posts).toEqual([]);
  });

  it.each([
    [['7', '--reuse'], /--reuse compares inputs/],
    [['7', '--host', 'a,b', '--compare'], /--compare runs a job on several servers/],
  ])('refuses %j', async (words, message) => {
    const result = await rerun(words, () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr).toMatch(message);
  });
});
