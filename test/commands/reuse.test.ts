import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logRow, simulate, statusBody } from '../support/simulated-calculation.js';
import { startStubEngine, type StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const RESULTS = [{ id: 3, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 1 }];
const VERSION = '3.23.5';

/** What a server holds: calculations by id, and the version that answers. */
interface Held {
  readonly version?: string;
  /** The version that answers from the second question on. */
  readonly later?: string;
  readonly calculations?: Readonly<Record<number, Readonly<Record<string, unknown>> | 'missing'>>;
  /** The version in the log. */
  readonly logged?: string;
}

const COMPLETE = { status: 'complete', rows: 2 };
const rowsOf = (version: string) => [
  logRow(0, { message: 'engine@server running job.ini' }),
  logRow(1, { message: version === '' ? 'quiet' : `Using engine version ${version}` }),
];

function plays(stub: StubEngine, id: number, version: string): void {
  simulate(stub, id, [COMPLETE], rowsOf(version));
  stub.on(`GET /v1/calc/${id}/results`, { body: RESULTS });
}

interface Ran extends RunResult {
  readonly submissions: number;
}

/** A user with a folder, a ledger and one server at one address. */
interface Desk {
  readonly cwd: string;
  /** Runs a line on a server that would give the next calculation this id. */
  readonly run: (words: readonly string[], next: number, held?: Held) => Promise<Ran>;
}

/** The address must stay the same although each run has a stub of its own. */
async function withDesk(test: (desk: Desk) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const cwd = join(folder, 'job');
    await writeTinyJob(cwd);
    const env = { OPENQUAKE_DATA_DIR: join(folder, 'data') };
    const stub = await startStubEngine();
    try {
      const run: Desk['run'] = async (words, next, held = {}) => {
        const version = held.version ?? VERSION;
        stub.seen.length = 0;
        const answers = [version, held.later ?? version];
        stub.on('GET /v1/engine_version', ...answers.map((body) => ({ body })));
        stub.on(RUN, { body: { job_id: next } });
        plays(stub, next, version);
        for (const [id, more] of Object.entries(held.calculations ?? {})) {
          const answer =
            more === 'missing' ? { status: 404 } : { body: statusBody(Number(id), 'complete', more) };
          stub.on(`GET /v1/calc/${id}/status`, answer);
          const log = rowsOf(held.logged ?? VERSION).map((row) => [
            row.time,
            row.level,
            row.process,
            row.message,
          ]);
          stub.on(`GET /v1/calc/${id}/log/*`, ({ url }) => ({
            body: log.slice(Number(/log\/(\d+)/.exec(url)?.[1])),
          }));
          stub.on(`GET /v1/calc/${id}/results`, { body: RESULTS });
        }
        const { exit, stdout, stderr } = await runMain(
          ['--host', stub.url, ...words],
          testSystem({ cwd, env }),
        );
        const submissions = stub.seen.filter(({ url }) => url === '/v1/calc/run').length;
        return { exit, stdout, stderr: stderr.replaceAll(stub.url, 'HOST'), submissions };
      };
      await test({ cwd, run });
      // Which of its answers a server was asked for differs from case to case; what it does not know is a fault.
      const words = await stub.close().catch(String);
      expect(words ?? '').not.toContain('does not know');
    } finally {
      await stub.close().catch(() => undefined);
    }
  });
}

const SAME = { calculations: { 42: {} } } as const;

