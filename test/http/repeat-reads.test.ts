import { afterEach, describe, expect, it } from 'vitest';
import { BAD_GATEWAY, type Fault, unavailable } from '../support/fault-plan.js';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.js';
import { runMain } from '../support/test-system.js';
import { withStub } from '../support/with-stub.js';
import type { StubEngine } from '../support/stub-engine.js';

const ROW = {
  id: 1,
  owner: 'me',
  calculation_mode: 'classical',
  status: 'complete',
  is_running: false,
  description: 'Hazard of the Apennines',
  url: '',
  parent_id: null,
  abortable: false,
  size_mb: 1.5,
  start_time: '2026-11-22, 15:27:32 UTC',
  relevant: true,
  tags: null,
};

const done = { body: { success: 'done' } };
const listed = (stub: StubEngine): StubEngine =>
  stub.may('GET /v1/engine_version', { body: '3.26.2' }).may('GET /v1/calc/list', { body: [ROW] });

let proxy: FaultProxy | undefined;
afterEach(async () => proxy?.close());

/** Runs `openquake WORDS` through a proxy that spoils the first calls, each as said. */
async function through(
  stub: StubEngine,
  faults: readonly (Fault | undefined)[],
  words: readonly string[],
): Promise<{ exit: number; stdout: string; stderr: string; calls: number }> {
  proxy = await startFaultProxy(stub.url, ({ ordinal }) => faults[ordinal]);
  const ended = await runMain([...words, '--host', proxy.url]);
  return { ...ended, calls: proxy.exchanges.length };
}

describe('a read over a bad line', () => {
  const cuts: readonly (readonly [string, Fault])[] = [
    ['a connection that closes at once', { kind: 'refuse' }],
    ['a reset', { kind: 'refuse', reset: true }],
    ['a request cut in its head', { kind: 'cut-request', afterBytes: 20 }],
    ['silence and a cut after the request', { kind: 'cut-before-reply', when: 'answered' }],
    ['a reply cut in its head', { kind: 'cut-reply', afterBytes: 12 }],
    ['a reply that is shorter than announced', { kind: 'truncate', missingBytes: 1, then: 'close' }],
    ['the apology of a proxy', BAD_GATEWAY],
    ['a server that is busy for a second', unavailable(1)],
  ];
  for (const [what, fault] of cuts) {
    it(`outlives ${what}`, async () => {
      await withStub(async (stub) => {
        listed(stub);
        const whole = await runMain(['jobs', '--json', '--host', stub.url]);
        const spoilt = await through(stub, [fault, undefined, fault, fault], ['jobs', '--json']);
        expect(spoilt.exit).toBe(0);
        expect(spoilt.stdout).toBe(whole.stdout);
      });
    });
  }

  it('ends after three tries, with the exit code of a server that cannot be reached', async () => {
    await withStub(async (stub) => {
      listed(stub);
      const { exit, calls } = await through(
        stub,
        Array.from({ length: 9 }, () => ({ kind: 'refuse' }) as const),
        ['jobs'],
      );
      expect([exit, calls]).toEqual([7, 3]);
    });
  });

  it('does not wait where the server wants to be left alone for long', async () => {
    await withStub(async (stub) => {
      listed(stub);
      const { exit, calls } = await through(stub, [unavailable(60)], ['jobs']);
      expect([exit, calls]).toEqual([7, 1]);
    });
  });

  for (const [words, path] of [
    [['share', '1'], '/v1/calc/1/share'],
    [['tags', 'add', 'final', '1'], '/v1/calc/1/add_tag/final'],
  ] as const) {
    it(`sends once what changes the server: ${words.join(' ')}`, async () => {
      await withStub(async (stub) => {
        listed(stub)
          .may('GET /v1/calc/1/status', { body: ROW })
          .may(`POST ${path}`, done)
          .may(`GET ${path}`, done);
        proxy = await startFaultProxy(stub.url, (exchange) =>
          exchange.path === path ? { kind: 'cut-before-reply', when: 'answered' } : undefined,
        );
        const { exit } = await runMain([...words, '--host', proxy.url]);
        expect(exit).toBe(7);
        expect(stub.seen.filter(({ url }) => url === path)).toHaveLength(1);
      });
    });
  }
});
