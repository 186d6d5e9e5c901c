import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersOfHosts } from '../../src/commands/engine/compared-hosts.js';
import { type Look, logRow, simulate } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const COMPLETE: readonly Look[] = [
  { status: 'executing', rows: 1 },
  { status: 'complete', rows: 1 },
];

/** Lets a stub run a job and give tables; names are those of the engine without the id. */
function gives(stub: StubEngine, id: number, tables: Readonly<Record<string, string>>): void {
  simulate(stub, id, COMPLETE, [logRow(0)]);
  const names = Object.keys(tables);
  const output = (index: number): number => id * 10 + index;
  stub.on(`GET /v1/calc/${id}/results`, {
    body: names.map((name, index) => ({
      id: output(index),
      name,
      type: name,
      outtypes: ['csv'],
      url: 'x',
      size_mb: 1,
    })),
  });
  for (const [index, name] of names.entries()) {
    stub.on(`GET /v1/calc/result/${output(index)}`, {
      headers: { 'content-disposition': `attachment; filename=output-${output(index)}-${name}_${id}.csv` },
      body: `#,"generated_by='engine', start_date='${id}'"\r\n${tables[name] ?? ''}`,
    });
  }
}

interface Compared extends RunResult {
  readonly left: StubEngine;
  readonly right: StubEngine;
}

