import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseCrate } from '../../../src/results/crate/crate-document.js';
import type { DescribedCalculation } from '../../../src/results/crate/crate-facts.js';
import { calculationsOf } from '../../../src/results/crate/read-crate.js';
import { sha256 } from '../../support/crate.js';
import { makeZip } from '../../support/make-zip.js';
import { npy } from '../../support/npy.js';
import { logRow, simulate, statusBody } from '../../support/simulated-calculation.js';
import type { StubEngine } from '../../support/stub-engine.js';
import { runMain, type RunResult, testSystem } from '../../support/test-system.js';
import { writeTinyJob } from '../../support/tiny-job.js';
import { withFolder, withStub } from '../../support/with-stub.js';

const OUTPUTS = [{ id: 3, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 1 }];

interface Bench {
  readonly stub: StubEngine;
  readonly folder: string;
  readonly run: (...words: string[]) => Promise<RunResult>;
  readonly described: (dir: string) => Promise<DescribedCalculation[]>;
}

/** A home and a server that stay over several lines. */
async function bench(test: (bench: Bench) => Promise<void>, env: Record<string, string> = {}): Promise<void> {
  await withFolder(async (folder) => {
    await writeTinyJob(folder);
    await withStub(async (stub) => {
      stub.may('GET /v1/calc/7/results', { body: OUTPUTS });
      stub.may('GET /v1/calc/result/3', {
        headers: { 'content-disposition': 'attachment; filename=output-3-curve_7.csv' },
        body: 'curve',
      });
      await test({
        stub,
        folder,
        run: async (...words) =>
          runMain(
            ['--host', stub.url, ...words],
            testSystem({ cwd: folder, homeDir: join(folder, 'home'), env }),
          ),
        described: async (dir) => {
          const read = parseCrate(await readFile(join(folder, dir, 'ro-crate-metadata.json'), 'utf8'));
          return read.kind === 'crate' ? calculationsOf(read.graph) : [];
        },
      });
    });
  });
}

function complete(stub: StubEngine, more: Record<string, unknown> = {}): void {
  stub.may('GET /v1/calc/7/status', { body: statusBody(7, 'complete', more) });
}

/** What an engine remembers of a job file that it found at this path. */
function remembers(stub: StubEngine, jobIni: string): void {
  const oqparam = {
    base_path: '/data',
    inputs: { job_ini: jobIni, source_model_logic_tree: '/data/ssm/tree.xml', exposure: ['/data/a.xml'] },
    truncation_level: 3,
    poes: [0.1],
    description: 'Job 7',
    hazard_calculation_id: 5,
    export_dir: '/data/out',
  };
  stub.may('GET /v1/calc/7/extract/oqparam', {
    headers: { 'content-type': 'application/x-zip' },
    body: makeZip([{ name: 'json.npy', content: npy(JSON.stringify(oqparam)) }]),
  });
}

describe('an export is described', () => {
  it('with all that the server tells, and without its paths', async () => {
    await bench(async ({ stub, run, described, folder }) => {
      complete(stub, { parent_id: 5 });
      remembers(stub, '/data/job.ini');
      stub.may('GET /v1/calc/7', {
        body: { start_time: '2026-11-22 15:27:00.5', stop_time: '2026-11-22 15:30:00.9' },
      });
      stub.may('GET /v1/calc/7/log/*', {
        body: [['2026-11-22T15:27:00', 'INFO', 'x', 'Using engine version 3.20.0']],
      });
      expect((await run('--eos', '7', 'out')).exit).toBe(0);
      expect(await described('out')).toMatchObject([
        {
          host: stub.url,
          calculationId: 7,
          hazardCalculationId: 5,
          description: 'Job 7',
          mode: 'classical',
          status: 'complete',
          owner: 'anna',
          started: '2026-11-22T15:27:00+00:00',
          ended: '2026-11-22T15:30:00+00:00',
          engineVersion: '3.20.0',
          inputsAre: 'unknown',
          inputs: [{ name: 'a.xml' }, { name: 'job.ini' }, { name: 'tree.xml' }],
          parameters: new Map([
            ['description', 'Job 7'],
            ['poes', '[0.1]'],
            ['truncation_level', '3'],
          ]),
          outputs: [{ name: 'curve_7.csv', sha256: sha256('curve'), type: 'hcurves', outputId: 3 }],
        },
      ]);
      expect(await readFile(join(folder, 'out', 'ro-crate-metadata.json'), 'utf8')).not.toContain('/data');
    });
  });

  it('when one output is exported, whose calculation stands in its name', async () => {
    await bench(async ({ stub, run, described }) => {
      complete(stub);
      expect((await run('--eo', '3', 'out')).exit).toBe(0);
      expect(await described('out')).toMatchObject([
        { calculationId: 7, engineVersion: '3.23.5', outputs: [{ type: 'hcurves' }] },
      ]);
    });
  });

  it('not, when a name leads to a calculation that has no such output', async () => {
    await bench(async ({ stub, run, described }) => {
      complete(stub);
      stub.may('GET /v1/calc/7/results', { body: [{ ...OUTPUTS[0], id: 4 }] });
      expect((await run('--eo', '3', 'out')).exit).toBe(0);
      await expect(described('out')).rejects.toThrow('ENOENT');
    });
  });

  it.each([
    ['--no-crate', ['--no-crate'], {}],
    ['OPENQUAKE_NO_CRATE', [], { OPENQUAKE_NO_CRATE: '1' }],
  ])('not with %s, and then nothing is asked for it', async (_what, words, env) => {
    await bench(async ({ stub, run, described }) => {
      complete(stub);
      for (const line of [
        ['--eos', '7', 'out'],
        ['--eo', '3', 'out'],
      ])
        expect((await run(...line, ...words)).exit).toBe(0);
      await expect(described('out')).rejects.toThrow('ENOENT');
      const asked = stub.seen.map(({ url }) => url);
      expect(asked.filter((url) => url.includes('oqparam') || url.endsWith('/calc/7'))).toEqual([]);
    }, env);
  });

  it('or else there is a warning, and the export is a success', async () => {
    await bench(async ({ stub, run, folder }) => {
      complete(stub);
      await mkdir(join(folder, 'out', 'ro-crate-metadata.json'), { recursive: true });
      const { exit, stderr, stdout } = await run('--eos', '7', 'out');
      expect([exit, stdout]).toEqual([0, 'Exporting hcurves...\nout/curve_7.csv\n']);
      expect(stderr).toContain('out/ro-crate-metadata.json was not written: it is no file.');
    });
  });
});

