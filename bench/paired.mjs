// Runs two commands in turn, A B A B ..., and reports the medians and the median of the paired ratios: the machine's
// speed may drift, the ratio holds.
import { spawnSync } from 'node:child_process';

/** Runs one command and returns its wall seconds; a failed run ends the benchmark. */
function timed({ command, args, env, cwd }) {
  const startedMs = performance.now();
  const { status, stderr, error } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    cwd,
    encoding: 'utf8',
  });
  const seconds = (performance.now() - startedMs) / 1000;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return seconds;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Times `ours` against `rival` and prints a line: medians in seconds, ratio ours/rival. */
export function compare(label, ours, rival, runs = 5) {
  timed(ours);
  timed(rival);
  const pairs = Array.from({ length: runs }, () => [timed(ours), timed(rival)]);
  const mine = median(pairs.map(([a]) => a));
  const theirs = median(pairs.map(([, b]) => b));
  const ratio = median(pairs.map(([a, b]) => a / b));
  console.log(
    `${label}: ours ${mine.toFixed(3)} s, rival ${theirs.toFixed(3)} s, ratio ${ratio.toFixed(3)} (median of ${runs} pairs)`,
  );
  return { mine, theirs, ratio };
}
