import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../support/manual-clock.js';
import { type Look, logRow, simulate, statusBody } from '../support/simulated-calculation.js';
import { sentJobFile } from '../support/sent-job.js';
import type { SeenRequest, StubEngine, StubReply } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem, type TestSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const JOBS = ['a.ini', 'b.ini', 'c.ini'];
const RESULTS = [{ id: 3, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 1 }];
const COMPLETE: readonly Look[] = [
  { status: 'created', rows: 0 },
  { status: 'executing', rows: 1 },
  { status: 'complete', rows: 2 },
];
const FAILED: readonly Look[] = [
  { status: 'executing', rows: 1 },
  { status: 'failed', rows: 2 },
];

interface World {
  readonly stub: StubEngine;
  readonly system: TestSystem;
  readonly cwd: string;
}

interface Ran extends RunResult {
  readonly seen: readonly SeenRequest[];
  readonly submissions: readonly SeenRequest[];
}

async function run(
  argv: readonly string[],
  prepare: (world: World) => void | Promise<void>,
  options: Parameters<typeof testSystem>[0] = {},
  after: (cwd: string) => Promise<void> = async () => Promise.resolve(),
): Promise<Ran> {
  let result: Ran | undefined;
  await withFolder(async (cwd) => {
    for (const name of JOBS) await writeTinyJob(cwd, name);
    await withStub(async (stub) => {
      const system = testSystem({ cwd, ...options });
      await prepare({ stub, system, cwd });
      const { exit, stdout, stderr } = await runMain(['--host', stub.url, ...argv], system);
      const named = (text: string): string => text.replaceAll(stub.url, 'HOST');
      result = {
        exit,
        stdout: named(stdout),
        stderr: named(stderr),
        seen: [...stub.seen],
        submissions: stub.seen.filter(({ method, url }) => `${method} ${url}` === RUN),
      };
    });
    await after(cwd);
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

/** Plays calculations 41, 42, ... in the order of submission. */
function plays({ stub }: World, ...looks: readonly (readonly Look[])[]): void {
  stub.on(RUN, ...looks.map((_look, index): StubReply => ({ body: { job_id: 41 + index } })));
  for (const [index, look] of looks.entries()) {
    const id = 41 + index;
    simulate(stub, id, look, [logRow(0), logRow(1, { level: 'ERROR', message: `end of ${id}` })]);
    if (look.at(-1)?.status === 'complete') stub.on(`GET /v1/calc/${id}/results`, { body: RESULTS });
  }
}

function field(request: SeenRequest | undefined, name: string): string | undefined {
  const body = request?.body.toString('latin1') ?? '';
  return new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)\\r\\n`).exec(body)?.[1];
}

function table(stdout: string): string[] {
  const lines = stdout.trimEnd().split('\n');
  return lines
    .slice(lines.findIndex((line) => line.startsWith('job ')))
    .map((line) => line.replace(/ +/g, ' '));
}

describe('several independent jobs', () => {
  it.each([[['run', ...JOBS]], [['--run', ...JOBS, '--multi']]])(
    'with %j go once each, without a hazard, and end in a table',
    async (words) => {
      const result = await run(words, (world) => plays(world, COMPLETE, COMPLETE, COMPLETE));
      expect(result.exit).toBe(0);
      expect(result.submissions.map(sentJobFile)).toEqual(JOBS);
      expect(result.submissions.map((request) => field(request, 'hazard_job_id'))).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(table(result.stdout).map((line) => line.replace(/\d+ s/, 'N s'))).toEqual([
        'job id status duration exports in',
        'a.ini 41 complete N s',
        'b.ini 42 complete N s',
        'c.ini 43 complete N s',
      ]);
      for (const [index, job] of JOBS.entries()) {
        expect(result.stderr).toContain(`${job}: Calculation ${41 + index} submitted to HOST\n`);
        expect(result.stderr).toMatch(new RegExp(`^\\[.{19} #${41 + index} INFO\\] row 0$`, 'm'));
      }
    },
  );

  it('keeps the results of each job together', async () => {
    const { stdout } = await run(['run', 'a.ini', 'b.ini'], (world) => plays(world, COMPLETE, COMPLETE));
    for (const [job, id] of [
      ['a.ini', 41],
      ['b.ini', 42],
    ])
      expect(stdout).toContain(`${job}, calculation ${id}:\n  id | name\n   3 | Hazard Curves\n\n`);
  });

  it('has no more under way than asked for', async () => {
    const open = new Set<number>();
    const asked = new Set<number>();
    let most = 0;
    const result = await run(['run', ...JOBS, '--concurrency', '2'], (world) => {
      plays(world, COMPLETE, COMPLETE, COMPLETE);
      for (const id of [41, 42, 43]) {
        world.stub.on(`GET /v1/calc/${id}/status`, () => {
          asked.add(id);
          open.add(id);
          most = Math.max(most, open.size);
          // The first two wait for each other: were there one at a time, they would wait for ever.
          const ends = asked.has(41) && asked.has(42);
          if (ends) open.delete(id);
          return { body: statusBody(id, ends ? 'complete' : 'executing') };
        });
        world.stub.on(`GET /v1/calc/${id}/log/*`, { body: [] });
      }
    });
    expect(result.exit).toBe(0);
    expect(most).toBe(2);
  });

  it('ends with the worst outcome, and one that fails costs the others nothing', async () => {
    const result = await run(['run', ...JOBS], (world) => plays(world, COMPLETE, FAILED, COMPLETE));
    expect(result.exit).toBe(1);
    expect(table(result.stdout).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'job id status',
      'a.ini 41 complete',
      'b.ini 42 failed',
      'c.ini 43 complete',
    ]);
    expect(result.stderr).toContain('b.ini: Its log: openquake --host HOST --show-log 42\n');
  });

  it('goes on where the server refuses one, or does not say what became of it', async () => {
    const result = await run(['run', ...JOBS, '--json'], (world) => {
      plays(world, COMPLETE);
      world.stub.on(
        RUN,
        { status: 500, body: { traceback: ['Traceback', 'ValueError: no'], job_id: 40 } },
        { status: 500, body: '<html><title>crash</title></html>' },
        { body: { job_id: 41 } },
      );
    });
    expect(result.exit).toBe(7);
    expect(result.submissions).toHaveLength(3);
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [
        { job: 'a.ini', calculation_id: 40, error: { kind: 'job-refused', exit_code: 1 } },
        { job: 'b.ini', calculation_id: null, error: { kind: 'server', exit_code: 7 } },
        { job: 'c.ini', calculation_id: 41, outcome: 'complete' },
      ],
    });
    expect(result.stderr).toContain('a.ini: openquake: The engine refuses this job: ValueError: no\n');
  });

  it('says once why a server that is gone got none of them, and names the others', async () => {
    const result = await run(['run', ...JOBS], ({ stub }) => {
      stub.on(RUN, { status: 503, body: 'closed for today' });
    });
    expect(result.exit).toBe(7);
    expect(result.stderr.split('.ini: openquake: ')).toHaveLength(2);
    expect(result.stderr).toContain('2 more, for the same reason as a.ini: b.ini, c.ini\n');
    expect(
      table(result.stdout)
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(JOBS);
  });

  it('tells with --jsonl each as it ends, with --quiet the ids as they are given', async () => {
    const both = (world: World): void =>
      plays(world, [...FAILED.slice(0, 1), ...FAILED, ...FAILED], COMPLETE);
    const lines = (await run(['run', 'a.ini', 'b.ini', '--jsonl'], both)).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ job: 'a.ini', calculation_id: 41, outcome: 'failed' }),
        expect.objectContaining({ job: 'b.ini', calculation_id: 42, outcome: 'complete' }),
      ]),
    );
    expect(lines).toHaveLength(2);
    expect((await run(['run', 'a.ini', 'b.ini', '--quiet'], both)).stdout).toBe('41\n42\n');
    const csv = await run(['run', 'a.ini', 'b.ini', '--format', 'csv', '--columns', 'job,status'], both);
    expect(csv.stdout).toBe('job,status\na.ini,failed\nb.ini,complete\n');
  });

  it('reads all before the first is sent, and tells the faults of all', async () => {
    const result = await run(['run', 'a.ini', 'missing.ini', 'gone.ini'], () => undefined);
    expect(result.exit).toBe(5);
    expect(result.stderr).toContain('missing.ini');
    expect(result.stderr).toContain('gone.ini');
    expect(result.submissions).toEqual([]);
  });

  it('gives -p and the hazard to all, and leaves with --detach when all are sent', async () => {
    const result = await run(
      ['run', 'a.ini', 'b.ini', '--detach', '--hc', '7', '-p', 'number_of_ground_motion_fields=3'],
      ({ stub }) => {
        stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
        stub.on(RUN, { body: { job_id: 41 } }, { body: { job_id: 42 } });
      },
    );
    expect(result.exit).toBe(0);
    expect(result.submissions.map((request) => field(request, 'hazard_job_id'))).toEqual(['7', '7']);
    expect(table(result.stdout).slice(1)).toEqual(['a.ini 41 submitted', 'b.ini 42 submitted']);
  });

  it('exports each, and names the folder in the table', async () => {
    const result = await run(
      ['run', 'a.ini', 'b.ini', '--exports', 'csv', '--export-dir', 'out'],
      (world) => {
        plays(world, COMPLETE, COMPLETE);
        for (const [index, id] of [41, 42].entries()) {
          world.stub.on(`GET /v1/calc/${id}/results`, { body: [{ ...RESULTS[0], id: 90 + index }] });
          const name = `output-${90 + index}-curve_${id}.csv`;
          world.stub.on(`GET /v1/calc/result/${90 + index}`, {
            headers: { 'content-disposition': `attachment; filename=${name}` },
            body: `of ${id}\n`,
          });
        }
      },
      {},
      async (cwd) => {
        for (const id of [41, 42])
          expect(await readFile(join(cwd, 'out', `curve_${id}.csv`), 'utf8')).toBe(`of ${id}\n`);
      },
    );
    expect(result.exit).toBe(0);
    expect(
      table(result.stdout)
        .slice(1)
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['out', 'out']);
  });

  it.each([
    [['run', 'a.ini', './a.ini'], /a\.ini is given twice/],
    [['run', 'a.ini', '--concurrency', '0'], /--concurrency takes a number of jobs/],
    [['run', 'a.ini', 'b.ini', '--columns', 'nonsense'], /There is no column "nonsense"/],
    [['run', 'a.ini', 'b.ini', '--chain', '--detach'], /--detach leaves before the hazard/],
    [['run', 'a.ini', 'b.ini', '--chain', '--multi'], /give one of them/],
  ])('refuses %j before anything is sent', async (words, message) => {
    const result = await run(words, () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.submissions).toEqual([]);
  });
});

