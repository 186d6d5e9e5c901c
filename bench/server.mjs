// Talking to a running engine server, against the engine's own tools.
//
//   HOST=http://127.0.0.1:8800 OQ=/path/to/oq node bench/server.mjs
//
// OQ must be configured for the same server ([webapi] server in the file that OQ_CONFIG_FILE names), so that
// "oq postzip" sends to it. Starts nine small calculations there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compare } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'bin', 'openquake.js');
const job = join(root, 'examples', 'scenario', 'job.ini');
const host = process.env.HOST;
const oq = process.env.OQ ?? 'oq';
if (host === undefined) throw new Error('HOST must name a running engine server');
const ours = (...args) => ({ command: process.execPath, args: [program, '--host', host, ...args] });
const theirs = (...args) => ({ command: oq, args });

compare('list of calculations, rival: oq engine --lhc', ours('--lhc'), theirs('engine', '--lhc'));
// oq postzip leaves its archive beside the job and refuses to run where it finds one.
const folder = mkdtempSync(join(tmpdir(), 'openquake-bench-'));
cpSync(dirname(job), folder, { recursive: true });
const postzip = `rm -f "${folder}/job.zip" && exec "${oq}" postzip "${folder}/job.ini"`;
compare(
  'submit examples/scenario, rival: oq postzip',
  ours('--run', job, '--detach', '--quiet'),
  { command: 'sh', args: ['-c', postzip] },
  3,
);
rmSync(folder, { recursive: true, force: true });

const { args } = ours('--run', job, '--debug');
const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
for (const [name, pattern] of [
  ['status', /GET \S+\/status\S* -> 200 in (\d+) ms/g],
  ['log', /GET \S+\/log\/\S* -> 200 in (\d+) ms/g],
]) {
  const times = [...stderr.matchAll(pattern)].map((match) => Number(match[1])).toSorted((a, b) => a - b);
  console.log(`poll, ${name}: ${times[Math.floor(times.length / 2)]} ms (median of ${times.length})`);
}
console.log(
  stderr
    .trimEnd()
    .split('\n')
    .find((line) => /^Calculation \d+ complete/.test(line)),
);
