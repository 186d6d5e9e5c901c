// The whole test run: types, lint, format, build, unit tests, live tests on a real engine. Every step runs even when
// an earlier one failed; the last line counts, and a skipped test counts as failed.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'openquake-tests-'));
let passed = 0;
let failed = 0;

/** @param logFile takes what it prints, when it runs beside another. @returns whether it ended well. */
async function npm(words, logFile) {
  process.stdout.write(`\n=== npm ${words.join(' ')}\n`);
  const out = logFile === undefined ? 'inherit' : openSync(logFile, 'w');
  const child = spawn('npm', words, {
    cwd: root,
    stdio: ['ignore', out, out],
    shell: process.platform === 'win32',
  });
  const ok = await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  if (logFile !== undefined) closeSync(out);
  return ok;
}

async function check(script) {
  if (await npm(['run', '--silent', script])) passed += 1;
  else failed += 1;
}

/** @param name of its files, where a script is run in several parts. */
async function suite(script, { name = script.replace(':', '-'), words = [], aside = false } = {}) {
  const file = join(reports, `${name}.json`);
  const logFile = aside ? join(reports, `${name}.log`) : undefined;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = await npm(['run', '--silent', script, '--', ...words, ...reporters], logFile);
  return { file, logFile, ok };
}

/** Adds up what a suite reported. */
function count({ file, logFile, ok }) {
  if (logFile !== undefined) process.stdout.write(readFileSync(logFile, 'utf8'));
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    failed += 1;
    return;
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  passed += report.numPassedTests;
  failed += report.numFailedTests + skipped;
  // A suite that could not be loaded has no failed test, yet it failed.
  if (!ok && report.numFailedTests === 0) failed += Math.max(1, report.numFailedTestSuites);
  if (report.numTotalTests === 0) failed += 1;
}

try {
  for (const script of ['typecheck', 'lint', 'format:check', 'knip', 'build']) {
    await check(script);
  }
  count(await suite('test:unit'));
  // Faults are mostly waited for, on servers of their own: beside the journeys they cost next to no time.
  const live = await Promise.all([
    suite('test:live', { words: ['--exclude=test/live/faults/**'] }),
    suite('test:live', { name: 'test-live-faults', words: ['test/live/faults/'], aside: true }),
  ]);
  live.forEach(count);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
