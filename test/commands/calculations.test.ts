import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { withFolder, withStub } from '../support/with-stub.js';

type Seen = RunResult & { readonly calls: readonly string[] };

/** Runs a line against a stub; the address of the stub reads HOST in what comes back. */
async function run(
  argv: readonly string[],
  prepare: (stub: StubEngine) => void,
  system?: Partial<ReturnType<typeof testSystem>>,
): Promise<Seen> {
  let result: Seen | undefined;
  await withStub(async (stub) => {
    prepare(stub);
    const used = { ...testSystem(), ...system };
    const { exit, stdout, stderr } = await runMain(['--host', stub.url, ...argv], used);
    const named = (text: string): string => text.replaceAll(stub.url, 'HOST');
    const calls = stub.seen.map(({ method, url }) => `${method} ${url.replace(/\?limit=1000000/, '')}`);
    result = { exit, stdout: named(stdout), stderr: named(stderr), calls };
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

/** stdout is a terminal of this width. */
function terminal(columns: number): Partial<ReturnType<typeof testSystem>> {
  const system = testSystem();
  const stdout = { ...system.streams.stdout, isTerminal: true, columns };
  return { written: system.written, streams: { ...system.streams, stdout } };
}

const NINE = statusBody(9, 'complete', {
  calculation_mode: 'classical_risk',
  parent_id: 7,
  owner: 'bob',
  start_time: '2026-01-01, 00:00:00 UTC',
  description: 'Losses of the northern Apennines, second attempt with better curves',
  tags: 'final\u2605, model v2',
});
const EIGHT = statusBody(8, 'executing', { start_time: '2025-12-31, 23:00:00 UTC' });
const SEVEN = statusBody(7, 'complete', { start_time: '2025-12-30, 12:00:00 UTC' });
const SIX = statusBody(6, 'failed', {
  start_time: '2025-12-01, 12:00:00 UTC',
  description: 'evil\u001b[2J\nword',
});
const ROWS = [NINE, EIGHT, SEVEN, SIX];
const RUNS_THEN_ABORTED = ['executing', 'executing', 'aborted'].map((status) => ({
  body: statusBody(7, status),
}));
const list = (stub: StubEngine): unknown => stub.on('GET /v1/calc/list', { body: ROWS });
const version = (stub: StubEngine, text = '3.26.2'): StubEngine =>
  stub.on('GET /v1/engine_version', { headers: { 'content-type': 'text/html' }, body: text });

describe('jobs', () => {
  it('lists all, newest first, and is cut to the terminal in the description alone', async () => {
    const { exit, stdout } = await run(['jobs'], list, terminal(80));
    expect(exit).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'id  status     mode            owner  started (UTC)     description',
      ' 9  complete   classical_risk  bob    2026-01-01 00:00  Losses of the northern…',
      ' 8  executing  classical       anna   2025-12-31 23:00  Job 8',
      ' 7  complete   classical       anna   2025-12-30 12:00  Job 7',
      ' 6  failed     classical       anna   2025-12-01 12:00  evil\\x1b[2J word',
      '',
    ]);
    const piped = await run(['jobs'], list);
    expect(piped.stdout).toContain('better curves');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  // The clock of the tests stands at the beginning of 2026.
  it.each<[string[], number[]]>([
    [[], [9, 8, 7, 6]],
    [
      ['--status', 'complete'],
      [9, 7],
    ],
    [['--status', 'running'], [8]],
    [
      ['--status', 'ENDED'],
      [9, 7, 6],
    ],
    [
      ['--status', 'failed,executing'],
      [8, 6],
    ],
    [['--mode', 'risk'], [9]],
    [
      ['--mode', 'hazard'],
      [8, 7, 6],
    ],
    [['--mode', 'Classical_Risk,scenario'], [9]],
    [['--owner', 'bob'], [9]],
    [
      ['--owner', 'anna,bob'],
      [9, 8, 7, 6],
    ],
    [['--text', 'APENNINES'], [9]],
    [
      ['--since', '2h'],
      [9, 8],
    ],
    [
      ['--since', '2d'],
      [9, 8, 7],
    ],
    [
      ['--since', '2025-12-30T12:00'],
      [9, 8, 7],
    ],
    [
      ['--since', '2025-12-30T12:00:01'],
      [9, 8],
    ],
    [
      ['--limit', '2'],
      [9, 8],
    ],
    [['--mode', 'hazard', '--limit', '1', '--status', 'complete'], [7]],
    [['--text', 'nothing of the kind'], []],
  ])('%j', async (flags, ids) => {
    const { exit, stdout } = await run(['jobs', '--quiet', ...flags], list);
    expect(
      stdout
        .split('\n')
        .filter((id) => id !== '')
        .map(Number),
    ).toEqual(ids);
    expect(exit).toBe(0);
  });

  it('says how many a limit leaves out, and why there is nothing', async () => {
    expect((await run(['jobs', '--limit', '3'], list)).stderr).toBe(
      '1 older ones are not shown; without --limit all 4 are.\n',
    );
    expect((await run(['jobs', '--owner', 'eve'], list)).stderr).toBe(
      'None of the calculations on HOST is as asked for.\n',
    );
    const empty = await run(['jobs'], (stub) => stub.on('GET /v1/calc/list', { body: [] }));
    expect(empty).toMatchObject({ exit: 0, stdout: '', stderr: 'No calculations on HOST.\n' });
    expect((await run(['jobs', '--json'], (stub) => stub.on('GET /v1/calc/list', { body: [] }))).stdout).toBe(
      '[]\n',
    );
  });

  it('asks for all of them at once, however many there are', async () => {
    const body = Array.from({ length: 5000 }, (_none, n) => statusBody(5000 - n, 'complete'));
    const result = await run(['jobs', '--quiet'], (stub) => stub.on('GET /v1/calc/list', { body }));
    expect(result.stdout.split('\n')).toHaveLength(5001);
    expect(result.calls).toEqual(['GET /v1/calc/list']);
    const shown = await run(['jobs'], (stub) => stub.on('GET /v1/calc/list', { body }));
    expect(shown.stdout.split('\n')).toHaveLength(5002);
    expect(shown.stderr).toBe('5000 calculations, the newest at the top; --limit 30 shows those only.\n');
  });

  it('asks for a tag by name, and only an engine that knows tags', async () => {
    const found = await run(['jobs', '--tag', '@final', '--quiet'], (stub) =>
      version(stub).on('GET /v1/calc/list', { body: ROWS.slice(0, 1) }),
    );
    expect(found.stdout).toBe('9\n');
    expect(found.calls[1]).toContain('filter_by_tag=final');
    const old = await run(['jobs', '--tag', 'final'], (stub) => version(stub, '3.23.5'));
    expect(old).toMatchObject({ exit: 1, stdout: '' });
    expect(old.stderr).toContain('Tags came with engine 3.25, and HOST runs 3.23.5.');
  });

  it.each<[string[], string]>([
    [['--status', 'done'], '--status does not know "done"'],
    [['--limit', '0'], '--limit takes a number from 1 on, not "0"'],
    [['--limit', '-3'], '--limit'],
    [['--since', 'yesterday'], '--since takes a time, not "yesterday"'],
    [['--owner', ','], '--owner needs a word'],
    [['5'], 'Too many arguments'],
  ])('refuses %j', async (flags, words) => {
    const { exit, stderr } = await run(['jobs', ...flags], () => undefined);
    expect(exit).toBe(2);
    expect(stderr.toLowerCase()).toContain(words.toLowerCase());
  });
});

describe('show', () => {
  const times = { start_time: '2026-01-01 00:00:00.1', stop_time: '2026-01-01 00:01:05.2+00:00' };
  const outputs = [
    { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv', 'npz'], size_mb: 0.5 },
  ];

  it('tells times, parent, children, tags, size and outputs', async () => {
    const all = (stub: StubEngine): unknown =>
      stub
        .on('GET /v1/calc/list', { body: [statusBody(12, 'created', { parent_id: 9 }), ...ROWS] })
        .on('GET /v1/calc/9/status', { body: NINE })
        .on('GET /v1/calc/9', { body: { ...times, status: 'complete' } })
        .on('GET /v1/calc/9/results', { body: outputs });
    const { exit, stdout } = await run(['show', '9'], all);
    expect(exit).toBe(0);
    expect(stdout).toBe(
      [
        'Calculation 9',
        '  status        complete',
        '  mode          classical_risk',
        '  description   Losses of the northern Apennines, second attempt with better curves',
        '  owner         bob',
        '  started       2026-01-01 00:00:00 UTC',
        '  ended         2026-01-01 00:01:05 UTC',
        '  duration      1 min 5 s',
        '  started from  7',
        '  children      12',
        '  tags          final (preferred), model v2',
        '  size          1.5 MB',
        '  outputs',
        '    14  Hazard Curves (csv, npz)',
        '',
      ].join('\n'),
    );
    expect(JSON.parse((await run(['show', '9', '--json'], all)).stdout)).toMatchObject([
      { id: 9, stop_time: '2026-01-01 00:01:05', duration_s: 65, children: [12], error: null },
    ]);
  });

  it('tells why one failed, one after the other, and what is withheld is left out', async () => {
    const { exit, stdout } = await run(['show', '6,8'], (stub) => {
      list(stub);
      stub
        .on('GET /v1/calc/6/status', { body: SIX })
        .on('GET /v1/calc/8/status', { body: EIGHT })
        .on('GET /v1/calc/6', { status: 403 })
        .on('GET /v1/calc/6/results', { status: 404 })
        .on('GET /v1/calc/6/log/*', ({ url }) => ({
          body: url.includes('log/0:')
            ? [
                ['2025-12-01T12:00:00.00', 'INFO', 'a/1', 'begun'],
                ['2025-12-01T12:00:01.00', 'ERROR', 'a/1', 'Traceback:\n  File "x"\nValueError: \u001b[2Jno'],
              ]
            : [],
        }));
    });
    expect(exit).toBe(0);
    expect(stdout).toContain(
      '  error\n    Traceback:\n      File "x"\n    ValueError: \\x1b[2Jno\n\nCalculation 8\n',
    );
    expect(stdout).not.toContain('ended');
  });
});

describe('outputs and export', () => {
  const OUTPUTS = [
    { id: 14, name: 'Hazard Curves', type: 'hcurves', outtypes: ['csv', 'npz'], size_mb: 0.5 },
    { id: 13, name: 'Full Report', type: 'fullreport', outtypes: ['rst'], size_mb: null },
    { id: 15, name: 'Input Files', type: 'input', outtypes: ['zip'], size_mb: -1 },
  ];
  const seven = (stub: StubEngine): StubEngine =>
    stub
      .on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') })
      .on('GET /v1/calc/7/results', { body: OUTPUTS });
  const file = (name: string) => ({
    headers: { 'content-disposition': `attachment; filename=${name}` },
    body: name.endsWith('.zip') ? 'PK' : 'x',
  });

  it('lists outputs with what export takes', async () => {
    const { stdout } = await run(['outputs', '7'], seven);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'id  name           type        formats     size',
      '13  Full Report    fullreport  rst',
    ]);
    const none = await run(['outputs', '6'], (stub) =>
      stub.on('GET /v1/calc/6/status', { body: SIX }).on('GET /v1/calc/6/results', { status: 404 }),
    );
    expect(none).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: 'Calculation 6 is failed and has no outputs.\n',
    });
  });

  it('exports named outputs in a format that they have, into this folder unless told otherwise', async () => {
    await withFolder(async (cwd) => {
      const words = ['export', '7', '--output', 'HCURVES,15', '--output', 'full report'];
      const result = await run(
        words,
        (stub) =>
          seven(stub)
            .on('GET /v1/calc/result/14', file('output-14-curves_7.csv'))
            .on('GET /v1/calc/result/15', file('output-15-input_7.zip'))
            .on('GET /v1/calc/result/13', file('output-13-report_7.rst')),
        testSystem({ cwd }),
      );
      expect(result.exit).toBe(0);
      expect((await readdir(cwd)).toSorted()).toEqual([
        'curves_7.csv',
        'input_7.zip',
        'report_7.rst',
        'ro-crate-metadata.json',
      ]);
      expect(result.calls.filter((call) => call.includes('result/15'))).toEqual([
        'GET /v1/calc/result/15?export_type=zip',
      ]);
    });
  });

  it('takes a folder that is called as a verb, in the flag of the engine too', async () => {
    await withFolder(async (cwd) => {
      for (const words of [
        ['export', '7', 'outputs', '--output', '13'],
        ['--eos', '7', 'jobs', '--exports', 'rst'],
      ]) {
        const prepare = (stub: StubEngine): unknown =>
          seven(stub).on('GET /v1/calc/result/13', file('output-13-report_7.rst'));
        expect((await run(words, prepare, testSystem({ cwd }))).exit).toBe(0);
      }
      expect((await readdir(cwd)).toSorted()).toEqual(['jobs', 'outputs']);
    });
  });

  it('exports nothing when one of the names is wrong, and fails where a named one lacks the format', async () => {
    const wrong = await run(['export', '7', '--output', 'hcurves,nope'], (stub) => seven(stub));
    expect(wrong).toMatchObject({ exit: 8, stdout: '' });
    expect(wrong.stderr).toContain('Calculation 7 has no output "nope".');
    expect(wrong.stderr).toContain('It has hcurves, fullreport, input');
    const lacking = await run(['export', '7', '--output', '13', '-e', 'csv'], (stub) => seven(stub));
    expect(lacking.exit).toBe(9);
    expect(lacking.stderr).toContain('fullreport cannot be exported as csv; it has rst.');
  });
});