describe('--reuse', () => {
  it('answers with what was computed before, and computes nothing', async () => {
    await withDesk(async ({ run }) => {
      expect(await run(['--run', 'job.ini'], 42)).toMatchObject({ exit: 0, submissions: 1 });
      const ran = await run(['--run', 'job.ini', '--reuse'], 43, SAME);
      expect(ran).toMatchObject({ exit: 0, submissions: 0, stdout: '  id | name\n   3 | Hazard Curves\n' });
      expect(ran.stderr).toBe(
        'Calculation 42 (started 2026-11-22 15:27:00 UTC) has the same inputs, parameters and engine version: nothing is computed again.\nExport them: openquake --host HOST --export-outputs 42 DIR\n',
      );
      const { stdout } = await run(['--run', 'job.ini', '--reuse', '--json'], 43, SAME);
      expect(JSON.parse(stdout)).toMatchObject({
        calculations: [
          { calculation_id: 42, reused: true, outcome: 'complete', outputs: [{ type: 'hcurves' }] },
        ],
      });
      expect((await run(['--run', 'job.ini', '--reuse', '--quiet'], 43, SAME)).stdout).toBe('42\n');
    });
  });

  it('takes a calculation whose log does not say the version: an engine with CI set writes none', async () => {
    await withDesk(async ({ run }) => {
      await run(['--run', 'job.ini'], 42);
      const quiet = { calculations: { 42: {} }, logged: '' };
      expect((await run(['--run', 'job.ini', '--reuse'], 43, quiet)).submissions).toBe(0);
    });
  });

  it('remembers nothing of a server that was renewed during the run', async () => {
    await withDesk(async ({ run }) => {
      await run(['--run', 'job.ini'], 42, { later: '3.26.2' });
      const renewed = { ...SAME, logged: '' };
      expect((await run(['--run', 'job.ini', '--reuse'], 43, renewed)).submissions).toBe(1);
    });
  });

  it('is not the default', async () => {
    await withDesk(async ({ run }) => {
      await run(['--run', 'job.ini'], 42);
      expect((await run(['--run', 'job.ini'], 43, SAME)).submissions).toBe(1);
    });
  });

  it('runs what nobody ran before, and says so', async () => {
    await withDesk(async ({ run }) => {
      const ran = await run(['--run', 'job.ini', '--reuse'], 42);
      expect(ran).toMatchObject({ exit: 0, submissions: 1 });
      expect(ran.stderr).toContain(
        'Nothing to reuse: no complete calculation with these inputs, parameters and engine 3.23.5 is known on HOST.\nCalculation 42 submitted',
      );
      expect((await run(['--run', 'job.ini', '--reuse'], 43, SAME)).submissions).toBe(0);
    });
  });

  it.each<[string, Held]>([
    ['was deleted', { calculations: { 42: 'missing' } }],
    ['is failed now', { calculations: { 42: { status: 'failed' } } }],
    ['is running again', { calculations: { 42: { status: 'complete', is_running: true } } }],
    [
      'started at another time: a new database',
      { calculations: { 42: { start_time: '2026-11-22, 15:27:01 UTC' } } },
    ],
    ['has no start', { calculations: { 42: { start_time: null } } }],
    ['has another description', { calculations: { 42: { description: 'Job 43' } } }],
    ['is of another kind', { calculations: { 42: { calculation_mode: 'scenario' } } }],
    ['started from a hazard', { calculations: { 42: { parent_id: 7 } } }],
    ['ran on another version', { calculations: { 42: {} }, logged: '3.26.2' }],
    ['ran before the server was renewed', { calculations: { 42: {} }, version: '3.26.2' }],
  ])('takes no calculation that %s', async (_why, held) => {
    await withDesk(async ({ run }) => {
      await run(['--run', 'job.ini'], 42);
      expect(await run(['--run', 'job.ini', '--reuse'], 43, held)).toMatchObject({ exit: 0, submissions: 1 });
    });
  });

  it.each<[string, readonly string[], (cwd: string) => Promise<unknown>]>([
    ['an input', [], async (cwd) => writeFile(join(cwd, 'sites.csv'), 'lon,lat\n13.0,42.1\n')],
    ['a parameter', [], async (cwd) => appendFile(join(cwd, 'job.ini'), 'random_seed = 3\n')],
    ['a parameter of the command line', ['-p', 'random_seed=3'], async () => undefined],
    ['the hazard', ['--hc', '44'], async () => undefined],
  ])('runs a job that differs in %s', async (_what, words, change) => {
    await withDesk(async ({ cwd, run }) => {
      await run(['--run', 'job.ini'], 42);
      await change(cwd);
      const held = { calculations: { 42: {}, 44: {} } };
      expect((await run(['--run', 'job.ini', '--reuse', ...words], 43, held)).submissions).toBe(1);
    });
  });

  it('takes a job with another comment, and with the same -p', async () => {
    await withDesk(async ({ cwd, run }) => {
      await run(['--run', 'job.ini', '-p', 'random_seed=3'], 42);
      await appendFile(join(cwd, 'job.ini'), '# a word\nrandom_seed = 3\n');
      expect((await run(['--run', 'job.ini', '--reuse'], 43, SAME)).submissions).toBe(0);
    });
  });

  it('remembers no calculation that was aborted, and none that it left', async () => {
    await withDesk(async ({ run }) => {
      const aborted = { calculations: { 42: { status: 'aborted' } } };
      expect((await run(['--run', 'job.ini'], 42, aborted)).exit).toBe(3);
      expect((await run(['--run', 'job.ini', '--reuse'], 43, SAME)).submissions).toBe(1);
    });
    await withDesk(async ({ run }) => {
      await run(['--run', 'job.ini', '--detach'], 42);
      expect((await run(['--run', 'job.ini', '--reuse'], 43, SAME)).submissions).toBe(1);
    });
  });

  it('runs when the ledger is damaged', async () => {
    await withDesk(async ({ cwd, run }) => {
      await run(['--run', 'job.ini'], 42);
      const ledger = join(cwd, '..', 'data', 'calculations.jsonl');
      const text = await readFile(ledger, 'utf8');
      expect(text).toContain('"calculationId":42');
      await writeFile(ledger, text.replace('"calculationId":42', '"calculationId":44'));
      const held = { calculations: { 42: {}, 44: {} } };
      expect((await run(['--run', 'job.ini', '--reuse'], 43, held)).submissions).toBe(1);
    });
  });
});

describe('a run', () => {
  it('does not suffer from a ledger that cannot be written', async () => {
    await withDesk(async ({ cwd, run }) => {
      await writeFile(join(cwd, '..', 'data'), 'a file where a folder is due');
      expect(await run(['--run', 'job.ini'], 42)).toMatchObject({ exit: 0, submissions: 1 });
    });
  });
});
