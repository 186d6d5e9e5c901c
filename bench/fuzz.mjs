// Feeds every reader of outside text with damaged input for some minutes: node bench/fuzz.mjs --minutes N
// Prints runs, how many were read, failures and the peak memory, as a table for docs/reliability.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const TARGETS = 23;
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes wants a number above 0');
const folder = mkdtempSync(join(tmpdir(), 'openquake-fuzz-'));
const report = join(folder, 'report.jsonl');
try {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/hostile/fuzz.test.ts'],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: {
        ...process.env,
        FUZZ_SECONDS_EACH: String((minutes * 60) / TARGETS),
        FUZZ_PUMP: '100000',
        FUZZ_REPORT: report,
      },
    },
  );
  const rows = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const damaged = rows.filter((row) => row.runs !== undefined);
  const pumped = new Map(rows.filter((row) => row.pumped !== undefined).map((row) => [row.target, row]));
  console.log('| reader | damaged inputs | read | refused | slowest of 100 kB of one piece | memory |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { target, runs, read, peakRssMb } of damaged)
    console.log(
      `| ${target} | ${runs} | ${read} | ${runs - read} | ${pumped.get(target)?.slowestMs ?? '?'} ms | ${peakRssMb} MB |`,
    );
  const all = damaged.reduce((sum, { runs }) => sum + runs, 0);
  console.log(`\n${all} damaged inputs, ${status === 0 ? 'no failure' : 'FAILURES:'}`);
  if (status !== 0) console.log(stdout);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