describe('abort', () => {
  it('aborts several, waits for each, and tells each', async () => {
    const prepare = (stub: StubEngine): void => {
      stub.on('GET /v1/calc/7/status', ...RUNS_THEN_ABORTED);
      stub.on('POST /v1/calc/7/abort', { body: { success: 'Killing job 7' } });
      stub.on('GET /v1/calc/9/status', { body: NINE });
    };
    const { exit, stdout } = await run(['abort', '9', '7', '--json'], prepare);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { calculation_id: 9, outcome: 'already-ended', status: 'complete', error: null },
      { calculation_id: 7, outcome: 'aborted', status: 'aborted', error: null },
    ]);
  });

  it('touches none when one of a list is unknown', async () => {
    const result = await run(['abort', '7,8'], (stub) =>
      stub
        .on('GET /v1/calc/7/status', { body: statusBody(7, 'executing') })
        .on('GET /v1/calc/8/status', { status: 404 }),
    );
    expect(result.exit).toBe(8);
    expect(result.calls.some((call) => call.startsWith('POST'))).toBe(false);
  });
});

describe('delete', () => {
  const answered = (...answers: string[]): Partial<ReturnType<typeof testSystem>> => testSystem({ answers });

  it('asks once, and deletes children before their parents', async () => {
    const result = await run(
      ['delete', '6-7,9'],
      (stub) => {
        list(stub);
        stub.on('GET /v1/calc/9/status', { body: NINE });
        for (const id of [6, 7, 9]) stub.on(`POST /v1/calc/${id}/remove`, { body: { success: String(id) } });
      },
      answered('y'),
    );
    expect(result.exit).toBe(0);
    expect(result.stdout).toBe('Calculation 9 removed\nCalculation 7 removed\nCalculation 6 removed\n');
    expect(result.calls.filter((call) => call.startsWith('POST'))).toEqual(
      [9, 7, 6].map((id) => `POST /v1/calc/${id}/remove`),
    );
    expect(result.stderr.match(/\(y\/n\)/g)).toHaveLength(1);
    expect(result.stderr).toContain('  6 failed, anna: evil\\x1b[2J word\n');
    expect(result.stderr).toContain('delete these 3 calculations at HOST');
  });

  it('deletes nothing after a no, or where nobody can be asked', async () => {
    const seven = (stub: StubEngine): unknown =>
      stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });
    expect(await run(['delete', '7'], seven, answered('n'))).toMatchObject({ exit: 0, stdout: '' });
    expect(await run(['delete', '7'], seven)).toMatchObject({ exit: 2, stdout: '' });
  });

  it('aborts what runs before it deletes it', async () => {
    const result = await run(['delete', '7', '-y'], (stub) => {
      stub.on('GET /v1/calc/7/status', ...RUNS_THEN_ABORTED);
      stub
        .on('POST /v1/calc/7/abort', { body: { success: 'Killing job 7' } })
        .on('POST /v1/calc/7/remove', { body: { success: '7' } });
    });
    expect(result).toMatchObject({ exit: 0, stdout: 'Calculation 7 aborted and removed\n' });
    expect(result.calls.filter((call) => call.startsWith('POST'))).toEqual([
      'POST /v1/calc/7/abort',
      'POST /v1/calc/7/remove',
    ]);
  });

  it('goes on after a failure, tells each, and exits by the worst', async () => {
    const prepare = (stub: StubEngine): void => {
      for (const id of [5, 6, 7]) stub.on(`GET /v1/calc/${id}/status`, { body: statusBody(id, 'complete') });
      const refused = (error: string) => ({ status: 403, body: { error } });
      stub
        .on(
          'POST /v1/calc/7/remove',
          refused('Cannot delete calculation 7: it belongs to anna and you are bob'),
        )
        .on(
          'POST /v1/calc/6/remove',
          refused('Cannot delete calculation 6: there are calculations dependent from it: [8]'),
        )
        .on('POST /v1/calc/5/remove', { body: { success: '5' } });
    };
    const result = await run(['delete', '5,6,7', '-y'], prepare);
    expect(result).toMatchObject({ exit: 4, stdout: 'Calculation 5 removed\n' });
    expect(result.stderr).toContain('it belongs to anna and you are bob');
    expect(result.stderr).toContain('Calculation 6 cannot be deleted: 8 on HOST started from it.');
    expect(result.stderr).toContain('openquake --host HOST delete 8,6');
    const data = JSON.parse((await run(['delete', '5,6,7', '-y', '--json'], prepare)).stdout) as unknown;
    expect(data).toMatchObject([
      { calculation_id: 7, outcome: 'failed', error: { kind: 'login', exit_code: 4 } },
      { calculation_id: 6, outcome: 'failed', error: { kind: 'refused', exit_code: 1, children: [8] } },
      { calculation_id: 5, outcome: 'removed', status: null, error: null },
    ]);
  });

  it('does not try the rest when the server is lost', async () => {
    const result = await run(['delete', '5,6,7', '-y', '--jsonl'], (stub) => {
      for (const id of [5, 6, 7]) stub.on(`GET /v1/calc/${id}/status`, { body: statusBody(id, 'complete') });
      stub.on('POST /v1/calc/7/remove', { body: { success: '7' } });
      stub.on('POST /v1/calc/6/remove', { cut: 'before-head' });
    });
    expect(result.exit).toBe(7);
    const rows = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { outcome: string });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['removed', 'failed', 'not-tried']);
    expect(result.calls.filter((call) => call.includes('/6/remove'))).toHaveLength(1);
  });
});

