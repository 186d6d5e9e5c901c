import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngineServer, type EngineServer } from '../../src/engine/server.js';
import { InterruptedError } from '../../src/errors.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { startRawServer } from '../support/raw-server.js';
import type { StubReply } from '../support/stub-engine.js';
import { withFolder } from '../support/with-stub.js';

const RUN = 'POST /v1/calc/run';
const ignore = (): void => undefined;

async function withArchive(test: (archivePath: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'x.zip');
    await writeFile(path, 'PK-job');
    await test(path);
  });
}

async function submit(engine: EngineServer, archivePath: string, signal?: AbortSignal): Promise<number> {
  return engine.submit(
    { archivePath, jobIniName: 'job.ini', hazardCalculationId: undefined },
    ignore,
    signal,
  );
}

async function refusal(reply: StubReply): Promise<unknown> {
  let failure: unknown;
  await withArchive(async (path) => {
    await withEngine(async (engine, stub) => {
      stub.on(RUN, reply);
      failure = await rejection(submit(engine, path));
      expect(stub.seen).toHaveLength(1);
    });
  });
  return failure;
}

describe('a submission', () => {
  it.each([
    ['up to 3.24', { status: 'created', job_id: 42 }],
    [
      'since 3.25',
      { description: 'x', status: 'created', is_running: 1, stop_time: null, pid: 0, job_id: 42 },
    ],
  ])('is accepted in the words %s', async (_era, body) => {
    await withArchive(async (path) => {
      await withEngine(async (engine, stub) => {
        stub.on(RUN, { body });
        expect(await submit(engine, path)).toBe(42);
      });
    });
  });

  it('sends one part named job.zip and the fields that were asked for, no others', async () => {
    await withArchive(async (archivePath) => {
      await withEngine(async (engine, stub) => {
        stub.on(RUN, { body: { job_id: 1 } });
        await engine.submit({ archivePath, jobIniName: 'risk.ini', hazardCalculationId: 7 }, ignore);
        await engine.submit({ archivePath, jobIniName: undefined, hazardCalculationId: undefined }, ignore);
        const names = stub.seen.map(({ body }) =>
          [...body.toString().matchAll(/name="([^"]+)"(?:; filename="([^"]+)")?/g)].map((match) =>
            match.slice(1),
          ),
        );
        expect(names).toEqual([
          [
            ['job_ini', undefined],
            ['hazard_job_id', undefined],
            ['archive', 'job.zip'],
          ],
          [['archive', 'job.zip']],
        ]);
        expect(stub.seen[0]?.body.toString()).toContain('\r\n\r\nrisk.ini\r\n');
        expect(stub.seen[0]?.body.toString()).toContain('\r\n\r\n7\r\n');
      });
    });
  });

  it('tells how much is sent, up to the last byte', async () => {
    await withArchive(async (archivePath) => {
      await withEngine(async (engine, stub) => {
        stub.on(RUN, { body: { job_id: 1 } });
        const told: [number, number][] = [];
        await engine.submit(
          { archivePath, jobIniName: 'job.ini', hazardCalculationId: undefined },
          (sent, total) => told.push([sent, total]),
        );
        const size = stub.seen[0]?.body.length;
        expect(told.at(-1)).toEqual([size, size]);
      });
    });
  });
});

describe('a refused job', () => {
  const lines = [
    'Traceback (most recent call last):',
    '  File "x", line 1',
    'ValueError: no sites',
    'ValueError: no sites',
    '',
  ];

  it('is told with the last line and the dead calculation', async () => {
    expect(await refusal({ status: 500, body: { traceback: lines, job_id: 9 } })).toMatchObject({
      kind: 'job-refused',
      exit: 'calculationFailed',
      message: 'The engine refuses this job: ValueError: no sites',
      calculationId: 9,
      traceback: lines,
      hint: expect.stringContaining('openquake --delete-calculation 9') as string,
      facts: expect.objectContaining({ calculation_id: 9, traceback: lines }) as object,
    });
  });

  it('is told without an id by engines before 3.20', async () => {
    const failure = await refusal({ status: 500, body: lines });
    expect(failure).toMatchObject({ kind: 'job-refused', calculationId: undefined });
    expect((failure as { hint: string }).hint).not.toContain('delete');
  });

  it.each([[[]], [['', '  ']]])('is told when the engine gives no reason: %j', async (traceback) => {
    expect(await refusal({ status: 500, body: { traceback, job_id: null } })).toMatchObject({
      message: 'The engine refuses this job: it gives no reason',
      calculationId: undefined,
    });
  });

  it.each([
    ['an empty 403', { status: 403 }, 'login'],
    ['a login page', { status: 302, headers: { location: '/accounts/login/?next=/v1/calc/run' } }, 'login'],
    ['an upload too large', { status: 413, body: '<html>' }, 'refused'],
    ['a server that does not run jobs', { status: 404, body: '<html>' }, 'not-an-engine'],
  ])('is told apart from %s', async (_what, reply, kind) => {
    expect(await refusal(reply)).toMatchObject({ kind });
  });
});

describe('a doubtful submission', () => {
  it.each([
    ['no answer', { cut: 'before-head' }],
    ['half an answer', { body: '{"job_id": 42}', cut: 5 }],
    ['a gateway that waited too long', { status: 504, body: '<html>' }],
    ['a gateway that lost the engine', { status: 502, body: { message: 'x' } }],
    ['a crash', { status: 500, body: '<html><title>x</title></html>' }],
    ['a page of something else', { status: 200, body: '<html>' }],
  ] satisfies [string, StubReply][])('is one that was sent whole and got %s', async (_what, reply) => {
    const failure = await refusal(reply);
    expect(failure).toMatchObject({ kind: 'doubtful-submit', exit: 'unreachable' });
    expect((failure as Error).message).toContain('it may have started a calculation');
    expect((failure as { hint: string }).hint).toContain('openquake recover');
  });

  it('is not one where nothing listens', async () => {
    await withArchive(async (path) => {
      const server = await startRawServer(ignore);
      await server.close();
      const engine = createEngineServer(
        createTransport({ baseUrl: server.url, debugLog: silentDebugLog }),
        '',
      );
      expect(await rejection(submit(engine, path))).toMatchObject({ kind: 'unreachable' });
      await engine.close();
    });
  });

  it('is not one that was cut before its end', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'big.zip');
      await writeFile(path, Buffer.alloc(30 * 1024 * 1024));
      const server = await startRawServer((socket) => {
        socket.once('data', () => socket.destroy());
      });
      const engine = createEngineServer(
        createTransport({ baseUrl: server.url, debugLog: silentDebugLog }),
        '',
      );
      try {
        expect(await rejection(submit(engine, path))).toMatchObject({ kind: 'unreachable' });
      } finally {
        await engine.close();
        await server.close();
      }
    });
  });

  it('is one that the user left while the server was thinking', async () => {
    await withArchive(async (path) => {
      await withEngine(async (engine, stub) => {
        const stopping = new AbortController();
        stub.on(RUN, () => {
          stopping.abort(new InterruptedError('Interrupted.', 'SIGINT'));
          return { cut: 'before-head' };
        });
        expect(await rejection(submit(engine, path, stopping.signal))).toMatchObject({
          kind: 'doubtful-submit',
        });
      });
    });
  });

  it('is an interruption where it had not been sent', async () => {
    await withArchive(async (path) => {
      await withEngine(async (engine, stub) => {
        const stop = new InterruptedError('Interrupted.', 'SIGINT');
        expect(await rejection(submit(engine, path, AbortSignal.abort(stop)))).toBe(stop);
        expect(stub.seen).toEqual([]);
      });
    });
  });
});
