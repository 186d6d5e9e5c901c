import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { logRow, logRows, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

const COMPLETE = { body: statusBody(7, 'complete') };
const OUTPUTS = [
  { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv', 'npz'], url: 'x', size_mb: 0.5 },
  { id: 13, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], url: 'x', size_mb: null },
  { id: 15, name: 'Input Files', type: 'input', outtypes: ['zip'], url: 'x', size_mb: -1 },
];

function download(name: string, body: string | Buffer) {
  return { headers: { 'content-disposition': `attachment; filename=${name}` }, body };
}

/** Runs a line against a stub; the address of the stub reads HOST in what comes back. */
async function run(
  argv: readonly string[],
  prepare: (stub: StubEngine) => void,
  options: Parameters<typeof testSystem>[0] = {},
): Promise<RunResult & { readonly calls: readonly string[] }> {
  let result: (RunResult & { calls: string[] }) | undefined;
  await withStub(async (stub) => {
    prepare(stub);
    const { exit, stdout, stderr } = await runMain(['--host', stub.url, ...argv], testSystem(options));
    const named = (text: string): string => text.replaceAll(stub.url, 'HOST');
    result = {
      exit,
      stdout: named(stdout),
      stderr: named(stderr),
      calls: stub.seen.map(({ method, url }) => `${method} ${url.replace('?limit=1000000', '')}`),
    };
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

function json(result: RunResult): unknown {
  return JSON.parse(result.stdout);
}

describe('--list-hazard-calculations and --list-risk-calculations', () => {
  const list = (stub: StubEngine): void => {
    stub.on('GET /v1/calc/list', {
      body: [
        statusBody(9, 'complete', { calculation_mode: 'classical_risk', parent_id: 7 }),
        statusBody(8, 'executing', {
          calculation_mode: 'event_based',
          start_time: '2026-11-23, 08:00:00 UTC',
        }),
        statusBody(7, 'complete'),
        statusBody(6, 'failed', { calculation_mode: 'scenario_damage', description: 'bad\u001b[2J\nword' }),
        statusBody(5, 'complete', { calculation_mode: 'classical_bcr' }),
      ],
    });
  };
  const head =
    '   job_id|  calculation_mode|   status|          start_time|                             description';

  it('print the calculations of their kind, the oldest first', async () => {
    const hazard = await run(['--lhc'], list);
    expect(hazard).toMatchObject({ exit: 0, stderr: '' });
    expect(hazard.stdout).toBe(
      [
        head,
        '        7|         classical| complete| 2026-11-22 15:27:00| Job 7',
        '        8|       event_based|executing| 2026-11-23 08:00:00| Job 8',
        '',
      ].join('\n'),
    );
    expect((await run(['--lrc'], list)).stdout).toBe(
      [
        head,
        '        5|     classical_bcr| complete| 2026-11-22 15:27:00| Job 5',
        '        6|   scenario_damage|   failed| 2026-11-22 15:27:00| bad\\x1b[2J word',
        '        9|    classical_risk| complete| 2026-11-22 15:27:00| Job 9',
        '',
      ].join('\n'),
    );
  });

  it('print None when there is none', async () => {
    expect(await run(['--lhc'], (stub) => stub.on('GET /v1/calc/list', { body: [] }))).toMatchObject({
      exit: 0,
      stdout: 'None\n',
    });
  });

  it('print JSON where it was asked for, and nothing else', async () => {
    expect(json(await run(['--lrc', '--json'], list))).toMatchObject([
      { id: 5, calculation_mode: 'classical_bcr', owner: 'anna' },
      { id: 6, status: 'failed' },
      { id: 9, hazard_calculation_id: 7, start_time: '2026-11-22 15:27:00', is_running: false, size_mb: 1.5 },
    ]);
    expect(
      json(await run(['--lhc', '--json'], (stub) => stub.on('GET /v1/calc/list', { body: [] }))),
    ).toEqual([]);
  });

  it('are their ids with --quiet, and rows of facts with --columns and --format', async () => {
    expect((await run(['--lhc', '--quiet'], list)).stdout).toBe('7\n8\n');
    expect((await run(['--lhc', '--format', 'csv', '--columns', 'id,status'], list)).stdout).toBe(
      'id,status\n7,complete\n8,executing\n',
    );
  });
});

describe('--list-outputs', () => {
  const outputs = (stub: StubEngine): void => {
    stub.on('GET /v1/calc/7/status', COMPLETE).on('GET /v1/calc/7/results', { body: OUTPUTS });
  };

  it('prints id and name, by name', async () => {
    expect(await run(['--lo', '7'], outputs)).toMatchObject({
      exit: 0,
      stdout: '  id | name\n  13 | Full Report\n  14 | Hazard Curves\n  15 | Input Files\n',
      stderr: '',
    });
  });

  it('counts back with a negative number', async () => {
    const { stdout } = await run(['--lo', '-1'], (stub) => {
      stub.on('GET /v1/calc/list', { body: [statusBody(7, 'complete'), statusBody(3, 'complete')] });
      stub.on('GET /v1/calc/7/results', { body: OUTPUTS });
    });
    expect(stdout).toContain('  14 | Hazard Curves');
  });

  it('prints nothing when there are none (yet)', async () => {
    const none = (stub: StubEngine): void => {
      stub.on('GET /v1/calc/7/status', COMPLETE).on('GET /v1/calc/7/results', { status: 404 });
    };
    expect(await run(['--lo', '7'], none)).toMatchObject({ exit: 0, stdout: '' });
    expect(json(await run(['--lo', '7', '--json'], none))).toEqual([]);
  });

  it('prints the formats in JSON', async () => {
    expect(json(await run(['--lo', '7', '--json'], outputs))).toEqual([
      { id: 13, name: 'Full Report', type: 'fullreport', formats: ['rst'], size_mb: null },
      { id: 14, name: 'Hazard Curves', type: 'hcurves', formats: ['csv', 'npz'], size_mb: 0.5 },
      { id: 15, name: 'Input Files', type: 'input', formats: ['zip'], size_mb: null },
    ]);
  });
});

describe('a calculation that is not there', () => {
  it.each([
    ['--lo', '7'],
    ['--sl', '7'],
    ['--abort', '7'],
    ['--dc', '7'],
    ['--eos', '7', 'results'],
    ['logs', '7'],
    ['logs', '7', '--follow'],
  ])('is told so by %s, with a command that can be pasted', async (...argv) => {
    const missing = (stub: StubEngine): unknown => stub.on('GET /v1/calc/7/status', { status: 404 });
    expect(await run(argv, missing)).toMatchObject({
      exit: 8,
      stdout: '',
      stderr: 'openquake: No calculation 7 on HOST.\n  openquake --host HOST jobs lists what there is.\n',
    });
    expect(json(await run([...argv, '--json'], missing))).toEqual({
      error: {
        kind: 'not-found',
        message: 'No calculation 7 on HOST.',
        hint: 'openquake --host HOST jobs lists what there is.',
        exit_code: 8,
        calculation_id: 7,
        host: 'HOST',
      },
    });
  });
});

describe('--show-log', () => {
  it('prints the stored rows, pages of them', async () => {
    const result = await run(['--sl', '7'], (stub) =>
      simulate(stub, 7, [{ status: 'complete', rows: 2500 }]),
    );
    const lines = result.stdout.split('\n');
    expect(lines).toHaveLength(2501);
    expect(lines[0]).toBe('[2026-11-22 15:27:00.00 #7 INFO] MainProcess/0 row 0');
    expect(lines[2499]).toBe('[2026-11-22 15:27:24.99 #7 INFO] MainProcess/0 row 2499');
    expect(result.stderr).toBe('');
  });

  it('makes control characters visible, and keeps them in JSON', async () => {
    const rows = [logRow(0, { message: 'a\u001b[2J\nb' })];
    const log = (stub: StubEngine): unknown => simulate(stub, 7, [{ status: 'complete', rows: 1 }], rows);
    expect((await run(['--sl', '7'], log)).stdout).toBe(
      '[2026-11-22 15:27:00.00 #7 INFO] MainProcess/0 a\\x1b[2J\nb\n',
    );
    expect(json(await run(['logs', '7', '--json'], log))).toEqual([
      { time: '2026-11-22T15:27:00.00', level: 'INFO', process: 'MainProcess/0', message: 'a\u001b[2J\nb' },
    ]);
  });

  it('is an empty list in JSON before the first row', async () => {
    const log = (stub: StubEngine): unknown => simulate(stub, 7, [{ status: 'created', rows: 0 }]);
    expect(json(await run(['--sl', '7', '--json'], log))).toEqual([]);
  });
});

describe('logs --follow', () => {
  it.each([
    ['complete', 0],
    ['failed', 1],
    ['aborted', 3],
  ])('ends with the outcome: %s is %d', async (status, exit) => {
    const looks = [
      { status: 'executing', rows: 1 },
      { status, rows: 3 },
    ];
    const result = await run(['logs', '7', '-f'], (stub) => simulate(stub, 7, looks));
    expect(result.exit).toBe(exit);
    expect(result.stdout).toMatch(/^.* row 0\n.* row 1\n.* row 2\n$/);
    expect(result.stderr).toContain(`Calculation 7 ${status} after`);
    expect(result.stderr).toContain('log rows 3/3.');
  });

  it('says that a server that only crashes has not told the end', async () => {
    const result = await run(['logs', '7', '-f', '--patience', '5', '--json'], (stub) =>
      simulate(stub, 7, [{ status: 'executing', rows: 1 }], logRows(1), (n, right) =>
        n < 3 ? right : { status: 500, body: '<html><title>down \u001b[2J</title>' },
      ),
    );
    expect(result.exit).toBe(7);
    expect(json(result)).toMatchObject({ error: { kind: 'unreachable', calculation_id: 7 } });
    expect(result.stderr).toContain('Trying again; the calculation itself may well go on.');
    expect(result.stderr).toContain('openquake --host HOST logs 7 --follow');
    expect(result.stderr).not.toContain('\u001b');
  });
});

describe('--abort', () => {
  const aborting = (stub: StubEngine): void => {
    simulate(stub, 7, [
      { status: 'executing', rows: 0 },
      { status: 'executing', rows: 0 },
      { status: 'failed', rows: 0 },
    ]);
    // The log is not asked for.
    stub.on('GET /v1/calc/7/log/*', { body: [] });
    stub.on('POST /v1/calc/7/abort', { body: { success: 'Killing job 7' } });
  };
  const withoutLog = (prepare: (stub: StubEngine) => void) => (stub: StubEngine) => {
    const on = stub.on.bind(stub);
    prepare({ ...stub, on: (call, ...answers) => (call.includes('/log/') ? stub : on(call, ...answers)) });
  };

  it('waits until it is over', async () => {
    expect(await run(['--abort', '7'], withoutLog(aborting))).toMatchObject({
      exit: 0,
      stdout: 'Job 7 aborted\n',
      stderr: '',
    });
    expect(json(await run(['--abort', '7', '--json'], withoutLog(aborting)))).toEqual({
      calculation_id: 7,
      outcome: 'aborted',
      status: 'failed',
    });
  });

  it('says what has ended already', async () => {
    const ended = (stub: StubEngine): unknown => stub.on('GET /v1/calc/7/status', COMPLETE);
    expect(await run(['--abort', '7'], ended)).toMatchObject({ exit: 0, stdout: 'Job 7 is complete\n' });
    expect(json(await run(['--abort', '7', '--json'], ended))).toMatchObject({ outcome: 'already-ended' });
  });

  it('keeps asking while the engine is starting it, and says so', async () => {
    const starting = (stub: StubEngine): void => {
      const on = ['created', 'created', 'created', 'executing', 'aborted'].map((status) => ({
        body: statusBody(7, status),
      }));
      stub.on('GET /v1/calc/7/status', ...on);
      stub.on(
        'POST /v1/calc/7/abort',
        { body: { error: 'Job 7 is not running' } },
        { body: { error: 'Job 7 is not running' } },
        { body: { success: 'Killing job 7' } },
      );
    };
    const result = await run(['--abort', '7'], starting);
    expect(result).toMatchObject({ exit: 0, stdout: 'Job 7 aborted\n' });
    expect(result.stderr).toBe(
      'The engine is still starting it and cannot abort it yet; asking until it can.\n',
    );
  });

  it('tells who may', async () => {
    const result = await run(['--abort', '7'], (stub) => {
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') });
      stub.on('POST /v1/calc/7/abort', {
        status: 403,
        body: { error: 'User bob has no permission to abort job 7' },
      });
    });
    expect(result).toMatchObject({ exit: 4, stdout: '' });
    expect(result.stderr).toContain('User bob has no permission to abort job 7');
  });
});

describe('--delete-calculation', () => {
  const removable = (stub: StubEngine): void => {
    stub.on('GET /v1/calc/7/status', COMPLETE).on('POST /v1/calc/7/remove', { body: { success: '7' } });
  };
  const kept = (stub: StubEngine): unknown => stub.on('GET /v1/calc/7/status', COMPLETE);

  it('asks, and deletes when told yes', async () => {
    const result = await run(['--dc', '7'], removable, { answers: ['perhaps', 'Y'] });
    expect(result).toMatchObject({ exit: 0, stdout: 'Job 7 is complete\nRemoved 7\n' });
    expect(result.stderr).toBe(
      'Are you sure you want to (abort and) delete this calculation and all associated outputs?\nThis action cannot be undone. [calculation 7 at HOST] (y/n): Please enter y or n\nAre you sure you want to (abort and) delete this calculation and all associated outputs?\nThis action cannot be undone. [calculation 7 at HOST] (y/n): ',
    );
  });

  it.each([[['n']], [['NO']], [[]]])('deletes nothing when told %j', async (answers) => {
    const result = await run(['--dc', '7'], kept, { answers });
    expect(result).toMatchObject({ exit: 0, stdout: '' });
    expect(result.stderr).toContain('Nothing was deleted.');
    expect(json(await run(['--dc', '7', '--json'], kept, { answers }))).toEqual({ removed: null });
  });

  it('deletes nothing where nobody can be asked, in CI neither', async () => {
    for (const options of [{}, { env: { CI: 'true' } }]) {
      const result = await run(['--dc', '7'], kept, options);
      expect(result).toMatchObject({
        exit: 2,
        stdout: '',
        stderr: expect.stringContaining('Add --yes.') as string,
      });
    }
    expect(await run(['--dc', '7', '--no-input'], kept, { answers: ['y'] })).toMatchObject({ exit: 2 });
  });

  it.each([
    [['--yes'], {}],
    [['-y'], {}],
    [[], { OPENQUAKE_YES: '1' }],
  ])('does not ask with %j %j', async (words, env) => {
    expect(await run(['--dc', '7', ...words], removable, { env })).toMatchObject({ exit: 0, stderr: '' });
    expect(json(await run(['--dc', '7', '--json', ...words], removable, { env }))).toEqual({ removed: 7 });
  });

  it('aborts first what still runs: the server would not', async () => {
    const result = await run(['--dc', '7', '-y'], (stub) => {
      const looks = ['executing', 'executing', 'aborted'].map((status) => ({ body: statusBody(7, status) }));
      stub.on('GET /v1/calc/7/status', ...looks);
      stub.on('POST /v1/calc/7/abort', { body: { success: 'Killing job 7' } });
      stub.on('POST /v1/calc/7/remove', { body: { success: '7' } });
    });
    expect(result).toMatchObject({ exit: 0, stdout: 'Job 7 aborted\nRemoved 7\n' });
    expect(result.calls.filter((call) => call.startsWith('POST'))).toEqual([
      'POST /v1/calc/7/abort',
      'POST /v1/calc/7/remove',
    ]);
  });

  it.each([
    [
      'Cannot delete calculation 7: there are calculations dependent from it: [8]',
      1,
      '8 on HOST started from it',
    ],
    [
      'Cannot delete calculation 7: it belongs to anna and you are bob',
      4,
      'it belongs to anna and you are bob',
    ],
  ])('says why not: %s', async (error, exit, words) => {
    const result = await run(['--dc', '7', '-y'], (stub) => {
      stub
        .on('GET /v1/calc/7/status', COMPLETE)
        .on('POST /v1/calc/7/remove', { status: 403, body: { error } });
    });
    expect(result.exit).toBe(exit);
    expect(result.stderr).toContain(words);
    expect(result.stdout).not.toContain('Removed');
  });
});

describe('--export-outputs', () => {
  const zip = makeZip([
    { name: 'b_7.csv', content: 'b' },
    { name: 'a_7.csv', content: 'a' },
  ]);
  const outputs = (stub: StubEngine): StubEngine =>
    stub
      .on('GET /v1/calc/7/status', COMPLETE)
      .on('GET /v1/calc/7/results', { body: OUTPUTS })
      .on('GET /v1/calc/result/13', download('output-13-report_7.rst', 'report'))
      .on('GET /v1/calc/result/14', download('output-14-hcurves-csv.zip', zip));

  it('prints and writes what the engine does, in the order of the keys', async () => {
    await withFolder(async (cwd) => {
      const result = await run(['--eos', '7', 'results'], outputs, { cwd });
      expect(result).toMatchObject({ exit: 0, stderr: '' });
      expect(result.stdout).toBe(
        [
          'Exporting fullreport...',
          'results/report_7.rst',
          'Exporting hcurves...',
          'results/b_7.csv',
          'results/a_7.csv',
          'Exporting input...',
          'There is no exporter for input, csv,xml,rst',
          '',
        ].join('\n'),
      );
      expect((await readdir(join(cwd, 'results'))).toSorted()).toEqual([
        'a_7.csv',
        'b_7.csv',
        'report_7.rst',
        'ro-crate-metadata.json',
      ]);
      expect(await readFile(join(cwd, 'results', 'report_7.rst'), 'utf8')).toBe('report');
    });
  });

  it('takes the first format that an output has', async () => {
    await withFolder(async (cwd) => {
      const result = await run(
        ['--eos', '7', 'results', '--exports', 'NPZ, csv'],
        (stub) =>
          stub
            .on('GET /v1/calc/7/status', COMPLETE)
            .on('GET /v1/calc/7/results', { body: OUTPUTS })
            .on('GET /v1/calc/result/14', download('output-14-hcurves_7.npz', 'npz')),
        { cwd },
      );
      expect(result.calls).toContain('GET /v1/calc/result/14?export_type=npz');
      expect(result.stdout).toContain('There is no exporter for fullreport, npz,csv\n');
    });
  });

  it('prints the files in JSON', async () => {
    await withFolder(async (cwd) => {
      expect(json(await run(['--eos', '7', 'results', '--json'], outputs, { cwd }))).toEqual({
        calculation_id: 7,
        files: [
          { path: 'results/report_7.rst', placement: 'written' },
          { path: 'results/b_7.csv', placement: 'written' },
          { path: 'results/a_7.csv', placement: 'written' },
        ],
        failures: [],
      });
    });
  });

  it('keeps a file that differs, says so, and replaces it only when asked', async () => {
    await withFolder(async (cwd) => {
      await mkdir(join(cwd, 'results'));
      await writeFile(join(cwd, 'results', 'a_7.csv'), 'mine');
      const result = await run(['--eos', '7', 'results'], outputs, { cwd });
      expect(result.exit).toBe(9);
      expect(result.stderr).toContain('results/a_7.csv exists and differs; it was kept. Add --overwrite');
      expect(result.stdout).not.toContain('results/a_7.csv');
      expect(await readFile(join(cwd, 'results', 'a_7.csv'), 'utf8')).toBe('mine');
      expect(await run(['--eos', '7', 'results', '--overwrite'], outputs, { cwd })).toMatchObject({
        exit: 0,
      });
      expect(await readFile(join(cwd, 'results', 'a_7.csv'), 'utf8')).toBe('a');
    });
  });

  it('goes on after an output that the engine cannot export', async () => {
    await withFolder(async (cwd) => {
      const crash = {
        status: 500,
        headers: { 'content-type': 'text/plain' },
        body: 'DataStoreExportError: no \u001b[2J',
      };
      const result = await run(
        ['--eos', '7', 'r', '--json'],
        (stub) => outputs(stub).on('GET /v1/calc/result/13', crash),
        { cwd },
      );
      expect(result.exit).toBe(9);
      expect(json(result)).toMatchObject({
        files: [{ path: 'r/b_7.csv' }, { path: 'r/a_7.csv' }],
        failures: [expect.stringContaining('DataStoreExportError') as string],
      });
      expect(result.stderr).not.toContain('\u001b');
    });
  });

  it.each([
    ['complete', 0, ''],
    ['executing', 9, 'Calculation 7 is executing; wait for its end: openquake --host HOST logs 7 --follow\n'],
  ])('says that there is nothing to export of one that is %s', async (status, exit, stderr) => {
    const nothing = (stub: StubEngine): void => {
      stub
        .on('GET /v1/calc/7/status', { body: statusBody(7, status) })
        .on('GET /v1/calc/7/results', { status: 404 });
    };
    await withFolder(async (cwd) => {
      expect(await run(['--eos', '7', 'results'], nothing, { cwd })).toMatchObject({
        exit,
        stderr,
        stdout: 'Found nothing to export for job 7\n',
      });
      expect(json(await run(['--eos', '7', 'results', '--json'], nothing, { cwd }))).toEqual({
        calculation_id: 7,
        files: [],
        failures: [],
      });
      expect(await readdir(cwd)).toEqual([]);
    });
  });

  it('finds the home folder behind ~', async () => {
    await withFolder(async (homeDir) => {
      const result = await run(['--eos', '7', '~/results'], outputs, { homeDir, cwd: '/' });
      expect(result.stdout).toContain(`${homeDir}/results/report_7.rst\n`);
    });
  });
});

describe('--export-output', () => {
  const wrong = {
    status: 500,
    headers: { 'content-type': 'text/plain' },
    body: 'DataStoreExportError: Could not export fullreport in csv',
  };

  it('tries the formats in turn, for the server does not tell which there are', async () => {
    await withFolder(async (cwd) => {
      const result = await run(
        ['--eo', '13', 'results'],
        (stub) =>
          stub
            .on('GET /v1/calc/result/13', wrong, wrong, download('output-13-report_7.rst', 'report'))
            // Of which calculation it may be is asked for the description beside it.
            .may('GET /v1/calc/7/results', { status: 404 })
            .may('GET /v1/calc/7/status', { status: 404 }),
        { cwd },
      );
      expect(result).toMatchObject({ exit: 0, stdout: 'results/report_7.rst\n', stderr: '' });
      const exports = result.calls.filter((call) => call.includes('/result/'));
      expect(exports.map((call) => call.split('=')[1])).toEqual(['csv', 'xml', 'rst']);
    });
  });

  it('says in which formats it tried', async () => {
    await withFolder(async (cwd) => {
      const result = await run(
        ['--eo', '13', 'results', '-e', 'csv,npz'],
        (stub) => stub.on('GET /v1/calc/result/13', wrong),
        { cwd },
      );
      expect(result).toMatchObject({ exit: 9, stdout: '' });
      expect(result.stderr).toContain('The engine exports output 13 in none of these formats: csv, npz.');
      expect(result.stderr).toContain('openquake --host HOST --list-outputs CALC_ID --json');
    });
  });

  it('tells an output that is not there', async () => {
    await withFolder(async (cwd) => {
      const result = await run(
        ['--eo', '13', 'results'],
        (stub) => stub.on('GET /v1/calc/result/13', { status: 404 }),
        { cwd },
      );
      expect(result).toMatchObject({ exit: 8, stdout: '' });
      expect(result.stderr).toContain('No output 13 on HOST.');
    });
  });
});

describe('--version', () => {
  it('prints both versions', async () => {
    const { version } = JSON.parse(
      await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as { version: string };
    const nothing = (): void => undefined;
    expect(await run(['--version'], nothing)).toMatchObject({
      exit: 0,
      stdout: `openquake ${version}\nengine 3.23.5 at HOST\n`,
      stderr: '',
    });
    expect(json(await run(['--version', '--json'], nothing))).toEqual({
      client: version,
      engine: '3.23.5',
      host: 'HOST',
    });
  });
});

describe('--debug', () => {
  it('shows each call on stderr and leaves stdout alone', async () => {
    const result = await run(['--lhc', '--debug'], (stub) => stub.on('GET /v1/calc/list', { body: [] }));
    expect(result.stdout).toBe('None\n');
    expect(result.stderr).toMatch(/^debug: GET \/v1\/calc\/list\?limit=1000000 -> 200 in \d+ ms\n$/);
  });
});