describe('share and unshare', () => {
  const shared = (stub: StubEngine, id: number, reply: object, verb = 'share'): StubEngine =>
    stub
      .on(`GET /v1/calc/${id}/status`, { body: statusBody(id, 'complete') })
      .on(`POST /v1/calc/${id}/${verb}`, reply);

  it('tells what changed and what was so', async () => {
    const changed = 'The status of calculation 7 was changed from "complete" to "shared"';
    const result = await run(['share', '7', '9', '--json'], (stub) => {
      shared(stub, 7, { body: { success: changed } });
      shared(stub, 9, { body: { success: 'Calculation 9 was already shared' } });
    });
    expect(result.exit).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject([
      { outcome: 'shared', status: 'shared' },
      { outcome: 'already-shared', status: 'shared' },
    ]);
    const back = await run(['unshare', '7'], (stub) =>
      shared(stub, 7, { body: { success: 'Calculation 7 was already complete' } }, 'unshare'),
    );
    expect(back.stdout).toBe('Calculation 7 was not shared\n');
  });

  it.each<[string, object, number, string]>([
    [
      'not complete',
      { status: 403, body: { error: 'Can not share calculation 7 from status "failed"' } },
      1,
      'from status',
    ],
    ['who is not logged in', { status: 403, body: '' }, 4, 'you are not logged in'],
    [
      'gone meanwhile',
      { status: 500, body: 'IndexError at /v1/calc/7/share\nlist index out of range' },
      8,
      'No calculation 7',
    ],
    ['a crash', { status: 500, body: 'KeyError at /v1/calc/7/share\nx' }, 7, 'KeyError'],
  ])('fails for %s', async (_why, reply, exit, words) => {
    const result = await run(['share', '7'], (stub) => shared(stub, 7, reply));
    expect(result).toMatchObject({ exit, stdout: '' });
    expect(result.stderr).toContain(words);
  });

  it('is beyond an old engine', async () => {
    const result = await run(['share', '7'], (stub) =>
      version(stub, '3.20.1').on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') }),
    );
    expect(result).toMatchObject({ exit: 1, stdout: '' });
    expect(result.stderr).toContain('Sharing came with engine 3.22, and HOST runs 3.20.1.');
  });
});

