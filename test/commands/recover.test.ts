import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thisOwner } from '../../src/own-files/owner.js';
import type { SubmissionEntry } from '../../src/services/submission-entry.js';
import { beginningRow, openSubmissions, TOKEN, writeOpenSubmission } from '../support/open-submission.js';
import { simulate, statusBody } from '../support/simulated-calculation.js';
import type { SeenRequest, StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';

interface Ran extends RunResult {
  readonly left: readonly string[];
  readonly posted: number;
}

/** Runs a line beside what a killed program has left. */
async function run(
  words: readonly string[],
  prepare: (stub: StubEngine, data: string, cwd: string) => unknown,
): Promise<Ran> {
  let ran: Ran | undefined;
  await withFolder(async (folder) => {
    await withStub(async (stub) => {
      const data = join(folder, 'data');
      await writeTinyJob(folder);
      await prepare(stub, data, folder);
      const env = { OPENQUAKE_HOST: stub.url, OPENQUAKE_DATA_DIR: data };
      const result = await runMain(words, testSystem({ cwd: folder, homeDir: folder, env }));
      const texts = [result.stdout, result.stderr].map((text) => text.replaceAll(stub.url, 'HOST'));
      const [stdout = '', stderr = ''] = texts;
      const posted = stub.seen.filter(({ method, url }) => `${method} ${url}` === RUN).length;
      ran = { ...result, stdout, stderr, left: await openSubmissions(data), posted };
    });
  });
  if (ran === undefined) throw new Error('it did not run');
  return ran;
}

/** A server with one calculation since. */
function shows(stub: StubEngine, status: string, log: readonly unknown[], more = {}): void {
  const facts = { calculation_mode: 'scenario', ...more };
  stub.on('GET /v1/calc/list', { body: [statusBody(42, status, facts)] });
  stub.on('GET /v1/calc/42/log/*', { body: log });
}

async function entryOf(result: Ran): Promise<unknown> {
  return Promise.resolve((JSON.parse(result.stdout) as unknown[])[0]);
}

describe('openquake recover', () => {
  it('says so where nothing is open', async () => {
    const result = await run(['recover'], () => undefined);
    expect(result).toMatchObject({ exit: 0, stdout: '', stderr: 'No submission is open.\n' });
  });

  it.each([
    ['executing', 'running', 'openquake --host HOST logs 42 --follow'],
    ['complete', 'ended', 'openquake --host HOST show 42'],
  ])('finds a calculation that is %s, and closes the entry', async (status, outcome, next) => {
    const result = await run(['recover', '--json'], async (stub, data) => {
      shows(stub, status, [beginningRow(TOKEN)]);
      await writeOpenSubmission(data, stub.url);
    });
    expect(result).toMatchObject({ exit: 0, left: [], posted: 0 });
    const row = {
      token: TOKEN,
      host: 'HOST',
      job: 'job.ini',
      outcome,
      calculation_id: 42,
      status,
      message: next,
    };
    expect(await entryOf(result)).toMatchObject(row);
  });

  it('asks for the status alone where the id is noted', async () => {
    const result = await run(['recover', '--quiet'], async (stub, data) => {
      stub.on('GET /v1/calc/42/status', { body: statusBody(42, 'executing') });
      await writeOpenSubmission(data, stub.url, { calculationId: 42 });
    });
    expect(result).toMatchObject({ exit: 0, stdout: '42\n', left: [] });
  });

  it('says that nothing runs where it never arrived', async () => {
    const result = await run(['recover', '--json'], async (stub, data) => {
      shows(stub, 'executing', [beginningRow('f'.repeat(16))]);
      await writeOpenSubmission(data, stub.url);
    });
    expect(result).toMatchObject({ exit: 0, left: [] });
    expect(await entryOf(result)).toMatchObject({ outcome: 'never-arrived', calculation_id: null });
  });

  it('leaves open what has not begun, and what another program is at', async () => {
    const result = await run(['recover', '--json'], async (stub, data) => {
      shows(stub, 'submitted', []);
      await writeOpenSubmission(data, stub.url);
      await writeOpenSubmission(data, stub.url, { token: 'a'.repeat(16), owner: await thisOwner() });
    });
    expect(result.exit).toBe(7);
    expect(result.left.filter((name) => name.endsWith('.json'))).toHaveLength(2);
    const rows = JSON.parse(result.stdout) as { token: string; outcome: string }[];
    expect(Object.fromEntries(rows.map(({ token, outcome }) => [token, outcome]))).toEqual({
      [TOKEN]: 'undecided',
      ['a'.repeat(16)]: 'under-way',
    });
  });

  it('settles with --host those of that server alone, and without it all', async () => {
    const prepare = async (stub: StubEngine, data: string): Promise<void> => {
      await writeOpenSubmission(data, stub.url);
      await writeOpenSubmission(data, 'http://127.0.0.1:1', { token: 'b'.repeat(16) });
    };
    const there = await run(['--host', 'http://127.0.0.1:1', 'recover', '--json'], prepare);
    expect(there).toMatchObject({ exit: 7 });
    expect(there.left.toSorted()).toEqual([`${TOKEN}.json`, `${'b'.repeat(16)}.json`]);
    expect(JSON.parse(there.stdout)).toMatchObject([{ token: 'b'.repeat(16), outcome: 'open' }]);
    const none = await run(['--host', 'http://127.0.0.1:2', 'recover'], prepare);
    expect(none).toMatchObject({ exit: 0, stderr: 'No submission is open at http://127.0.0.1:2.\n' });
    const everywhere = await run(['recover', '--json'], async (stub, data) => {
      shows(stub, 'executing', [beginningRow(TOKEN)]);
      await prepare(stub, data);
    });
    expect(everywhere).toMatchObject({ exit: 7, left: [`${'b'.repeat(16)}.json`] });
  });

  it('closes what a program left that was killed between telling the id and closing its entry', async () => {
    const result = await run(['recover', '--json'], async (stub, data) => {
      stub.on('GET /v1/calc/42/status', { body: statusBody(42, 'complete') });
      await writeOpenSubmission(data, stub.url, { calculationId: 42 });
    });
    expect(result).toMatchObject({ exit: 0, left: [], posted: 0 });
    expect(await entryOf(result)).toMatchObject({ outcome: 'ended', calculation_id: 42 });
  });

  it('leaves open what a server that is away would know, and goes on with the next', async () => {
    const result = await run(['recover', '--json'], async (stub, data) => {
      shows(stub, 'executing', [beginningRow(TOKEN)]);
      await writeOpenSubmission(data, 'http://127.0.0.1:1', { token: 'b'.repeat(16), began: '2025' });
      await writeOpenSubmission(data, stub.url);
    });
    expect(result).toMatchObject({ exit: 7, left: [`${'b'.repeat(16)}.json`] });
    expect(JSON.parse(result.stdout)).toMatchObject([
      { outcome: 'open', message: expect.stringContaining('nothing listens there') as string },
      { outcome: 'running', calculation_id: 42 },
    ]);
  });

  it('forgets what it is told to, without asking a server', async () => {
    const result = await run(['recover', '--forget', TOKEN, '--json'], async (_stub, data) => {
      await writeOpenSubmission(data, 'http://127.0.0.1:1');
    });
    expect(result).toMatchObject({ exit: 0, left: [] });
    expect(await entryOf(result)).toMatchObject({ outcome: 'forgotten' });
  });

  it.each([
    [['recover', '--forget'], 2, '--forget wants to know which'],
    [['recover', 'no-such'], 8, 'No submission no-such is open.'],
  ])('%j is refused', async (words, exit, text) => {
    const result = await run(words, () => undefined);
    expect(result.exit).toBe(exit);
    expect(result.stderr).toContain(text);
  });

  it('keeps a file that holds no entry, and names it', async () => {
    const result = await run(['recover'], async (stub, data) => {
      shows(stub, 'complete', [beginningRow(TOKEN)]);
      await writeOpenSubmission(data, stub.url);
      await writeFile(join(data, 'submissions', 'broken.json'), '{"version":');
    });
    expect(result.exit).toBe(7);
    expect(result.left).toEqual([expect.stringMatching(/^broken\.json\.broken-/)]);
    expect(result.stderr).toContain('broken.json.broken-');
  });
});

/** Runs the job once with a server that dies while it answers, to learn what the journal holds of it. */
async function entryOfTinyJob(): Promise<SubmissionEntry> {
  let entry: SubmissionEntry | undefined;
  await run(['--run', 'job.ini', '--detach'], (stub, data) => {
    stub.on(RUN, () => {
      const folder = join(data, 'submissions');
      const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
      entry = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SubmissionEntry;
      return { body: { job_id: 42 } };
    });
  });
  if (entry === undefined) throw new Error('nothing was noted before the job was sent');
  return entry;
}

describe('a run after one that was killed', () => {
  it('noted what it sends before it sent it', async () => {
    const entry = await entryOfTinyJob();
    expect(entry).toMatchObject({ job: 'job.ini', jobIni: 'job.ini', way: 'upload', calculationId: null });
    expect(entry).toMatchObject({ mark: `openquake-${entry.token}`, owner: await thisOwner() });
  });

  it('takes its calculation up, and sends nothing', async () => {
    const { contents } = await entryOfTinyJob();
    const result = await run(['--run', 'job.ini'], async (stub, data) => {
      simulate(stub, 42, [{ status: 'complete', rows: 1 }]);
      shows(stub, 'complete', [beginningRow(TOKEN)]);
      stub.on('GET /v1/calc/42/results', { body: [] });
      await writeOpenSubmission(data, stub.url, { contents });
    });
    expect(result).toMatchObject({ exit: 0, left: [], posted: 0 });
    expect(result.stderr).toContain('calculation 42 is taken up, and nothing is sent again');
    expect(result.stderr).toContain(
      'Calculation 42 submitted to HOST by an earlier program, and taken up now\n',
    );
  });

  it('says in JSON that it was taken up', async () => {
    const { contents } = await entryOfTinyJob();
    const result = await run(['--run', 'job.ini', '--detach', '--json'], async (stub, data) => {
      shows(stub, 'executing', [beginningRow(TOKEN)]);
      await writeOpenSubmission(data, stub.url, { contents });
    });
    expect(JSON.parse(result.stdout)).toMatchObject({
      calculations: [{ calculation_id: 42, taken_up: true }],
    });
  });

  it.each([
    ['never arrived', 'executing', [beginningRow('f'.repeat(16))]],
    ['failed', 'failed', [beginningRow(TOKEN)]],
  ])('sends the job where that of the killed one %s', async (_what, status, log) => {
    const { contents } = await entryOfTinyJob();
    const result = await run(['--run', 'job.ini', '--detach', '--quiet'], async (stub, data) => {
      shows(stub, status, log);
      stub.on(RUN, { body: { job_id: 43 } });
      await writeOpenSubmission(data, stub.url, { contents });
    });
    expect(result).toMatchObject({ exit: 0, stdout: '43\n', left: [], posted: 1 });
  });

  it.each([
    ['another job', {}],
    ['another hazard', { hazardCalculationId: 3 }],
  ])('sends its own job where the open one is of %s, and tells of that', async (_what, changes) => {
    const { contents } = await entryOfTinyJob();
    const result = await run(['--run', 'job.ini', '--detach'], async (stub, data) => {
      stub.on(RUN, { body: { job_id: 43 } });
      const same = 'hazardCalculationId' in changes ? { contents } : {};
      await writeOpenSubmission(data, stub.url, { ...same, ...changes });
    });
    expect(result).toMatchObject({ exit: 0, posted: 1, left: [`${TOKEN}.json`] });
    expect(result.stderr).toContain(
      'A submission of another job is open, whose program died: openquake recover',
    );
  });

  it('does not send what may run already', async () => {
    const { contents } = await entryOfTinyJob();
    const result = await run(['--run', 'job.ini', '--detach'], async (stub, data) => {
      shows(stub, 'created', []);
      await writeOpenSubmission(data, stub.url, { contents });
    });
    expect(result).toMatchObject({ exit: 7, posted: 0 });
    expect(result.left).toContain(`${TOKEN}.json`);
    expect(result.stderr).toContain('It may be calculation 42');
  });
});

describe('a run that loses contact', () => {
  it('takes up what arrived: a reply that was lost is no second calculation', async () => {
    const result = await run(['--run', 'job.ini', '--detach'], (stub) => {
      stub.on(RUN, (seen: SeenRequest) => {
        const token = /openquake-([0-9a-f]{16})/.exec(seen.body.toString('latin1'))?.[1] ?? '';
        shows(stub, 'executing', [beginningRow(token)]);
        return { cut: 'before-head' };
      });
    });
    expect(result).toMatchObject({ exit: 0, left: [], posted: 1 });
    expect(result.stderr).toContain('The job had arrived: calculation 42.');
  });

  it('is told a refusal whose reply was lost, in the words of the log', async () => {
    const result = await run(['--run', 'job.ini'], (stub) => {
      stub.on(RUN, (seen: SeenRequest) => {
        const token = /openquake-([0-9a-f]{16})/.exec(seen.body.toString('latin1'))?.[1] ?? '';
        const text = `Traceback\nInvalidFile: /srv/calc_42/openquake-${token}/job.ini: no`;
        shows(stub, 'failed', [['2026-11-22T15:27:00.00', 'CRITICAL', 'before starting', text]]);
        return { status: 502, body: '<html>' };
      });
    });
    expect(result).toMatchObject({ exit: 1, stdout: '', left: [], posted: 1 });
    expect(result.stderr).toContain('The engine refuses this job: InvalidFile');
  });

  it('sends again what never arrived, under the same token', async () => {
    const tokens: string[] = [];
    const result = await run(['--run', 'job.ini', '--detach', '--quiet'], (stub) => {
      const note = (seen: SeenRequest): void =>
        void tokens.push(/openquake-([0-9a-f]{16})/.exec(seen.body.toString('latin1'))?.[1] ?? '');
      stub.on(
        RUN,
        (seen) => {
          note(seen);
          return { status: 504, body: '<html>' };
        },
        (seen) => {
          note(seen);
          return { body: { job_id: 43 } };
        },
      );
    });
    expect(result).toMatchObject({ exit: 0, stdout: '43\n', left: [], posted: 2 });
    expect(new Set(tokens).size).toBe(1);
  });

  it('goes on without a journal, after saying so', async () => {
    const result = await run(['--run', 'job.ini', '--detach'], async (stub, data) => {
      stub.on(RUN, { body: { job_id: 42 } });
      await writeFile(data, 'a file stands where the folder should');
    });
    expect(result).toMatchObject({ exit: 0, posted: 1 });
    expect(result.stderr).toContain('No note of the submission can be kept in');
  });
});
