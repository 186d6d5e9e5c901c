import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../../support/make-zip.js';
import { npy } from '../../support/npy.js';
import { logRow, simulate } from '../../support/simulated-calculation.js';
import type { StubEngine } from '../../support/stub-engine.js';
import { runMain, type RunResult, testSystem } from '../../support/test-system.js';
import { writeTinyJob } from '../../support/tiny-job.js';
import { withFolder, withStub } from '../../support/with-stub.js';

const THEN = 'lon,lat,PGA-0.1\n13.0,42.0,0.2\n13.1,42.0,0.3\n';

interface Bench {
  readonly folder: string;
  readonly stub: StubEngine;
  readonly run: (...words: string[]) => Promise<RunResult>;
  /** How many jobs were sent. */
  readonly sent: () => number;
}

/** What the stub lets become calculation 7 the first time and 8 the second. */
function becomes(stub: StubEngine, now: string): void {
  let id = 6;
  stub.on('POST /v1/calc/run', (request) => {
    id += 1;
    const token = /openquake-[0-9a-f]{16}/.exec(request.body.toString('latin1'))?.[0] ?? '';
    const oqparam = { inputs: { job_ini: `/tmp/${token}/job.ini` } };
    stub.may(`GET /v1/calc/${id}/extract/oqparam`, {
      body: makeZip([{ name: 'json.npy', content: npy(JSON.stringify(oqparam)) }]),
    });
    return { body: { status: 'created', job_id: id } };
  });
  for (const [calculation, body] of [
    [7, THEN],
    [8, now],
  ] as const) {
    simulate(stub, calculation, [{ status: 'complete', rows: 1 }], [logRow(0)]);
    stub.may(`GET /v1/calc/${calculation}/status`, {
      body: {
        ...{ id: calculation, owner: 'anna', calculation_mode: 'scenario', status: 'complete' },
        ...{ is_running: false, description: 'Tiny', parent_id: null, size_mb: 1 },
        start_time: '2026-11-22, 15:27:00 UTC',
      },
    });
    stub.may(`GET /v1/calc/${calculation}/log/*`, ({ url }) => ({
      body: url.includes('/log/0:') ? [['2026-11-22T15:27:00', 'INFO', 'x', 'row 0']] : [],
    }));
    stub.may(`GET /v1/calc/${calculation}/results`, {
      body: [{ id: calculation, name: 'Maps', type: 'hmaps', outtypes: ['csv'], url: 'x', size_mb: 1 }],
    });
    stub.may(`GET /v1/calc/result/${calculation}`, {
      headers: {
        'content-disposition': `attachment; filename=output-${calculation}-maps_${calculation}.csv`,
      },
      body,
    });
  }
}

async function bench(now: string, test: (bench: Bench) => Promise<void>, keep = true): Promise<void> {
  await withFolder(async (folder) => {
    await writeTinyJob(folder);
    await withStub(async (stub) => {
      becomes(stub, now);
      const run = async (...words: string[]): Promise<RunResult> =>
        runMain(['--host', stub.url, ...words], testSystem({ cwd: folder, homeDir: join(folder, 'home') }));
      const kept = keep ? ['--keep-inputs'] : [];
      const first = await run('run', 'job.ini', '--exports', 'csv', '--export-dir', 'out', ...kept);
      expect(first.exit).toBe(0);
      const sent = (): number => stub.seen.filter(({ method }) => method === 'POST').length;
      await test({ folder, stub, run, sent });
    });
  });
}

describe('replay', () => {
  it('runs the inputs that were kept again, and says that the numbers are the same', async () => {
    await bench(THEN, async ({ run, folder, sent }) => {
      // Neither the job file nor what it names is needed any more.
      await writeFile(join(folder, 'job.ini'), 'gone');
      const { exit, stdout, stderr } = await run('replay', 'out', '--json');
      expect([exit, sent()]).toEqual([0, 2]);
      expect(JSON.parse(stdout)).toMatchObject({
        replay_of: 7,
        calculation_id: 8,
        inputs_from: 'folder',
        inputs_proven: true,
        same: true,
        engine_version: '3.23.5',
        comparison: { outputs: [{ output: 'maps', verdict: 'identical', rows: 2 }] },
      });
      expect(stderr).toContain('digit by digit');
    });
  });

  it('says where they differ, with exit code 10', async () => {
    await bench(THEN.replace('0.3', '0.33'), async ({ run }) => {
      const { exit, stdout } = await run('replay', 'out');
      expect(exit).toBe(10);
      expect(stdout).toMatch(/maps +DIFFERENT +2 +9\.1e-2 .*0\.3 against 0\.33/);
    });
    await bench(THEN.replace('0.3', '0.33'), async ({ run }) => {
      expect((await run('replay', 'out', '--rtol', '0.2')).exit).toBe(0);
    });
  });

  it('takes the files that were sent where they still are the same, and refuses others', async () => {
    await bench(
      THEN,
      async ({ run, folder, sent }) => {
        const { exit, stdout } = await run('replay', 'out', '--json');
        expect([exit, JSON.parse(stdout)]).toMatchObject([0, { inputs_from: 'this-machine', same: true }]);
        await writeFile(join(folder, 'sites.csv'), 'lon,lat\n14.0,42.0\n');
        const named = await run('replay', 'out', '--job', 'job.ini');
        expect([named.exit, named.stderr]).toEqual([
          9,
          expect.stringContaining('job.ini: sites.csv changed or is not there'),
        ]);
        expect(sent()).toBe(2);
      },
      false,
    );
  });

  it('sends nothing when the files of the folder are not those of the export', async () => {
    await bench(THEN, async ({ run, folder, sent }) => {
      const file = join(folder, 'out', 'maps_7.csv');
      await writeFile(file, (await readFile(file, 'utf8')).replace('0.2', '0.3'));
      const { exit, stderr } = await run('replay', 'out');
      expect([exit, sent()]).toEqual([9, 1]);
      expect(stderr).toContain('openquake verify out');
    });
  });

  it.each([
    ['a changed parameter', ['-p', 'a=1'], 'replay runs the same again: --param'],
    ['a calculation that is not there', ['--calc', '9'], 'out describes no calculation 9.'],
  ])('refuses %s', async (_what, words, message) => {
    await bench(THEN, async ({ run, sent }) => {
      const { exit, stderr } = await run('replay', 'out', ...words);
      expect([exit, sent()]).toEqual([2, 1]);
      expect(stderr).toContain(message);
    });
  });
});