describe('tags', () => {
  const seven = (stub: StubEngine): StubEngine =>
    version(stub).on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });

  it('are listed with their calculations, one with a comma and a blank by its own question', async () => {
    const result = await run(['tags', '--json'], (stub) =>
      version(stub)
        .on('GET /v1/calc/list_tags', { body: { success: 'ok', tags: ['final', 'model v2', 'x, y'] } })
        .on('GET /v1/calc/list', ({ url }) => ({ body: url.includes('filter_by_tag') ? [SEVEN] : ROWS })),
    );
    expect(JSON.parse(result.stdout)).toEqual([
      { tag: 'final', preferred: 9, calculations: [9] },
      { tag: 'model v2', preferred: null, calculations: [9] },
      { tag: 'x, y', preferred: null, calculations: [7] },
    ]);
  });

  it.each<[string[], string, string, string]>([
    [['add', '@a b?#%é'], '/v1/calc/7/add_tag/a%20b%3F%23%25%C3%A9', 'The tag was added', 'tagged'],
    [['remove', 'a,b'], '/v1/calc/7/remove_tag/a%2Cb', 'Tag a,b was removed from job 7', 'untagged'],
    [['remove', 'x'], '/v1/calc/7/remove_tag/x', 'Tag x was not associated with job 7', 'not-tagged'],
    [['prefer', 'x'], '/v1/calc/7/set_preferred_job_for_tag/x', 'Job 7 was set as preferred', 'preferred'],
  ])('%j', async ([verb = '', tag = ''], path, success, outcome) => {
    const result = await run(['tags', verb, tag, '7', '--json'], (stub) =>
      seven(stub).on(`GET ${decodeURIComponent(path)}`, { body: { success } }),
    );
    expect(JSON.parse(result.stdout)).toMatchObject([{ calculation_id: 7, outcome }]);
    expect(result.calls.at(-1)).toBe(`GET ${path}`);
  });

  it.each<[string, string, string, string]>([
    ['create', '/v1/calc/create_tag/x', 'Tag x was created', 'created'],
    ['create', '/v1/calc/create_tag/x', 'Tag x already exists', 'already-there'],
    ['delete', '/v1/calc/delete_tag/x', 'Tag x was deleted', 'deleted'],
    ['delete', '/v1/calc/delete_tag/x', 'Tag x does not exist', 'not-there'],
    ['unprefer', '/v1/calc/unset_preferred_job_for_tag/x', 'Tag x has no preferred job now', 'unpreferred'],
  ])('%s: %s, %s', async (verb, path, success, outcome) => {
    const result = await run(['tags', verb, 'x', '--jsonl'], (stub) =>
      version(stub).on(`GET ${path}`, { body: { success } }),
    );
    expect(JSON.parse(result.stdout)).toEqual({ tag: 'x', outcome });
  });

  it('was there already, or the calculation is gone', async () => {
    const add = async (error: string): Promise<Seen> =>
      run(['tags', 'add', 'x', '7'], (stub) =>
        seven(stub).on('GET /v1/calc/7/add_tag/x', { status: 403, body: { error } }),
      );
    expect(await add('UNIQUE constraint failed: job_tag.job_id')).toMatchObject({
      exit: 0,
      stdout: 'Calculation 7 had the tag already: x\n',
    });
    expect((await add('FOREIGN KEY constraint failed: \nINSERT')).exit).toBe(8);
    expect((await add('database is locked')).exit).toBe(1);
  });

  it('is sent once, whatever becomes of the connection', async () => {
    const result = await run(['tags', 'add', 'x', '7'], (stub) =>
      seven(stub).on('GET /v1/calc/7/add_tag/x', { cut: 'before-head' }),
    );
    expect(result.exit).toBe(7);
    expect(result.calls.filter((call) => call.includes('add_tag'))).toHaveLength(1);
  });

  it('needs a login where the server does', async () => {
    const result = await run(['tags', 'create', 'x'], (stub) =>
      version(stub).on('GET /v1/calc/create_tag/x', { status: 403, body: '' }),
    );
    expect(result.exit).toBe(4);
    expect(result.stderr).toContain('you are not logged in');
  });

  it.each(['a/b', ' ', 'x, y', '..', 'star\u2605', 'a\u0007', '@'])('cannot be called %j', async (tag) => {
    const result = await run(['tags', 'add', tag, '7'], () => undefined);
    expect(result).toMatchObject({ exit: 2, stdout: '', calls: [] });
  });

  it.each([['tags'], ['tags', 'add', 'x', 'last'], ['tags', 'delete', 'x'], ['tags', 'prefer', 'x', '7']])(
    'are beyond an old engine: %s %s',
    async (...words) => {
      const result = await run(words, (stub) => version(stub, '3.24.1'));
      expect(result).toMatchObject({ exit: 1, stdout: '' });
      expect(result.stderr).toContain('Tags came with engine 3.25, and HOST runs 3.24.1.');
    },
  );
});

