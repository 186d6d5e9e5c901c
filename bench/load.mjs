// Many clients, long lists, long logs: against a real engine server with a database of its own, which is started for
// this and removed again. Prints a table, and JSON with --json FILE.
//
//   node bench/load.mjs [--parts followers,lists,log,outputs] [--clients 200] [--calculations 10000]
//                       [--rows 1000000] [--outputs 5000] [--engine 3.26.2] [--json FILE]
//
// Wants Linux, python3, curl, some 12 GB of free memory for 200 clients, and 3 GB of disk; some thirty minutes on two cores that others use too.
// Build the program first (npm run build).
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, freemem, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { program, startEngine } from './load/engine.mjs';
import { followers } from './load/followers.mjs';

const { values: asked } = parseArgs({
  options: {
    parts: { type: 'string', default: 'followers,lists,log,outputs' },
    clients: { type: 'string', default: '200' },
    calculations: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '1000000' },
    outputs: { type: 'string', default: '5000' },
    engine: { type: 'string', default: '3.26.2' },
    json: { type: 'string' },
  },
});
const parts = new Set(asked.parts.split(','));
const DAY = '2026-01-15';
const DAY_COUNT = 575;
/** Exports are computed one at a time. */
const EXPORTED = 300;
const figures = [];

/** Runs commands together. @returns what each took, in order; `onStart` gets their process numbers. */
function measure(commands, onStart = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', [join(import.meta.dirname, 'load', 'measure.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const results = [];
    const pids = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { index, pid, ...told } = JSON.parse(line);
        if (pid === undefined) results[index] = told;
        else pids.push(pid);
      }
      if (pids.length === commands.length) onStart(pids);
    });
    child.once('exit', (code) => (code === 0 ? resolve(results) : reject(new Error(`measure.py: ${code}`))));
    const asWords = commands.map((command) => ({ ...command, args: command.args.map(String) }));
    child.stdin.end(JSON.stringify({ commands: asWords }));
  });
}

const engine = await startEngine(asked.engine);
const stopEarly = () => {
  process.exitCode = 130;
  // Whatever is being measured fails without its server, and the benchmark ends with that.
  void engine.stop();
};
process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly);
const out = join(engine.folder, 'out');
const ours = (...words) => ({
  args: [process.execPath, program, '--host', engine.url, ...words],
  env: engine.env,
  out,
  err: join(engine.folder, 'err'),
});
const oq = (...words) => ({
  args: [engine.python, '-m', 'openquake.commands', 'engine', ...words],
  env: engine.oqEnv,
  out,
  err: join(engine.folder, 'err'),
});
const shell = (line) => ({ args: ['sh', '-c', line], out, err: join(engine.folder, 'err') });

/** Runs one line; what goes wrong with it is told, and the others follow all the same. */
async function line(name, ...parts) {
  try {
    await measuredLine(name, ...parts);
  } catch (error) {
    process.exitCode = 1;
    figures.push({ name, fault: String(error) });
    console.log(`| ${name} | ${String(error)} |`);
  }
}

/** Runs one line of ours, and what a user would run instead, in the same minute. */
async function measuredLine(name, command, rival, { exits = [0], rows } = {}) {
  engine.requests();
  const [mine] = await measure([command]);
  const requests = engine.requests();
  const count = command.keys === undefined ? readFileSync(out, 'latin1').split('\n').length - 1 : undefined;
  if (!exits.includes(mine.exit))
    throw new Error(
      `${name} ended with ${mine.exit}: ${readFileSync(join(engine.folder, 'err'), 'utf8').slice(-800)}`,
    );
  if (rows !== undefined && count !== rows) throw new Error(`${name}: ${count} lines where ${rows} were due`);
  let other;
  if (rival !== undefined) [other] = await measure([rival]);
  if (other !== undefined && other.exit !== 0)
    throw new Error(`the rival of ${name} ended with ${other.exit}`);
  const ratio = other === undefined ? undefined : Number((mine.seconds / other.seconds).toFixed(2));
  figures.push({ name, ...mine, requests, lines: count, rivalSeconds: other?.seconds, ratio });
  const cells = [
    name,
    `${mine.seconds} s`,
    `${mine.cpuSeconds} s`,
    `${mine.peakMb} MB`,
    requests,
    count ?? '',
  ];
  if (mine.drawnMs !== undefined) cells.push(`drawn after ${mine.drawnMs.join(', ')} ms`);
  else cells.push(other === undefined ? '' : `rival ${other.seconds} s, ratio ${ratio}`);
  console.log(`| ${cells.join(' | ')} |`);
}

