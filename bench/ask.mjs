// Asks finished calculations of a server for everything that `ask` knows and holds each number against the engine's own csv exports.
// Usage: node bench/ask.mjs HOST [CALC_ID...] (default: all complete ones of the host). Prints, for each calculation and output, how many
// numbers were compared, the largest relative difference, and the bytes and seconds of one question beside those of the export.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = join(fileURLToPath(import.meta.url), '..', '..', 'bin', 'openquake.js');
const [host, ...named] = process.argv.slice(2);
if (host === undefined) throw new Error('node bench/ask.mjs HOST [CALC_ID...]');
/** Most sites of a calculation that are asked for. */
const SITES = 6;

async function run(...words) {
  const began = performance.now();
  const done = await promisify(execFile)(process.execPath, [PROGRAM, '--host', host, ...words], {
    maxBuffer: 1024 ** 3,
  }).catch((error) => ({ stdout: error.stdout, stderr: error.stderr }));
  return { ...done, seconds: (performance.now() - began) / 1000 };
}

async function ask(id, ...words) {
  const { stdout, stderr, seconds } = await run('ask', String(id), ...words, '--json');
  const rows = JSON.parse(stdout || '[]');
  if (!Array.isArray(rows)) return { rows: [], why: rows.error?.message, seconds };
  return { rows, way: /Read .*$/m.exec(stderr)?.[0] ?? '', seconds };
}