/** @returns the contents of a file in the archive of an upload. */
function sentText(body: Buffer, name: string): string {
  const at = body.lastIndexOf('PK\x03\x04', body.indexOf(`/${name}`));
  const start = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28);
  const data = body.subarray(start, start + body.readUInt32LE(at + 18));
  return (body.readUInt16LE(at + 8) === 0 ? data : inflateRawSync(data)).toString('utf8');
}

/** A run that becomes calculation 7, of which the server tells where it found the job file. */
function runs(stub: StubEngine): void {
  stub.may('POST /v1/calc/run', (request) => {
    const folder = /openquake-[0-9a-f]{16}/.exec(request.body.toString('latin1'))?.[0] ?? '';
    remembers(stub, `/tmp/calc_7/${folder}/job.ini`);
    return { body: { status: 'created', job_id: 7 } };
  });
  simulate(stub, 7, [{ status: 'complete', rows: 1 }], [logRow(0)]);
}

describe('the inputs of a run', () => {
  it('are told by what was sent, with the parameters of the command line', async () => {
    await bench(async ({ stub, run, described, folder }) => {
      runs(stub);
      const line = [
        '--run',
        'job.ini',
        '-p',
        'truncation_level=2',
        '--exports',
        'csv',
        '--export-dir',
        'out',
      ];
      expect((await run(...line)).exit).toBe(0);
      const body = stub.seen.find(({ method }) => method === 'POST')?.body ?? Buffer.alloc(0);
      const jobFile = sentText(body, 'job.ini');
      const sites = await readFile(join(folder, 'sites.csv'), 'utf8');
      expect(await described('out')).toMatchObject([
        {
          inputsAre: 'as-sent',
          submitted: '2026-01-01T00:00:00+00:00',
          inputs: [
            { name: 'job.ini', sha256: sha256(jobFile), sizeBytes: jobFile.length },
            { name: 'sites.csv', sha256: sha256(sites), sizeBytes: sites.length },
          ],
        },
      ]);
      expect(jobFile).toContain('truncation_level = 2');
    });
  });

  it('are known to a later export, also after the run was left', async () => {
    await bench(async ({ stub, run, described, folder }) => {
      runs(stub);
      expect((await run('--run', 'job.ini', '--detach')).exit).toBe(0);
      await rm(join(folder, 'sites.csv'));
      expect((await run('--eos', '7', 'out')).exit).toBe(0);
      const [told] = await described('out');
      expect(told?.inputsAre).toBe('as-sent');
      expect(told?.inputs.map(({ name }) => name)).toEqual(['job.ini', 'sites.csv']);
    });
  });

  it('that changed while the calculation ran are not told as what was sent', async () => {
    await bench(async ({ stub, run, described, folder }) => {
      runs(stub);
      stub.may('POST /v1/calc/run', (request) => {
        const token = /openquake-[0-9a-f]{16}/.exec(request.body.toString('latin1'))?.[0] ?? '';
        remembers(stub, `/tmp/calc_7/${token}/job.ini`);
        void writeFile(join(folder, 'sites.csv'), 'lon,lat\n14.0,42.0\n');
        return { body: { status: 'created', job_id: 7 } };
      });
      await run('--run', 'job.ini', '--exports', 'csv', '--export-dir', 'out', '--keep-inputs');
      const [told] = await described('out');
      expect(told?.inputs.find(({ name }) => name === 'sites.csv')?.sha256).toBeUndefined();
      expect(told?.keptInputs).toBeUndefined();
    });
  });

  it('are kept beside the results with --keep-inputs, and then proved with them', async () => {
    await bench(async ({ stub, run, described }) => {
      runs(stub);
      const line = ['--run', 'job.ini', '--exports', 'csv', '--export-dir', 'out', '--keep-inputs'];
      expect((await run(...line)).exit).toBe(0);
      const place = new URL(stub.url).host.replace(':', '-');
      const [told] = await described('out');
      expect(told?.keptInputs?.name).toBe(`inputs/calculation-7-${place}.zip`);
      expect(await run('verify', 'out')).toMatchObject({ exit: 0 });
      // A later export does not forget them.
      expect((await run('--eos', '7', 'out')).exit).toBe(0);
      expect((await described('out'))[0]?.keptInputs?.name).toBe(told?.keptInputs?.name);
    });
  });

  it.each([
    ['without an export', ['--run', 'job.ini', '--keep-inputs'], 'nothing is to be exported'],
    [
      'without a description',
      ['--run', 'job.ini', '--exports', 'csv', '--keep-inputs', '--no-crate'],
      'give one of them',
    ],
    ['of a rerun', ['rerun', '7', '--exports', 'csv', '--keep-inputs'], 'are on its server'],
  ])('cannot be kept %s', async (_what, line, message) => {
    await bench(async ({ run }) => {
      const { exit, stderr } = await run(...line);
      expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
    });
  });
});
