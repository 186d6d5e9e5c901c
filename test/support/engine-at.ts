import { createEngineServer, type EngineServer } from '../../src/engine/server.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import type { StubEngine } from './stub-engine.js';
import { withStub } from './with-stub.js';

/** Runs a test with a stub and a client that speaks to it. */
export async function withEngine(
  test: (engine: EngineServer, stub: StubEngine) => Promise<void>,
): Promise<void> {
  await withStub(async (stub) => {
    const transport = createTransport({ baseUrl: stub.url, debugLog: silentDebugLog });
    const engine = createEngineServer(transport, '');
    try {
      await test(engine, stub);
    } finally {
      await engine.close();
    }
  });
}

/** @returns what a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
