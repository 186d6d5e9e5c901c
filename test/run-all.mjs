// The whole test run: types, lint, format, build, unit tests, live tests on a real engine. Every step runs even when
// an earlier one failed; the last line counts, and a skipped test counts as failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'openquake-tests-'));
let passed = 0;
let failed = 0;

function npm(...words) {
  process.stdout.write(`\n=== npm ${words.join(' ')}\n`);
  return (
    spawnSync('npm', words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
  );
}

function check(script) {
  if (npm('run', '--silent', script)) passed += 1;
  else failed += 1;
}

function suite(script) {
  const file = join(reports, `${script.replace(':', '-')}.json`);
  const ok = npm(
    'run',
    '--silent',
    script,
    '--',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  );
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
  for (const script of ['typecheck', 'lint', 'format:check', 'knip', 'build']) check(script);
  for (const script of ['test:unit', 'test:live']) suite(script);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
