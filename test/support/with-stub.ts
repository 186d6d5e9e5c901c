import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStubEngine, type StubEngine } from './stub-engine.js';

/** Runs a test against a stub of its own, and judges at the end what was asked of it. */
export async function withStub(test: (stub: StubEngine) => Promise<void>): Promise<void> {
  const stub = await startStubEngine();
  let failed = true;
  try {
    await test(stub);
    failed = false;
  } finally {
    // The first failure is the news; what the stub has to say about it would only hide it.
    await (failed ? stub.close().catch(() => undefined) : stub.close());
  }
}

/** As it was before a test may move it. */
const SYSTEM_TMP = tmpdir();

/** Runs a test in a folder of its own. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(SYSTEM_TMP, 'openquake-test-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