async function compare(
  words: readonly string[],
  prepare: (left: StubEngine, right: StubEngine) => void,
  after: (cwd: string) => Promise<void> = async () => Promise.resolve(),
): Promise<Compared> {
  let result: Compared | undefined;
  await withFolder(async (cwd) => {
    await writeTinyJob(cwd);
    await writeTinyJob(cwd, 'risk.ini');
    await withStub(async (left) => {
      await withStub(async (right) => {
        prepare(left, right);
        const hosts = `${left.url},${right.url}`;
        const ran = await runMain(['--host', hosts, ...words], testSystem({ cwd }));
        const named = (text: string): string =>
          text.replaceAll(left.url, 'LEFT').replaceAll(right.url, 'RIGHT');
        result = { exit: ran.exit, stdout: named(ran.stdout), stderr: named(ran.stderr), left, right };
      });
    });
    await after(cwd);
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

const submitted = (stub: StubEngine): number =>
  stub.seen.filter(({ method, url }) => `${method} ${url}` === RUN).length;

function both(one: Readonly<Record<string, string>>, two: Readonly<Record<string, string>>) {
  return (left: StubEngine, right: StubEngine): void => {
    left.on(RUN, { body: { job_id: 42 } });
    right.on(RUN, { body: { job_id: 7 } });
    gives(left, 42, one);
    gives(right, 7, two);
  };
}

const words = (line: string): string => line.replace(/ {2,}/g, '|');

describe('--host A,B --compare', () => {
  const curve = 'lon,poe\r\n1,0.10000\r\n2,0.20000\r\n';

  it.each([['--run'], ['run']])('with %s: the same numbers end with 0', async (verb) => {
    const before = await readdir(tmpdir());
    const result = await compare([verb, 'job.ini', '--compare'], both({ curve }, { curve }));
    expect(result.exit).toBe(0);
    expect([submitted(result.left), submitted(result.right)]).toEqual([1, 1]);
    expect(result.stdout.trimEnd().split('\n').map(words)).toEqual([
      'output|verdict|rows|max rel. diff.|where',
      'curve|identical|2',
    ]);
    expect(result.stderr).toContain(
      '1 outputs agree on LEFT (3.23.5) and RIGHT (3.23.5) within rtol 0.0001, atol 1e-9.\n',
    );
    const left = (await readdir(tmpdir())).filter((name) => !before.includes(name));
    expect(left.filter((name) => name.startsWith('openquake-compare-'))).toEqual([]);
  });

  it('tells what differs, where and by how much, and ends with 10', async () => {
    const result = await compare(
      ['--run', 'job.ini', '--compare'],
      both({ curve, gone: 'x\n1\n' }, { curve: curve.replace('0.20000', '0.25000'), added: 'x\n1\n' }),
    );
    expect(result.exit).toBe(10);
    expect(result.stdout.trimEnd().split('\n').slice(1).map(words)).toEqual([
      'added|only on RIGHT',
      'curve|DIFFERENT|2|2.0e-1|lon 2, poe: 0.20000 against 0.25000',
      'gone|only on LEFT',
    ]);
  });

  it('takes tolerances', async () => {
    const close = both({ curve }, { curve: curve.replace('0.20000', '0.20001') });
    const at = async (...more: string[]): Promise<number> =>
      (await compare(['--run', 'job.ini', '--compare', ...more], close)).exit;
    expect(await at()).toBe(0);
    expect(await at('--rtol', '1e-6')).toBe(10);
    expect(await at('--rtol', '0', '--atol', '1e-4')).toBe(0);
  });

  it('is one value with --json', async () => {
    const result = await compare(
      ['--run', 'job.ini', '--compare', '--json'],
      both({ curve }, { curve: curve.replace('0.20000', 'nan') }),
    );
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [
        { job: 'LEFT', calculation_id: 42, outcome: 'complete' },
        { job: 'RIGHT', calculation_id: 7, outcome: 'complete' },
      ],
      comparison: {
        rtol: 1e-4,
        atol: 1e-9,
        outputs: [
          {
            output: 'curve',
            left: 'LEFT',
            right: 'RIGHT',
            verdict: 'different',
            rows: 2,
            cells_beyond: 1,
            max_relative_difference: null,
            at: { row: 2, column: 'poe', left: '0.20000', right: 'nan', relative: null },
          },
        ],
      },
    });
  });

  it('keeps the files of each host where a folder is named', async () => {
    const result = await compare(
      ['run', 'job.ini', '--compare', '--exports', 'csv', '--export-dir', 'out'],
      both({ curve }, { curve }),
      async (cwd) => {
        const folders = (await readdir(join(cwd, 'out'))).toSorted();
        expect(folders).toHaveLength(2);
        const all = await Promise.all(folders.map(async (name) => readdir(join(cwd, 'out', name))));
        const crate = 'ro-crate-metadata.json';
        expect(all.map((names) => names.includes(crate))).toEqual([true, true]);
        const files = all.map((names) => names.filter((name) => name !== crate));
        expect(files.flat().toSorted()).toEqual(['curve_42.csv', 'curve_7.csv']);
        const path = join(cwd, 'out', folders[0] ?? '', files[0]?.[0] ?? '');
        expect(await readFile(path, 'utf8')).toContain('0.20000');
      },
    );
    expect(result.exit).toBe(0);
  });

  it('runs hazard and risk on each, the risk on the hazard of that host', async () => {
    const result = await compare(['--run', 'job.ini', 'risk.ini', '--compare'], (left, right) => {
      left.on(RUN, { body: { job_id: 42 } }, { body: { job_id: 43 } });
      right.on(RUN, { body: { job_id: 7 } }, { body: { job_id: 8 } });
      for (const id of [42, 43]) gives(left, id, { curve });
      for (const id of [7, 8]) gives(right, id, { curve });
    });
    expect(result.exit).toBe(0);
    const hazards = [result.left, result.right].map((stub) =>
      stub.seen
        .filter(({ method }) => method === 'POST')
        .map(({ body }) => /name="hazard_job_id"\r\n\r\n(\d+)/.exec(body.toString('latin1'))?.[1]),
    );
    expect(hazards).toEqual([
      [undefined, '42'],
      [undefined, '7'],
    ]);
  });

  it('does not call it agreement where there is nothing to compare', async () => {
    const result = await compare(['run', 'job.ini', '--compare', '--json'], both({}, {}));
    expect(result.exit).toBe(9);
    expect(result.stderr).toContain('Nothing was compared: the calculations have no output');
    expect(JSON.parse(result.stdout)).toMatchObject({ comparison: { outputs: [] } });
  });

  it('compares nothing where one fails, and ends with its outcome', async () => {
    const result = await compare(['--run', 'job.ini', '--compare'], (left, right) => {
      left.on(RUN, { body: { job_id: 42 } });
      gives(left, 42, { curve });
      right.on(RUN, { body: { job_id: 7 } });
      simulate(right, 7, [{ status: 'failed', rows: 1 }], [logRow(0, { level: 'ERROR', message: 'no' })]);
    });
    expect(result.exit).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('Nothing was compared');
  });

  it('tells a fault that all find once, before anything is sent', async () => {
    const result = await compare(['--run', 'none.ini', '--compare'], () => undefined);
    expect(result.exit).toBe(5);
    expect(result.stderr.match(/none\.ini/g)).toHaveLength(1);
    expect([submitted(result.left), submitted(result.right)]).toEqual([0, 0]);
  });

  it.each([
    [['--compare', '--detach'], /--compare waits for the results/],
    [['--compare', '--dry-run'], /--compare runs the job on several hosts/],
    [['--compare', '--hc', '3'], /names a calculation of one server/],
    [['--compare', '--exports', 'xml'], /--exports must begin with it/],
    [['--compare', '--rtol', 'x'], /--rtol takes a number/],
    [['--rtol', '1'], /--rtol goes with --compare/],
    [[], /names several hosts, and this goes to one/],
  ])('refuses %j', async (more, message) => {
    const result = await compare(['--run', 'job.ini', ...more], () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr).toMatch(message);
  });

  it('wants two hosts, and different ones', async () => {
    await withFolder(async (cwd) => {
      await writeTinyJob(cwd);
      for (const [host, message] of [
        ['one', /needs to be told which/],
        ['one,one:8800', /names one:8800 twice/],
      ] as const) {
        const { exit, stderr } = await runMain(
          ['--host', host, '--run', 'job.ini', '--compare'],
          testSystem({ cwd }),
        );
        expect(exit).toBe(2);
        expect(stderr).toMatch(message);
      }
    });
  });
});

describe('folders of hosts', () => {
  it('are never the same', () => {
    expect(
      foldersOfHosts(['my-host', 'http://my-host:8800/a', 'https://MY-host:8800', 'my-host:8800/b']),
    ).toEqual(['my-host-8800', 'my-host-8800-a', 'my-host-8800-2', 'my-host-8800-b']);
  });
});