try {
  console.log(
    `load of the machine at the start ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}, ${cpus().length} cores, ${Math.round(freemem() / 2 ** 30)} GB free`,
  );
  const job = join(import.meta.dirname, '..', 'examples', 'scenario', 'job.ini');
  const model = Number(await engine.cli('--host', engine.url, '--run', job, '--quiet'));
  if (parts.has('followers')) {
    figures.push(await followers({ engine, measure, ours, job, clients: Number(asked.clients) }));
  }
  console.log(
    '| what | time | CPU | peak memory | requests | lines | |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  if (parts.has('lists')) await lists(model, Number(asked.calculations));
  if (parts.has('log')) await longLog(Number(asked.rows));
  if (parts.has('outputs')) await manyOutputs(model, Number(asked.outputs));
} finally {
  await engine.stop();
}
console.log(
  `load of the machine at the end ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
if (asked.json !== undefined)
  writeFileSync(asked.json, `${JSON.stringify({ asked, figures }, undefined, 2)}\n`);

async function lists(model, count) {
  const first = await engine.database('list', count, model, DAY, DAY_COUNT);
  const last = first + count - 1;
  await line(
    'jobs',
    ours('jobs'),
    shell(`curl -sf '${engine.url}/v1/calc/list?limit=1000000' | python3 -m json.tool`),
  );
  await line('--lhc', ours('--lhc'), oq('--lhc'));
  await line('--lrc', ours('--lrc'), oq('--lrc'));
  await line('jobs --limit 30', ours('jobs', '--limit', '30'));
  await line('outputs last', ours('outputs', 'last'));
  await line('outputs -1', ours('outputs', '-1'), oq('--lo', '-1'));
  await line('show last', ours('show', 'last'));
  await line('show of 600', ours('show', `${first}-${first + 599}`));
  await line(`wait 1-${last}`, ours('wait', `1-${last}`), undefined, { exits: [0, 1, 2, 3, 7, 10] });
  await line('wait @bench', ours('wait', '@bench'), undefined, { exits: [0, 1, 2, 3, 7, 10] });
  const tab = {
    ...ours(),
    args: [process.execPath, program, '__complete', '--host', engine.url, 'show', ''],
  };
  await line('Tab after "show "', tab);
  await line('Tab again', tab);
  await line(`--make-html-report (${DAY_COUNT})`, {
    ...ours('--make-html-report', DAY),
    args: ['sh', '-c', `cd "$0" && exec "$@"`, engine.folder, ...ours('--make-html-report', DAY).args],
  });
  await line('watch: opens, End, Home, PageDown', {
    ...ours('watch'),
    shows: String(last),
    keys: ['\u001b[F', '\u001b[H', '\u001b[6~'],
  });
  const removable = await engine.database('removable', 200, model);
  await line('delete of 200', ours('delete', `${removable}-${removable + 199}`, '--yes'), undefined, {
    rows: 200,
  });
}

async function longLog(count) {
  const id = await engine.database('running');
  await engine.database('work', id, 10, 1);
  await engine.database('log', id, count - 10);
  const whole = `curl -sf '${engine.url}/v1/calc/${id}/log/0:0'`;
  const asLines = `python3 -c "import json,sys
for time,level,process,text in json.load(sys.stdin): print(f'[{time} ${id} {level}] {text}')"`;
  await line('logs', ours('logs', id), shell(`${whole} | ${asLines}`), { rows: count });
  await line('--show-log', ours('--show-log', id), oq('--show-log', id), { rows: count });
  await line('logs --jsonl', ours('logs', id, '--jsonl'), undefined, { rows: count });
  await line('logs --follow', ours('logs', id, '--follow'), undefined, { rows: count });
  await line('logs --tail 100', ours('logs', id, '--tail', '100'), undefined, { rows: 100 });
  await line(
    'logs | head -1',
    {
      ...ours(),
      args: ['sh', '-c', '"$@" | head -1', 'sh', ...ours('logs', id).args],
    },
    undefined,
    { rows: 1 },
  );
  await line(
    'logs --follow | head -1',
    {
      ...ours(),
      args: ['sh', '-c', '"$@" | head -1', 'sh', ...ours('logs', id, '--follow').args],
    },
    undefined,
    { rows: 1 },
  );
  await line(
    'logs, read after 5 s',
    {
      ...ours(),
      args: ['sh', '-c', '"$@" | (sleep 5; cat)', 'sh', ...ours('logs', id).args],
    },
    undefined,
    { rows: count },
  );
  await line('logs --json', ours('logs', id, '--json'));
  if (JSON.parse(readFileSync(out, 'utf8')).length !== count)
    throw new Error(`logs --json: not ${count} rows`);
  await line(
    'logs --tail 10 --grep of-none',
    ours('logs', id, '--tail', '10', '--grep', 'of-none'),
    undefined,
    {
      rows: 0,
    },
  );
  await line('wait', ours('wait', id));
}

async function manyOutputs(model, count) {
  const id = await engine.database('removable', 1, model);
  await engine.database('outputs', id, count, model);
  await line(
    'outputs',
    ours('outputs', id),
    shell(`curl -sf '${engine.url}/v1/calc/${id}/results' | python3 -m json.tool`),
  );
  await line('--lo', ours('--lo', id), oq('--lo', id));
  await line('show', ours('show', id));
  const few = await engine.database('removable', 1, model);
  await engine.database('outputs', few, EXPORTED, model);
  const target = join(engine.folder, 'exported');
  await line(`export of ${EXPORTED}`, ours('export', few, target));
  await line('the same again', ours('export', few, target));
}
