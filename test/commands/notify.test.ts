import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { logRow, simulate, statusBody } from '../support/simulated-calculation.js';
import type { StubEngine } from '../support/stub-engine.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';

interface Ran extends RunResult {
  readonly stub: StubEngine;
}

async function run(
  words: readonly string[],
  prepare: (stub: StubEngine) => void,
  options: Parameters<typeof testSystem>[0] = {},
  after: (cwd: string, result: Ran) => Promise<void> = async () => Promise.resolve(),
): Promise<Ran> {
  let result: Ran | undefined;
  await withFolder(async (cwd) => {
    await writeTinyJob(cwd);
    await withStub(async (stub) => {
      prepare(stub);
      const system = testSystem({
        cwd,
        homeDir: cwd,
        ...options,
        env: { XDG_CACHE_HOME: cwd, ...options.env },
      });
      const named = words.map((word) => word.replace('STUB', stub.url));
      result = { ...(await runMain(['--host', stub.url, ...named], system)), stub };
      await after(cwd, result);
    });
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

function ends(status: string) {
  return (stub: StubEngine): void => {
    stub.on(RUN, { body: { job_id: 42 } });
    simulate(
      stub,
      42,
      [
        { status: 'executing', rows: 0 },
        { status, rows: 1 },
      ],
      [logRow(0, { level: status === 'complete' ? 'INFO' : 'ERROR', message: 'end' })],
    );
    if (status === 'complete') stub.on('GET /v1/calc/42/results', { body: [] });
    stub.on('POST /hook', { status: 200 });
  };
}

function posted({ stub }: Ran): unknown[] {
  return stub.seen
    .filter(({ url }) => url === '/hook')
    .map(({ body }) => JSON.parse(body.toString()) as unknown);
}

function field({ stub }: Ran, name: string): string | undefined {
  const body = stub.seen.find(({ url }) => url === '/v1/calc/run')?.body.toString('latin1') ?? '';
  return new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)\\r\\n`).exec(body)?.[1];
}

describe('--notify', () => {
  it.each([
    ['complete', 0],
    ['failed', 1],
  ])('of a run that is %s tells it once, and not by the server as well', async (status, exit) => {
    const result = await run(['--run', 'job.ini', '--notify', 'STUB/hook'], ends(status));
    expect(result.exit).toBe(exit);
    expect(posted(result)).toEqual([expect.objectContaining({ calculation_id: 42, status, job: 'job.ini' })]);
    expect(field(result, 'notify_to')).toBeUndefined();
  });

  it('may be repeated, and a place that fails is a warning', async () => {
    const result = await run(
      ['--run', 'job.ini', '--notify', 'command:exit 7', '--notify', 'STUB/hook'],
      ends('complete'),
    );
    expect(result.exit).toBe(0);
    expect(posted(result)).toHaveLength(1);
    expect(result.stderr).toContain(
      'The end of calculation 42 could not be told by command: it ended with 7\n',
    );
  });

  it.each([[['logs', '42', '--follow']], [['wait', '42']]])('works with %j', async (words) => {
    const result = await run([...words, '--notify', 'STUB/hook'], (stub) => {
      // Waiting never asks for the log.
      if (words[0] === 'logs') simulate(stub, 42, [{ status: 'complete', rows: 1 }], [logRow(0)]);
      else stub.on('GET /v1/calc/42/status', { body: statusBody(42, 'complete') });
      stub.on('POST /hook', { status: 200 });
    });
    expect(result.exit).toBe(0);
    expect(posted(result)).toEqual([
      expect.objectContaining({ calculation_id: 42, status: 'complete', job: null }),
    ]);
  });

  it('that makes no sense is refused before anything is sent', async () => {
    const result = await run(['--run', 'job.ini', '--notify', 'pigeon'], () => undefined);
    expect(result.exit).toBe(2);
    expect(result.stderr).toContain('Give desktop, command:LINE');
    expect(result.stub.seen).toEqual([]);
  });
});

describe('--notify after --detach', () => {
  const newest = (stub: StubEngine): void => {
    stub.on(RUN, { body: { job_id: 42 } });
    stub.on('GET /v1/engine_version', { body: '3.26.2' });
  };

  it('is the business of a server that can', async () => {
    const result = await run(
      ['--run', 'job.ini', '--detach', '--notify', 'https://hooks.example.org/x'],
      newest,
    );
    expect(result.exit).toBe(0);
    expect(field(result, 'notify_to')).toBe('https://hooks.example.org/x');
    expect(result.stderr).toContain('The server itself posts the end');
    expect(result.stderr).not.toContain('pid');
  });

  it.each([
    ['a webhook of an engine before 3.25', 'https://hooks.example.org/secret', '3.23.5'],
    ['a command on any', 'command:echo secret', '3.26.2'],
  ])(
    'of %s is the business of a process in the background, whose words hold no secret',
    async (_name, place, version) => {
      await withFolder(async (folder) => {
        const script = join(folder, 'program.mjs');
        const note = join(folder, 'called.json');
        await writeFile(
          script,
          `import { renameSync, writeFileSync } from 'node:fs';
         const { OPENQUAKE_NOTIFY: notify, OPENQUAKE_HOST: host } = process.env;
         const { OPENQUAKE_USERNAME: user, OPENQUAKE_CA_FILE: ca, OPENQUAKE_PATIENCE: patience } = process.env;
         const words = process.argv.slice(2);
         writeFileSync('${note}.new', JSON.stringify({ words, notify, host, user, ca, patience }));
         renameSync('${note}.new', '${note}');`,
        );
        const result = await run(
          [
            ...['--run', 'job.ini', '--detach', '--notify', place],
            ...['--username', 'anna', '--ca-file', 'ca.pem', '--patience', '7'],
          ],
          (stub) => {
            stub.on(RUN, { body: { job_id: 42 } });
            stub.on('GET /v1/engine_version', { body: version });
          },
          { program: [process.execPath, script] },
        );
        expect(result.exit).toBe(0);
        expect(field(result, 'notify_to')).toBeUndefined();
        expect(result.stderr).toMatch(
          /\(pid \d+\) waits for the end of calculation 42 and tells it; its log is \S+\.log\./,
        );
        const called = await vi.waitFor(
          async () => JSON.parse(await readFile(note, 'utf8')) as unknown,
          10_000,
        );
        expect(called).toEqual({
          ...{ words: ['wait', '42'], notify: place, host: result.stub.url },
          // What stood on the command line to reach that server.
          ...{ user: 'anna', ca: 'ca.pem', patience: '7' },
        });
      });
    },
  );

  it('goes on as the same user, to the same server, by the same way', async () => {
    await withFolder(async (folder) => {
      const script = join(folder, 'program.mjs');
      const note = join(folder, 'called.json');
      await writeFile(
        script,
        `import { renameSync, writeFileSync } from 'node:fs';
         const ours = Object.entries(process.env).filter(([name]) => name.startsWith('OPENQUAKE_'));
         writeFileSync('${note}.new', JSON.stringify(Object.fromEntries(ours)));
         renameSync('${note}.new', '${note}');`,
      );
      const started = async (): Promise<unknown> => {
        const called = await vi.waitFor(
          async () => JSON.parse(await readFile(note, 'utf8')) as unknown,
          10_000,
        );
        await rm(note);
        return called;
      };
      const flags = '--username bob --password-file own.txt --ca-file ca.pem --insecure --patience 5';
      const options = { program: [process.execPath, script], env: { OPENQUAKE_CONFIG_DIR: folder } };
      const words = ['--run', 'job.ini', '--detach', '--notify', 'desktop'];
      const byHost = await run([...words, ...flags.split(' ')], newest, options);
      expect(await started()).toMatchObject({
        OPENQUAKE_HOST: byHost.stub.url,
        OPENQUAKE_PROFILE: '',
        OPENQUAKE_USERNAME: 'bob',
        OPENQUAKE_PASSWORD_FILE: 'own.txt',
        OPENQUAKE_CA_FILE: 'ca.pem',
        OPENQUAKE_INSECURE: '1',
        OPENQUAKE_PATIENCE: '5',
      });

      await withStub(async (stub) => {
        newest(stub);
        await writeTinyJob(folder);
        const system = () =>
          testSystem({
            ...options,
            cwd: folder,
            env: { ...options.env, XDG_CACHE_HOME: folder, OPENQUAKE_HOST: 'http://elsewhere' },
          });
        await runMain(['profile', 'add', 'work', stub.url], system());
        expect(await runMain(['--profile', 'work', ...words], system())).toMatchObject({ exit: 0 });
        expect(await started()).toMatchObject({ OPENQUAKE_HOST: '', OPENQUAKE_PROFILE: 'work' });
      });
    });
  });
});
