import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { damaged } from './damage.js';
import { pumped } from './pumps.js';
import { FILE_TARGETS } from './file-targets.js';
import { RESULT_TARGETS } from './result-targets.js';
import { isOwn, type Target, TARGETS } from './targets.js';

/** `node bench/fuzz.mjs` asks for more than a test has time for, and wants to know how it went. */
const SECONDS_EACH = Number(process.env['FUZZ_SECONDS_EACH'] ?? 0);
const REPORT = process.env['FUZZ_REPORT'];
const PUMP_CHARACTERS = Number(process.env['FUZZ_PUMP'] ?? 6_000);
const RUNS = 200;

const titled = [...TARGETS, ...FILE_TARGETS, ...RESULT_TARGETS].map(
  (target) => [target.name, target] as const,
);

/** @returns whether it was read; refused on purpose is no failure. @throws whatever else it threw. */
async function isRead(target: Target, bytes: Buffer, folder: string): Promise<boolean> {
  try {
    await target.read(bytes, folder);
    return true;
  } catch (error) {
    if (isOwn(error)) return false;
    throw error;
  }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openquake-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function tell(facts: Readonly<Record<string, unknown>>): void {
  if (REPORT !== undefined) appendFileSync(REPORT, `${JSON.stringify(facts)}\n`);
}

describe('whatever is read', () => {
  it.each(titled)('is taken as it stands, or the tests below say nothing: %s', async (_name, target) => {
    const folder = newFolder();
    let read = 0;
    for (const seed of target.seeds) if (await isRead(target, Buffer.from(seed), folder)) read += 1;
    // What many readers share is for some of them, each in turn.
    if (!['Python literal', 'values of parameters', 'duration or moment', 'host'].includes(target.name))
      expect(read).toBeGreaterThan(0);
  });

  it.each(titled)(
    'is read or refused when it is damaged, and never breaks the program: %s',
    { timeout: 60_000 + SECONDS_EACH * 1500 },
    async (name, target) => {
      const folder = newFolder();
      const facts = { runs: 0, read: 0, peakRssMb: 0 };
      const property = fc.asyncProperty(damaged(target.seeds), async (bytes) => {
        facts.runs += 1;
        if (await isRead(target, bytes, folder)) facts.read += 1;
        if (facts.runs % 100 === 0)
          facts.peakRssMb = Math.max(facts.peakRssMb, Math.round(process.memoryUsage.rss() / 2 ** 20));
      });
      if (SECONDS_EACH === 0) await fc.assert(property, { numRuns: RUNS });
      else
        await fc.assert(property, {
          numRuns: Number.MAX_SAFE_INTEGER,
          interruptAfterTimeLimit: SECONDS_EACH * 1000,
        });
      tell({ target: name, ...facts });
      expect(facts.runs).toBeGreaterThan(0);
    },
  );

  // Where the time grows with the square, this takes minutes.
  it.each(titled)(
    'takes no time without end where one piece comes again and again: %s',
    { timeout: 60_000 + PUMP_CHARACTERS },
    async (name, target) => {
      const folder = newFolder();
      let runs = 0;
      let slowestMs = 0;
      for (const text of pumped(PUMP_CHARACTERS)) {
        const startedMs = performance.now();
        await isRead(target, Buffer.from(text), folder);
        slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedMs));
        runs += 1;
      }
      tell({ target: name, pumped: runs, slowestMs });
      expect(runs).toBeGreaterThan(100);
    },
  );
});