describe('open', () => {
  const seven = (stub: StubEngine): unknown =>
    stub.on('GET /v1/calc/7/status', { body: statusBody(7, 'complete') });

  it('prints the address in a pipe', async () => {
    expect(await run(['open', '7'], seven)).toMatchObject({ exit: 0, stdout: 'HOST/engine/7/outputs\n' });
  });

  it('hands the address to the opener of a desktop, or prints it where that fails', async () => {
    await withFolder(async (folder) => {
      const bin = join(folder, 'bin');
      await mkdir(bin);
      const opener = async (script: string): Promise<Seen> => {
        await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        const system = {
          ...terminal(80),
          platform: 'linux' as const,
          env: { PATH: `${bin}:/bin`, DISPLAY: ':0' },
        };
        return run(['open', '7'], seven, system);
      };
      const opened = await opener(`printf '%s\\n' "$@" > "${join(folder, 'seen')}"`);
      expect(opened).toMatchObject({
        exit: 0,
        stdout: '',
        stderr: 'Opening HOST/engine/7/outputs in your browser\n',
      });
      expect(await readdir(folder)).toContain('seen');
      expect(await opener('exit 3')).toMatchObject({
        exit: 0,
        stdout: 'HOST/engine/7/outputs\n',
        stderr: '',
      });
    });
  });

  it.each<[string, string[], Record<string, string>]>([
    ['without a screen', [], {}],
    ['with --no-input', ['--no-input'], { DISPLAY: ':0' }],
    ['in CI', [], { DISPLAY: ':0', CI: 'true' }],
  ])('prints the address %s', async (_why, words, env) => {
    const system = { ...terminal(80), platform: 'linux' as const, env: { PATH: '/nowhere', ...env } };
    expect((await run(['open', '7', ...words], seven, system)).stdout).toBe('HOST/engine/7/outputs\n');
  });
});

describe('a verb', () => {
  it.each([['-1'], ['-1,7'], ['last,7'], ['7,-1']])(
    'takes %s for calculations, not for a flag',
    async (word) => {
      const result = await run(['outputs', word], (stub) => {
        if (!word.includes('7')) list(stub);
        if (word === '-1') stub.on('GET /v1/calc/9/results', { body: [] });
      });
      expect(result.exit).toBe(word.includes('7') ? 2 : 0);
      expect(result.stderr).toContain(word.includes('7') ? 'is one calculation' : 'has no outputs');
    },
  );
});
