// Reading a large gmf-data csv: ours against pandas and polars, time and peak memory of whole processes.
//
//   PYTHON=/path/to/python MEGABYTES=2048 node bench/read.mjs
//
// PYTHON: one that has pandas and polars; without one their rows are left out. Wants MEGABYTES in the folder for temporary files and,
// for pandas with the whole table at once, half as much again in memory.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';

const root = join(import.meta.dirname, '..');
const python = process.env.PYTHON;
const megabytes = Number(process.env.MEGABYTES ?? 2048);
const runs = Number(process.env.RUNS ?? 1);
const scratch = mkdtempSync(join(tmpdir(), 'openquake-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const SITES = 20_000;
const COMMENT = `"generated_by='OpenQuake engine 3.26.2', start_date='2026-01-02T03:04:05', checksum=1"`;
const gmf = join(scratch, 'gmf-data_1.csv');

const siteId = (site) => `s${String(site).padStart(7, '0')}`;

/** As the engine writes it: five digits, sorted by event and site. */
async function makeFiles() {
  const mesh = Array.from(
    { length: SITES },
    (_, site) => `${siteId(site)},${(site % 200) / 10},${Math.floor(site / 200) / 10}`,
  );
  writeFileSync(
    join(scratch, 'sitemesh_1.csv'),
    [`#,${COMMENT}`, 'custom_site_id,lon,lat', ...mesh, ''].join('\r\n'),
  );
  const file = createWriteStream(gmf);
  file.write(`#,,,${COMMENT}\r\nevent_id,gmv_PGA,gmv_SA(0.3),gmv_SA(1.0),custom_site_id\r\n`);
  let seed = 1;
  const motion = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed / 2 ** 33 + 1e-4).toExponential(5).replace(/e([+-])(\d)$/, 'E$10$2');
  };
  let bytes = 0;
  for (let event = 0; bytes < megabytes * 2 ** 20; event += 1) {
    let text = '';
    for (let site = 0; site < SITES; site += 1)
      text += `${event},${motion()},${motion()},${motion()},${siteId(site)}\r\n`;
    bytes += text.length;
    if (!file.write(text)) await new Promise((resolve) => file.once('drain', resolve));
  }
  await new Promise((resolve) => file.end(resolve));
}

async function makeOurs() {
  await build({
    entry: {
      datasets: join(root, 'src/results/read-datasets.ts'),
      csv: join(root, 'src/results/engine-csv.ts'),
    },
    outDir: join(scratch, 'dist'),
    ...{ config: false, format: 'esm', platform: 'node', target: 'node20', dts: false, logLevel: 'silent' },
    outExtensions: () => ({ js: '.mjs' }),
  });
  writeFileSync(
    join(scratch, 'sum.mjs'),
    `import { openEngineCsv } from './dist/csv.mjs';
const csv = await openEngineCsv(${JSON.stringify(gmf)});
const sums = new Float64Array(4);
let column = new Float64Array(0);
for await (const batch of csv.batches()) {
  if (column.length < batch.rows) column = new Float64Array(batch.rows * 2);
  for (let nth = 0; nth < 4; nth += 1) {
    batch.numbers(nth, column);
    for (let row = 0; row < batch.rows; row += 1) sums[nth] += column[row];
  }
}
console.log(sums.join(' '));
`,
  );
  writeFileSync(
    join(scratch, 'mean.mjs'),
    `import { readDatasets } from './dist/datasets.mjs';
const [found] = await readDatasets(${JSON.stringify(gmf)});
console.log(found.values.reduce((sum, value) => sum + value, 0));
`,
  );
}

