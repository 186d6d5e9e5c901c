import { describe, expect, it } from 'vitest';
import { headChecksum } from '../../src/engine/in-place.js';
import { createEngineServer, type EngineServer } from '../../src/engine/server.js';
import { isAtLeast } from '../../src/engine/version.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { startRawServer } from '../support/raw-server.js';

const RUN_INI = 'POST /v1/calc/run_ini';
const SAME = 'POST /v1/on_same_fs';
const JOB = '/models/Città & co/job.ini';

async function submit(engine: EngineServer, hazardCalculationId?: number): Promise<number> {
  return engine.submitInPlace({ jobIniPath: JOB, hazardCalculationId }, () => undefined);
}

describe('a job that the server reads itself', () => {
  it.each([
    [undefined, { job_ini: JOB }],
    [7, { job_ini: JOB, hazard_job_id: '7' }],
  ])('is submitted by its path, once, on hazard %s', async (hazard, fields) => {
    await withEngine(async (engine, stub) => {
      stub.on(RUN_INI, { body: { job_id: 42, status: 'created' } });
      expect(await submit(engine, hazard)).toBe(42);
      expect(stub.seen).toHaveLength(1);
      const [{ body, headers }] = stub.seen as [(typeof stub.seen)[0]];
      expect(Object.fromEntries(new URLSearchParams(body.toString()))).toEqual(fields);
      // Without a length the engine's server reads no field at all.
      expect(headers['content-length']).toBe(String(body.length));
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    });
  });

  it('may have been started when the answer is lost, and is not sent again', async () => {
    await withEngine(async (engine, stub) => {
      stub.on(RUN_INI, { cut: 'before-head' });
      expect(await rejection(submit(engine))).toMatchObject({ kind: 'doubtful-submit' });
      expect(stub.seen).toHaveLength(1);
    });
  });

  it('was surely not started when nobody listens', async () => {
    const closed = await startRawServer(() => undefined);
    await closed.close();
    const engine = createEngineServer(createTransport({ baseUrl: closed.url, debugLog: silentDebugLog }), '');
    expect(await rejection(submit(engine))).toMatchObject({ kind: 'unreachable' });
    await engine.close();
  });

  it('is refused with the reason of the engine', async () => {
    await withEngine(async (engine, stub) => {
      stub.on(RUN_INI, { status: 500, body: { traceback: ['Traceback', 'OSError: no'], job_id: 9 } });
      expect(await rejection(submit(engine))).toMatchObject({ kind: 'job-refused', calculationId: 9 });
    });
  });
});

describe('whether the server sees a file', () => {
  it.each([
    ['yes', { body: { success: true } }, true],
    ['no', { body: { success: false } }, false],
    ['in a crash', { status: 500, body: { success: true } }, false],
    ['in a page', { status: 404, body: '<html>' }, false],
    ['in another service', { body: { success: 'true' } }, false],
  ])('is told by %s', async (_name, reply, sees) => {
    await withEngine(async (engine, stub) => {
      stub.on(SAME, reply);
      const head = Buffer.from('[general]\n');
      expect(await engine.seesFile(JOB, head)).toBe(sees);
      expect(Object.fromEntries(new URLSearchParams(stub.seen[0]?.body.toString()))).toEqual({
        filename: JOB,
        checksum: String(headChecksum(head)),
      });
    });
  });

  it('is not told by silence', async () => {
    await withEngine(async (engine, stub) => {
      stub.on(SAME, { cut: 'before-head' });
      expect(await rejection(engine.seesFile(JOB, Buffer.from('x')))).toMatchObject({ kind: 'unreachable' });
    });
  });
});

it('the checksum of a head is Adler-32 begun with 0: its own sums written out', () => {
  // low = 1 + 2 + 255, high = 1 + 3 + 258.
  expect(headChecksum(Uint8Array.of(1, 2, 255))).toBe(262 * 65_536 + 258);
  const low = (32 * 255) % 65_521;
  expect(headChecksum(new Uint8Array(32).fill(255)) % 65_536).toBe(low);
});

it.each([
  ['3.25.0', true],
  ['3.26.2', true],
  ['4.0', true],
  ['3.24.9', false],
  ['3.3.0', false],
  ['2.99', false],
  ['3.25-git123', true],
  ['nonsense', false],
])('%s is at least 3.25: %s', (version, expected) => {
  expect(isAtLeast(version, 3, 25)).toBe(expected);
});
