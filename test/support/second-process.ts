import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { build } from 'tsdown';
import { pageScript } from '../../build/page-script.js';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/**
 * Node does not run TypeScript itself, so the worker is bundled once per test file.
 * @param source path of the worker. @returns the path of what Node runs.
 */
export async function bundleWorker(source: string, folder: string): Promise<string> {
  await build({
    entry: [source],
    outDir: folder,
    config: false,
    logLevel: 'silent',
    dts: false,
    plugins: [pageScript()],
    clean: false,
    deps: { alwaysBundle: [/^[^./]/] },
    outputOptions: { entryFileNames: 'worker.mjs' },
  });
  return join(folder, 'worker.mjs');
}

/** Bundles a worker before the tests of a file and removes it after them. @returns tells the path of what Node runs. */
export function bundledWorker(source: string): () => string {
  let bundles = '';
  let worker = '';
  beforeAll(async () => {
    bundles = await mkdtemp(join(tmpdir(), 'openquake-worker-'));
    worker = await bundleWorker(source, bundles);
  });
  afterAll(async () => rm(bundles, { recursive: true, force: true }));
  return () => worker;
}

/** A worker process: its lines so far and as they come, and its end. */
export interface SecondProcess {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** @returns the first line that matches, now or later. */
  lineWith(text: string): Promise<string>;
  /** @returns the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a worker; it is killed after the test if it still lives. @param errors where its stderr goes. */
export function startWorker(
  worker: string,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  errors: 'inherit' | 'ignore' = 'inherit',
): SecondProcess {
  const child = spawn(process.execPath, [worker, ...words], {
    env: { ...env },
    stdio: ['ignore', 'pipe', errors],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting: { readonly text: string; readonly resolve: (line: string) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const { text, resolve } of waiting) if (line.includes(text)) resolve(line);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    lines,
    ended,
    lineWith: async (text) =>
      lines.find((line) => line.includes(text)) ??
      new Promise((resolve) => {
        waiting.push({ text, resolve });
      }),
  };
}