const IMTS = "['gmv_PGA', 'gmv_SA(0.3)', 'gmv_SA(1.0)']";
const PYTHON_WAYS = {
  'sum pandas': `import pandas as pd
print(pd.read_csv(F, skiprows=1).drop(columns='custom_site_id').sum().tolist())`,
  'sum pandas, chunks of a million': `import pandas as pd
print(sum(c.drop(columns='custom_site_id').sum() for c in pd.read_csv(F, skiprows=1, chunksize=1_000_000)).tolist())`,
  'sum polars': `import polars as pl
print(pl.read_csv(F, skip_rows=1).drop('custom_site_id').sum().rows())`,
  'sum polars, streaming': `import polars as pl
print(pl.scan_csv(F, skip_rows=1).drop('custom_site_id').sum().collect(engine='streaming').rows())`,
  'mean pandas': `import pandas as pd, numpy as np
d = pd.read_csv(F, skiprows=1)
d[${IMTS}] = np.log(d[${IMTS}])
print(np.exp(d.groupby('custom_site_id')[${IMTS}].mean()).sum().sum())`,
  'mean pandas, chunks of a million': `import pandas as pd, numpy as np
parts = []
for d in pd.read_csv(F, skiprows=1, chunksize=1_000_000):
    d[${IMTS}] = np.log(d[${IMTS}])
    parts.append(d.groupby('custom_site_id')[${IMTS}].agg(['sum', 'count']))
a = pd.concat(parts).groupby(level=0).sum()
print(sum(np.exp(a[i]['sum'] / a[i]['count']).sum() for i in ${IMTS}))`,
  'mean polars': `import polars as pl
d = pl.read_csv(F, skip_rows=1).group_by('custom_site_id').agg([pl.col(i).log().mean().exp() for i in ${IMTS}])
print(sum(d[i].sum() for i in ${IMTS}))`,
  'mean polars, streaming': `import polars as pl
d = pl.scan_csv(F, skip_rows=1).group_by('custom_site_id').agg([pl.col(i).log().mean().exp() for i in ${IMTS}]).collect(engine='streaming')
print(sum(d[i].sum() for i in ${IMTS}))`,
};

/** Runs a command in a process of its own, whose use of time and memory the system tells to its parent. */
function measure(command, args) {
  const script = `import resource, subprocess, sys, time
start = time.time()
r = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print(r.returncode, time.time() - start, u.ru_utime + u.ru_stime, u.ru_maxrss // 1024)
print(r.stdout)`;
  const { stdout } = spawnSync('python3', ['-c', script, command, ...args], { encoding: 'utf8' });
  const [first = '', ...said] = stdout.split('\n');
  const [code, wall, cpu, peakMb] = first.split(' ').map(Number);
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ').slice(0, 200)} failed: ${said.join(' ').slice(-500)}`);
  return { wall, cpu, peakMb, said: said.join(' ').trim().slice(0, 60) };
}

symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
await makeFiles();
await makeOurs();
const rows = {
  'sum ours': [process.execPath, [join(scratch, 'sum.mjs')]],
  'mean ours': [process.execPath, [join(scratch, 'mean.mjs')]],
};
if (python !== undefined)
  for (const [name, code] of Object.entries(PYTHON_WAYS))
    rows[name] = [python, ['-c', `F = ${JSON.stringify(gmf)}\n${code}`]];

console.log(
  `${(statSync(gmf).size / 2 ** 20).toFixed(0)} MB, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)} at the start`,
);
for (const task of ['sum', 'mean']) {
  const names = Object.keys(rows).filter((name) => name.startsWith(task));
  const best = new Map();
  for (let run = 0; run < runs; run += 1)
    for (const name of names) {
      const found = measure(...rows[name]);
      if ((best.get(name)?.wall ?? Infinity) > found.wall) best.set(name, found);
    }
  const ours = best.get(`${task} ours`);
  for (const [name, { wall, cpu, peakMb, said }] of best)
    console.log(
      `${name.padEnd(34)} ${wall.toFixed(1).padStart(6)} s wall ${cpu.toFixed(1).padStart(6)} s CPU ${String(peakMb).padStart(6)} MB   ours is ${(ours.wall / wall).toFixed(2)} of its wall, ${(ours.cpu / cpu).toFixed(2)} of its CPU, ${(ours.peakMb / peakMb).toFixed(2)} of its memory   ${said}`,
    );
}
