import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sentJobFile } from '../support/sent-job.js';
import { type Look, logRow, logRows, simulate, statusBody } from '../support/simulated-calculation.js';
import type { SeenRequest, StubEngine, StubReply } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem, type TestSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const RESULTS = [{ id: 3, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv'], url: 'x', size_mb: 1 }];
const TO_THE_END: readonly Look[] = [
  { status: 'created', rows: 0 },
  { status: 'executing', rows: 2 },
  { status: 'complete', rows: 4 },
];

interface Ran extends RunResult {
  readonly seen: readonly SeenRequest[];
  /** Method and path of each call, without polling and without what the server knows. */
  readonly calls: readonly string[];
}

type Options = Parameters<typeof testSystem>[0];

/** Where this file's runs put what is temporary: nobody else writes there, so that what is left can be seen. */
const workFolder = mkdtempSync(join(tmpdir(), 'openquake-test-'));
vi.stubEnv('TMPDIR', workFolder);
afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

/** Runs a line in a folder with a tiny job, against a stub; the stub's address reads HOST in what comes back. */
async function run(
  argv: readonly string[],
  prepare: (stub: StubEngine, system: () => TestSystem) => void,
  options: Options & {
    folder?: (folder: string) => Promise<unknown>;
    after?: (folder: string) => Promise<void>;
  } = {},
): Promise<Ran> {
  let result: Ran | undefined;
  await withFolder(async (cwd) => {
    await writeTinyJob(cwd);
    await writeTinyJob(cwd, 'risk.ini');
    await options.folder?.(cwd);
    await withStub(async (stub) => {
      const system: TestSystem = testSystem({ cwd, ...options });
      prepare(stub, () => system);
      const { exit, stdout, stderr } = await runMain(['--host', stub.url, ...argv], system);
      const named = (text: string): string => text.replaceAll(stub.url, 'HOST');
      const calls = stub.seen.map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`);
      result = {
        exit,
        stdout: named(stdout),
        stderr: named(stderr),
        seen: [...stub.seen],
        calls: calls.filter((call) => !/status$|log\/|ini_defaults$|available_gsims$/.test(call)),
      };
    });
    // The archive that was sent lay in a folder of its own, and is gone.
    expect(await readdir(workFolder)).toEqual([]);
    await options.after?.(cwd);
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

function plays(
  stub: StubEngine,
  id: number,
  looks: readonly Look[] = TO_THE_END,
  results: StubReply = { body: RESULTS },
): void {
  simulate(stub, id, looks);
  if (looks.at(-1)?.status === 'complete') stub.on(`GET /v1/calc/${id}/results`, results);
}

/** Value of a field of a multipart body. */
function field(request: SeenRequest | undefined, name: string): string | undefined {
  return new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)\\r\\n`).exec(
    request?.body.toString('latin1') ?? '',
  )?.[1];
}

function submissions(result: Ran): SeenRequest[] {
  return result.seen.filter(({ method, url }) => `${method} ${url}` === RUN);
}

function json(result: RunResult): unknown {
  return JSON.parse(result.stdout);
}

describe('a run', () => {
  const complete = (stub: StubEngine): void => {
    stub.on(RUN, { body: { status: 'created', job_id: 42 } });
    plays(stub, 42);
  };

  it.each(['--run', '--run-hazard', '--rh'])(
    'with %s asks who is there, submits once, follows, lists',
    async (flag) => {
      const result = await run([flag, 'job.ini'], complete);
      expect(result.exit).toBe(0);
      // Asked again at the end: what is remembered of it holds for one version of the engine.
      const version = 'GET /v1/engine_version';
      expect(result.calls).toEqual([version, 'GET /v1/calc/list', RUN, 'GET /v1/calc/42/results', version]);
      expect(sentJobFile(submissions(result)[0])).toBe('job.ini');
      expect(field(submissions(result)[0], 'hazard_job_id')).toBeUndefined();
      expect(result.stdout).toBe('  id | name\n   3 | Hazard Curves\n');
      const lines = result.stderr.trimEnd().split('\n');
      expect(lines[0]).toBe('Calculation 42 submitted to HOST');
      expect(lines.slice(1, 5).map((line) => line.replace(/^\[.{19} /, '['))).toEqual([
        '[#42 INFO] row 0',
        '[#42 INFO] row 1',
        '[#42 INFO] row 2',
        '[#42 INFO] row 3',
      ]);
      expect(lines[5]).toMatch(/^Calculation 42 complete after \d+ s, log rows 4\/4\.$/);
      expect(lines[6]).toBe('Export them: openquake --host HOST --export-outputs 42 DIR');
      expect(lines).toHaveLength(7);
    },
  );

  it('prints only its id with --quiet', async () => {
    expect(await run(['--run', 'job.ini', '--quiet'], complete)).toMatchObject({
      exit: 0,
      stdout: '42\n',
      stderr: '',
    });
  });

  it('prints one JSON value with --json', async () => {
    const result = await run(['--run', 'job.ini', '--json'], complete);
    expect(json(result)).toEqual({
      calculations: [
        {
          calculation_id: 42,
          host: 'HOST',
          status: 'complete',
          outcome: 'complete',
          hazard_calculation_id: null,
          duration_s: expect.any(Number) as number,
          log_rows: 4,
          server_log_rows: 4,
          outputs: [{ id: 3, name: 'Hazard Curves', type: 'hcurves', formats: ['csv'], size_mb: 1 }],
        },
      ],
    });
  });

  it('sends overridden parameters in the copy, and leaves the file', async () => {
    let before = '';
    const result = await run(['--run', 'job.ini', '-p', 'description=Other words'], complete, {
      folder: async (folder) => {
        before = await readFile(join(folder, 'job.ini'), 'utf8');
      },
      after: async (folder) => {
        expect(await readFile(join(folder, 'job.ini'), 'utf8')).toBe(before);
      },
    });
    expect(result.exit).toBe(0);
  });

  it('asks again for the outputs of a complete calculation', async () => {
    const result = await run(['--run', 'job.ini'], (stub) => {
      stub.on(RUN, { body: { job_id: 42 } });
      simulate(stub, 42, TO_THE_END);
      stub.on('GET /v1/calc/42/results', { cut: 'before-head' }, { status: 502 }, { body: RESULTS });
    });
    expect(result).toMatchObject({ exit: 0, stdout: expect.stringContaining('Hazard Curves') as string });
  });

  it('names the complete calculation when its outputs cannot be listed', async () => {
    const result = await run(['--run', 'job.ini', '--json'], (stub) => {
      stub.on(RUN, { body: { job_id: 42 } });
      simulate(stub, 42, TO_THE_END);
      stub.on('GET /v1/calc/42/results', { status: 502 });
    });
    expect(result.exit).toBe(7);
    expect(json(result)).toMatchObject({ error: { calculation_id: 42 } });
    expect(result.stderr).toContain('Calculation 42 is complete.');
    expect(result.stderr).toContain('openquake --host HOST --list-outputs 42');
  });

  it('names the complete calculation when its export is cut', async () => {
    const result = await run(['--run', 'job.ini', '-e', 'csv', '--json'], (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/result/3', { cut: 'before-head' });
    });
    expect(result.exit).toBe(7);
    expect(json(result)).toMatchObject({ error: { calculation_id: 42 } });
    expect(result.stderr).toContain('Calculation 42 is complete; its export is not.\n');
    expect(result.stderr).toContain('openquake --host HOST --export-outputs 42 DIR --exports csv');
  });

  it('exports where it was asked to', async () => {
    const files = {
      headers: { 'content-disposition': 'attachment; filename=output-3-curve_42.csv' },
      body: 'a,b',
    };
    const prepare = (stub: StubEngine): void => {
      complete(stub);
      stub.on('GET /v1/calc/result/3', files);
    };
    const result = await run(['--run', 'job.ini', '-e', 'csv', '--export-dir', 'results'], prepare, {
      after: async (folder) =>
        expect(await readFile(join(folder, 'results', 'curve_42.csv'), 'utf8')).toBe('a,b'),
    });
    expect(result.exit).toBe(0);
    expect(result.stdout).toContain('Exporting hcurves...\nresults/curve_42.csv\n');
    const own = await run(['--run', 'own.ini', '-e', 'csv'], prepare, {
      folder: async (folder) => writeTinyJob(folder, 'own.ini', 'export_dir = mine\n'),
      after: async (folder) =>
        expect(await readdir(join(folder, 'mine'))).toEqual(['curve_42.csv', 'ro-crate-metadata.json']),
    });
    expect(own.exit).toBe(0);
    const failing = await run(['--run', 'job.ini', '-e', 'csv', '--json'], (stub) => {
      complete(stub);
      stub.on('GET /v1/calc/result/3', { status: 500, body: 'DataStoreExportError: no' });
    });
    expect(failing.exit).toBe(9);
    expect(json(failing)).toMatchObject({
      calculations: [{ exports: { files: [], failures: [expect.any(String)] } }],
    });
  });

  it('does not take an export of nothing for success after all that time', async () => {
    const result = await run(['--run', 'job.ini', '-e', 'cvs'], complete);
    expect(result.exit).toBe(9);
    expect(result.stderr).toContain('Nothing was exported: no output has one of the formats cvs.');
    expect(result.stderr).toContain('openquake --host HOST --list-outputs 42 --json');
  });
});

describe('the log of a run', () => {
  const rows = [
    logRow(0, { level: 'DEBUG', message: 'fine' }),
    logRow(1, { level: 'INFO', message: 'info' }),
    logRow(2, { level: 'WARNING', message: 'careful\u001b[2J\nsecond line' }),
    logRow(3, { level: 'ERROR', message: 'bad' }),
  ];
  const logging = (stub: StubEngine): void => {
    stub.on(RUN, { body: { job_id: 42 } }).on('GET /v1/calc/42/results', { body: RESULTS });
    simulate(stub, 42, [{ status: 'complete', rows: 4 }], rows);
  };

  it.each([
    [[], ['info', 'careful', 'bad']],
    [
      ['-l', 'debug'],
      ['fine', 'info', 'careful', 'bad'],
    ],
    [
      ['--log-level', 'WARN'],
      ['careful', 'bad'],
    ],
    [['-l', 'error'], ['bad']],
    [['-l', 'critical'], []],
  ])('shows with %j the rows %j', async (words, shown) => {
    const { stderr, stdout } = await run(['--run', 'job.ini', ...words], logging);
    expect([...stderr.matchAll(/#42 [A-Z]+\] (\w+)/g)].map((match) => match[1])).toEqual(shown);
    expect(stdout).not.toContain('#42');
    expect(stderr).not.toContain('\u001b');
  });

  it('is appended to a file instead', async () => {
    const result = await run(['--run', 'job.ini', '-L', 'log.txt', '-l', 'warn', '--quiet'], logging, {
      folder: async (folder) => writeFile(join(folder, 'log.txt'), 'before\n'),
      after: async (folder) => {
        const lines = (await readFile(join(folder, 'log.txt'), 'utf8')).split('\n');
        expect(lines.map((line) => line.replace(/^\[.{19} /, '['))).toEqual([
          'before',
          '[#42 WARNING] careful\\x1b[2J',
          'second line',
          '[#42 ERROR] bad',
          '',
        ]);
      },
    });
    expect(result.stderr).toBe('');
  });

  it('that cannot be written costs nothing: nothing is sent', async () => {
    const result = await run(['--run', 'job.ini', '-L', 'none/log.txt'], () => undefined);
    expect(result).toMatchObject({ exit: 9, stdout: '', calls: ['GET /v1/engine_version'] });
    expect(result.stderr).toContain('The log file none/log.txt cannot be written');
  });

  it.skipIf(process.platform !== 'linux')('that fills up does not hide what goes on', async () => {
    const result = await run(['--run', 'job.ini', '-L', '/dev/full', '--json'], (stub) => {
      stub.on(RUN, { body: { job_id: 42 } });
      simulate(stub, 42, [{ status: 'executing', rows: 4 }], rows);
    });
    expect(result.exit).toBe(9);
    expect(json(result)).toMatchObject({ error: { kind: 'local-file', calculation_id: 42, host: 'HOST' } });
    expect(result.stderr).toContain(
      'openquake: The log file /dev/full cannot be written: the disk is full. That changes nothing for calculation 42 at HOST.\n',
    );
    expect(result.stderr).toContain('openquake --host HOST logs 42 --follow');
  });
});

describe('a job that ends badly', () => {
  it.each([
    ['failed', 1],
    ['aborted', 3],
  ])('is told and is the exit code: %s is %d', async (status, exit) => {
    const ending = (stub: StubEngine): void => {
      stub.on(RUN, { body: { job_id: 42 } });
      plays(stub, 42, [
        { status: 'executing', rows: 1 },
        { status, rows: 2 },
      ]);
    };
    const result = await run(['--run', 'job.ini'], ending);
    expect(result).toMatchObject({ exit, stdout: '' });
    expect(result.stderr).toContain(`Calculation 42 ${status} after`);
    expect(result.stderr).toContain('Its log: openquake --host HOST --show-log 42\n');
    expect(json(await run(['--run', 'job.ini', '--json'], ending))).toMatchObject({
      calculations: [{ calculation_id: 42, outcome: status }],
    });
  });

  it('is refused with the reason and the dead calculation', async () => {
    const refused = (stub: StubEngine): unknown =>
      stub.on(RUN, {
        status: 500,
        body: { traceback: ['Traceback', 'ValueError: no \u001b[2J'], job_id: 42 },
      });
    const result = await run(['--run', 'job.ini'], refused);
    expect(result).toMatchObject({ exit: 1, stdout: '' });
    expect(result.stderr).toBe(
      'openquake: The engine refuses this job: ValueError: no \\x1b[2J\n  Mend the job and run it again. A dead calculation 42 is left on the server: openquake --host HOST --delete-calculation 42\n',
    );
    expect(json(await run(['--run', 'job.ini', '--json'], refused))).toMatchObject({
      error: { kind: 'job-refused', exit_code: 1, calculation_id: 42 },
    });
  });

  it("is refused with the line of the user's own file", async () => {
    const refused = (stub: StubEngine): unknown =>
      stub.on(RUN, {
        status: 500,
        body: { traceback: ['InvalidFile: /srv/calc_42/sites.csv: 2: bad longitude'], job_id: 42 },
      });
    const { stderr } = await run(['--run', 'job.ini'], refused);
    expect(stderr).toContain('sites.csv:2: error: bad longitude\n    2 | 13.0,42.0\n  Mend the job');
    expect(json(await run(['--run', 'job.ini', '--json'], refused))).toMatchObject({
      error: { faults: [{ file: 'sites.csv', line: 2, excerpt: { text: '13.0,42.0' } }] },
    });
  });

  it("fails with the line of the user's own file", async () => {
    const message = "Traceback\nInvalidFile: /srv/calc_42/sites.csv: 'lat' is missing\nline:1:lon,lat";
    const failing = (stub: StubEngine): void => {
      stub.on(RUN, { body: { job_id: 42 } });
      simulate(stub, 42, [{ status: 'failed', rows: 1 }], [logRow(0, { level: 'ERROR', message })]);
    };
    const { exit, stderr } = await run(['--run', 'job.ini'], failing);
    expect(exit).toBe(1);
    expect(stderr).toMatch(
      /Calculation 42 failed .*\nsites\.csv:1:5: error: 'lat' is missing\n {4}1 \| lon,lat\n {6}\| {5}\^\nIts log: /,
    );
    expect(json(await run(['--run', 'job.ini', '--json'], failing))).toMatchObject({
      calculations: [{ outcome: 'failed', faults: [{ file: 'sites.csv', line: 1, column: 5 }] }],
    });
  });

  it('is not sent when there is no place to pack it', async () => {
    const missing = join(workFolder, 'none');
    vi.stubEnv('TMPDIR', missing);
    try {
      const result = await run(['--run', 'job.ini'], () => undefined);
      expect(result.exit).toBe(9);
      expect(result.stderr).toContain(
        `openquake: No temporary files can be written in ${missing}: its folder does not exist.\n  Set TMPDIR to a folder`,
      );
    } finally {
      vi.stubEnv('TMPDIR', workFolder);
    }
  });

  it('is not sent when its inputs are wrong', async () => {
    const result = await run(['--run', 'broken.ini', '--json'], () => undefined, {
      folder: async (folder) => writeTinyJob(folder, 'broken.ini', 'exposure_file = none.xml\n'),
    });
    expect(result).toMatchObject({ exit: 5, calls: ['GET /v1/engine_version'] });
    expect(json(result)).toMatchObject({ error: { kind: 'invalid-input', exit_code: 5 } });
    expect(result.stderr).toContain('none.xml');
  });

  it('is not sent to what is not an engine', async () => {
    const result = await run(['--run', 'job.ini'], (stub) =>
      stub.on('GET /v1/engine_version', { body: '<html>' }),
    );
    // Once for the preflight, once before it would be sent.
    expect(result).toMatchObject({ exit: 7, calls: ['GET /v1/engine_version', 'GET /v1/engine_version'] });
    expect(result.stderr).toContain('not an OpenQuake engine server');
  });

  it('is sent again, a few times, where the answer is lost and no calculation shows up', async () => {
    const result = await run(['--run', 'job.ini'], (stub) => stub.on(RUN, { cut: 'before-head' }));
    expect(result).toMatchObject({ exit: 7, stdout: '' });
    expect(submissions(result)).toHaveLength(5);
    expect(result.stderr).toContain('looking for its calculation before anything is sent again');
    expect(result.stderr).toContain('contact was lost each of 5 times. Nothing runs.');
  });
});

describe('hazard and then risk', () => {
  const chain = (stub: StubEngine): void => {
    stub.on(RUN, { body: { job_id: 42 } }, { body: { job_id: 43 } });
    plays(stub, 42);
    plays(stub, 43, [{ status: 'complete', rows: 1 }]);
  };

  it.each([[['job.ini', 'risk.ini']], [['job.ini,risk.ini']]])(
    'run one on the other: --run %j',
    async (paths) => {
      const result = await run(['--run', ...paths, '--json'], chain);
      expect(result.exit).toBe(0);
      const [first, second, ...more] = submissions(result);
      expect(more).toEqual([]);
      expect([sentJobFile(first), field(first, 'hazard_job_id')]).toEqual(['job.ini', undefined]);
      expect([sentJobFile(second), field(second, 'hazard_job_id')]).toEqual(['risk.ini', '42']);
      expect(json(result)).toMatchObject({ calculations: [{ calculation_id: 42 }, { calculation_id: 43 }] });
    },
  );

  it('run on their own with --multi', async () => {
    const result = await run(['--run', 'job.ini', 'risk.ini', '--multi', '--quiet'], chain);
    expect(submissions(result).map((request) => field(request, 'hazard_job_id'))).toEqual([
      undefined,
      undefined,
    ]);
    expect(result.stdout).toBe('42\n43\n');
  });

  it('stop at the first that is not complete', async () => {
    const result = await run(['--run', 'job.ini', 'risk.ini'], (stub) => {
      stub.on(RUN, { body: { job_id: 42 } });
      plays(stub, 42, [{ status: 'failed', rows: 1 }]);
    });
    expect(result.exit).toBe(1);
    expect(submissions(result)).toHaveLength(1);
  });

  it('are both read before the first is sent', async () => {
    const result = await run(['--run', 'job.ini', 'none.ini'], () => undefined);
    expect(result).toMatchObject({ exit: 5, calls: ['GET /v1/engine_version'] });
  });

  it.each([
    ['7', 'GET /v1/calc/7/status', { body: statusBody(7, 'complete') }],
    ['-1', 'GET /v1/calc/list', { body: [statusBody(7, 'complete'), statusBody(3, 'complete')] }],
  ])('risk runs on the hazard of --hc %s', async (hc, call, reply) => {
    const result = await run(['--run-risk', 'risk.ini', '--hc', hc, '--detach'], (stub) => {
      stub.on(call, reply).on(RUN, { body: { job_id: 43 } });
    });
    expect(result.exit).toBe(0);
    expect(field(submissions(result)[0], 'hazard_job_id')).toBe('7');
  });

  it('risk on a hazard that is not there is not sent', async () => {
    const result = await run(['--rr', 'risk.ini', '--hc', '7'], (stub) =>
      stub.on('GET /v1/calc/7/status', { status: 404 }),
    );
    expect(result.exit).toBe(8);
    expect(submissions(result)).toEqual([]);
  });

  it('risk without a hazard is a question', async () => {
    const result = await run(['--run-risk', 'risk.ini'], () => undefined);
    expect(result).toMatchObject({ exit: 2, calls: ['GET /v1/engine_version'] });
    expect(result.stderr).toContain("Please specify '--hazard-calculation-id=<id>'");
    expect(result.stderr).toContain('openquake --host HOST --run hazard.ini risk.ini');
  });

  it('risk takes the number in its job file, which the server would drop', async () => {
    const result = await run(
      ['--rr', 'with.ini', '--detach'],
      (stub) => stub.on(RUN, { body: { job_id: 43 } }),
      {
        folder: async (folder) => writeTinyJob(folder, 'with.ini', 'hazard_calculation_id = 7\n'),
      },
    );
    expect(result.exit).toBe(0);
    expect(field(submissions(result)[0], 'hazard_job_id')).toBe('7');
  });
});

describe('--detach', () => {
  it('leaves with the id and the way back', async () => {
    const sending = (stub: StubEngine): unknown => stub.on(RUN, { body: { job_id: 42 } });
    const result = await run(['--run', 'job.ini', '--detach'], sending);
    expect(result).toMatchObject({
      exit: 0,
      stdout: '',
      calls: ['GET /v1/engine_version', 'GET /v1/calc/list', RUN],
    });
    expect(result.stderr).toBe(
      'Calculation 42 submitted to HOST\nFollow it: openquake --host HOST logs 42 --follow\nAbort it:  openquake --host HOST --abort 42\n',
    );
    expect((await run(['--run', 'job.ini', '--detach', '--quiet'], sending)).stdout).toBe('42\n');
    expect(json(await run(['--run', 'job.ini', '--detach', '--json'], sending))).toEqual({
      calculations: [{ calculation_id: 42, host: 'HOST', status: 'created' }],
    });
  });
});

describe('a ready archive', () => {
  it('is sent as it is, with the name of its job file', async () => {
    const { makeZip } = await import('../support/make-zip.js');
    const content = '[general]\ndescription = x\ncalculation_mode = scenario\nsites_csv = sites.csv\n';
    const zip = makeZip([
      { name: 'job_hazard.ini', content },
      { name: 'sites.csv', content: 'lon,lat\n13,42\n' },
    ]);
    const result = await run(
      ['--run', 'ready.zip', '--detach'],
      (stub) => stub.on(RUN, { body: { job_id: 42 } }),
      {
        folder: async (folder) => {
          await mkdir(folder, { recursive: true });
          await writeFile(join(folder, 'ready.zip'), zip);
        },
      },
    );
    expect(result.exit).toBe(0);
    const [sent] = submissions(result);
    expect(sentJobFile(sent)).toBe('job_hazard.ini');
    // No more than it takes: without an archive a server of 3.26 takes it for the path of a file of its own.
    expect(field(sent, 'job_ini')).toBe('.ini');
    // Below a folder that nobody else has: by it the server's log tells this calculation from all others.
    const parts = /openquake-[0-9a-f]{16}\/job_hazard\.ini/.exec(sent?.body.toString('latin1') ?? '');
    expect(parts).not.toBeNull();
    expect(sent?.body.includes(content)).toBe(true);
  });

  it('cannot be changed on its way', async () => {
    const { makeZip } = await import('../support/make-zip.js');
    const result = await run(['--run', 'ready.zip', '-p', 'a=1'], () => undefined, {
      folder: async (folder) =>
        writeFile(
          join(folder, 'ready.zip'),
          makeZip([{ name: 'job.ini', content: '[general]\ncalculation_mode = scenario\n' }]),
        ),
    });
    expect(result).toMatchObject({ exit: 5, calls: ['GET /v1/engine_version'] });
    expect(result.stderr).toContain('parameters cannot be overridden in an archive');
  });
});

describe('the rows of a long run', () => {
  it('all come, once and in order, through a bad line', async () => {
    const rows = logRows(2300);
    const result = await run(['--run', 'job.ini'], (stub) => {
      stub.on(RUN, { body: { job_id: 42 } }).on('GET /v1/calc/42/results', { body: RESULTS });
      const looks = [
        { status: 'executing', rows: 900 },
        { status: 'executing', rows: 2100 },
        { status: 'complete', rows: 2300 },
      ];
      simulate(stub, 42, looks, rows, (n, right) => (n % 3 === 1 ? { cut: 'before-head' } : right));
    });
    expect(result.exit).toBe(0);
    expect([...result.stderr.matchAll(/row (\d+)$/gm)].map((match) => Number(match[1]))).toEqual(
      rows.map((_row, n) => n),
    );
    expect(result.stderr).toContain('log rows 2300/2300.');
  });
});