describe('run with --chain', () => {
  it('starts the others from the first, one after the other', async () => {
    const result = await run(['run', 'a.ini', 'b.ini', '--chain'], (world) =>
      plays(world, COMPLETE, COMPLETE),
    );
    expect(result.exit).toBe(0);
    expect(result.submissions.map((request) => field(request, 'hazard_job_id'))).toEqual([undefined, '41']);
  });
});

describe('Ctrl-C with several under way', () => {
  /** The moment before leaving is three seconds long and ends by the test's hand. */
  const LONG_MS = 3_000;
  const endless: readonly Look[] = [{ status: 'executing', rows: 1 }];

  /** Presses once both follow, and hands the rest to `then`. */
  async function pressed(then: (world: World, press: () => void, wait: () => void) => void): Promise<Ran> {
    const clock = manualClock(LONG_MS);
    let world: World | undefined;
    const seen = new Set<string>();
    let done = false;
    return run(
      ['run', ...JOBS, '--concurrency', '2', '--json'],
      (made) => {
        world = made;
        plays(made, endless, endless);
      },
      {
        clock,
        onStderr: (text, system) => {
          for (const [row] of text.matchAll(/#4[12] INFO/g)) seen.add(row);
          if (done || seen.size < 2 || world === undefined) return;
          done = true;
          system.interrupt('SIGINT');
          then(
            world,
            () => system.interrupt('SIGINT'),
            () => clock.advance(LONG_MS),
          );
        },
      },
    );
  }

  it('once leaves what runs, tells the ids, and does not send the rest', async () => {
    const result = await pressed((_world, _press, wait) => wait());
    expect(result.exit).toBe(130);
    expect(result.submissions).toHaveLength(2);
    for (const id of [41, 42]) {
      expect(result.stderr).toContain(`Detached. Calculation ${id} goes on at HOST.`);
      expect(result.stderr).toContain(`Follow it: openquake --host HOST logs ${id} --follow`);
    }
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [
        { job: 'a.ini', calculation_id: 41, error: { kind: 'interrupted' } },
        { job: 'b.ini', calculation_id: 42, error: { kind: 'interrupted' } },
        { job: 'c.ini', calculation_id: null, error: { kind: 'interrupted' } },
      ],
    });
  });

  it('twice aborts all that run', async () => {
    const result = await pressed(({ stub }, press) => {
      for (const id of [41, 42]) {
        let aborted = false;
        stub.on(`POST /v1/calc/${id}/abort`, () => {
          aborted = true;
          return { body: { success: `Killing job ${id}` } };
        });
        stub.on(`GET /v1/calc/${id}/status`, () => ({
          body: statusBody(id, aborted ? 'failed' : 'executing'),
        }));
      }
      press();
    });
    expect(result.exit).toBe(130);
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [
        { job: 'a.ini', outcome: 'aborted' },
        { job: 'b.ini', outcome: 'aborted' },
        { job: 'c.ini', calculation_id: null },
      ],
    });
  });
});