/** Tables of an export with what their names say: columns by name, rows in order. */
async function exported(id, output) {
  const folder = mkdtempSync(join(tmpdir(), 'openquake-bench-ask-'));
  try {
    const { seconds } = await run('export', String(id), folder, '--output', output, '--exports', 'csv');
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const tables = files.map((name) => {
      const lines = readFileSync(join(folder, name), 'utf8')
        .split('\r\n')
        .filter((line) => line !== '');
      const comment = lines[0]?.startsWith('#') ? lines.shift() : '';
      const cells = (line) =>
        [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
          ([, quoted, plain]) => quoted ?? plain,
        );
      const columns = cells(lines.shift() ?? '');
      return { name, comment, columns, rows: lines.map(cells) };
    });
    return { tables, bytes, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const kindOf = ({ name, comment }) =>
  /kind='([^']+)'/.exec(comment)?.[1] ??
  (/quantile_\w+-([\d.]+)/.test(name)
    ? `quantile-${/quantile_\w+-([\d.]+?)[-_]/.exec(name)[1]}`
    : /-(mean|std|max|rlz-\d+|quantile-[\d.]+)[-_]/.exec(name)?.[1]);
const cell = (table, row, column) =>
  row?.[table.columns.findIndex((name) => name === column || name === `groundshaking-${column}`)];

let faults = 0;
function tell(id, what, answer, pairs, file) {
  let worst = 0;
  const wrong = [];
  for (const [value, told, about] of pairs) {
    const wanted = Number(told);
    const apart =
      value === wanted ? 0 : Math.abs(value - wanted) / Math.max(Math.abs(value), Math.abs(wanted));
    if (!(apart <= 1e-5)) wrong.push(`${about}: ${value} against ${told}`);
    worst = Math.max(worst, apart || 0);
  }
  faults += wrong.length;
  console.log(
    `${id} ${what}: ${pairs.length} numbers, worst ${worst.toExponential(1)}; ${answer.way ?? answer.why} ${answer.seconds.toFixed(1)} s; export ${file.bytes} B, ${file.seconds.toFixed(1)} s${wrong.length === 0 ? '' : `\n   WRONG ${wrong.length}: ${wrong.slice(0, 3).join('; ')}`}`,
  );
}

async function hazard(id, types) {
  const file = await exported(id, 'hcurves');
  const count = file.tables[0]?.rows.length ?? 0;
  const sites = [...new Set([0, 1, Math.floor(count / 3), Math.floor(count / 2), count - 2, count - 1])]
    .filter((site) => site >= 0 && site < count)
    .slice(0, SITES)
    .flatMap((site) => ['--site', String(site)]);
  const curves = await ask(id, 'hazard curve all kinds', ...sites);
  const tableOf = (kind, imt) =>
    file.tables.find((one) => kindOf(one) === kind && one.name.includes(`-${imt}_`));
  const column = (table, iml) =>
    table.columns.find(
      (name) => name.startsWith('poe-') && Math.abs(Number(name.slice(4)) - iml) <= 1e-6 * iml + 6e-8,
    );
  tell(
    id,
    'hcurves',
    curves,
    curves.rows.map(({ kind, imt, iml, site_id, value }) => {
      const table = tableOf(kind, imt);
      return [value, table && cell(table, table.rows[site_id], column(table, iml)), `${kind} ${imt} ${iml}`];
    }),
    file,
  );
  if (!types.includes('hmaps')) return;
  const maps = await exported(id, 'hmaps');
  const answer = await ask(id, 'hazard map all kinds', ...sites);
  tell(
    id,
    'hmaps',
    answer,
    answer.rows
      .filter(({ beyond }) => beyond === null)
      .map(({ kind, imt, poe, site_id, value }) => {
        const table = maps.tables.find((one) => kindOf(one) === kind);
        return [value, table && cell(table, table.rows[site_id], `${imt}-${poe}`), `${kind} ${imt} ${poe}`];
      }),
    maps,
  );
}

async function losses(id, output, question, columnOf) {
  const file = await exported(id, output);
  for (const by of ['', 'taxonomy', 'asset']) {
    const answer = await ask(
      id,
      `${question} ${by === '' ? '' : `by ${by}`}`,
      ...(output.endsWith('rlzs') ? ['--kind', 'rlzs'] : []),
    );
    tell(
      id,
      `${output} by ${by || 'nothing'}`,
      answer,
      answer.rows.map((row) => {
        const table = file.tables.find((one) => kindOf(one) === row.kind) ?? file.tables[0];
        const [tag, value] = Object.entries(row.tags)[0] ?? [];
        const own = table.rows.filter(
          (cells) => tag === undefined || cell(table, cells, tag === 'id' ? 'asset_id' : tag) === value,
        );
        const sum = own.reduce((total, cells) => total + Number(cell(table, cells, columnOf(row))), 0);
        return [row.value, sum, `${row.kind} ${columnOf(row)} ${value ?? ''}`];
      }),
      file,
    );
  }
}

async function curvesOfLosses(id, output) {
  const file = await exported(id, output);
  const answer = await ask(id, 'loss curve', '--kind', output.endsWith('-stats') ? 'stats' : 'rlzs');
  const table = file.tables.find(({ name }) => /(?:-|aggcurves)_\d+\.csv$/.test(name)) ?? file.tables[0];
  tell(
    id,
    output,
    answer,
    answer.rows.map(({ kind, loss_type, return_period_years, value, from }) => {
      const found = table.rows.find(
        (cells) =>
          Number(cell(table, cells, 'return_period')) === return_period_years &&
          cell(table, cells, 'loss_type') === loss_type &&
          (cell(table, cells, 'stat') ?? `rlz-${(cell(table, cells, 'rlz_id') ?? '0').padStart(3, '0')}`) ===
            kind,
      );
      const measure = from === 'loss curve' ? 'loss' : from.replace('loss curve ', '');
      return [
        value,
        cell(table, found, measure) ?? cell(table, found, `${measure}_value`),
        `${kind} ${loss_type} ${return_period_years}`,
      ];
    }),
    file,
  );
}

const all = JSON.parse((await run('jobs', '--status', 'complete', '--json')).stdout);
const ids =
  named.length > 0 ? named : [...new Map(all.map(({ id, description }) => [description, id])).values()];
for (const id of ids) {
  const types =
    JSON.parse((await run('outputs', String(id), '--json')).stdout || '[]').map?.(({ type }) => type) ?? [];
  const mode = all.find((one) => one.id === Number(id))?.calculation_mode ?? '';
  if (types.includes('hcurves')) await hazard(id, types);
  for (const output of ['avg_losses-stats', 'avg_losses-rlzs'])
    if (types.includes(output)) await losses(id, output, 'average losses', ({ loss_type }) => loss_type);
  if (types.includes('damages-rlzs') && mode !== 'event_based_damage')
    await losses(
      id,
      types.includes('damages-stats') ? 'damages-stats' : 'damages-rlzs',
      'damages',
      ({ loss_type, damage_state }) => `${loss_type}-${damage_state}`,
    );
  for (const output of ['aggcurves-stats', 'aggcurves'])
    if (types.includes(output)) await curvesOfLosses(id, output);
}
console.log(faults === 0 ? 'All numbers agree.' : `${faults} numbers differ.`);
process.exitCode = faults === 0 ? 0 : 1;
