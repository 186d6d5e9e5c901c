// Does check come to the verdict of the engine's own tests? Every calculation of openquake/qa_tests_data that has expected files is
// fetched from a real server of the same release and checked; then one number of each expected file that agreed is changed by
// one per cent, and check must find that cell and name its place.
//
//   HOST=http://127.0.0.1:8800 QA=/path/to/openquake/qa_tests_data node bench/qa-verdicts.mjs OUT.json [CALCULATIONS.json]
//
// CALCULATIONS.json names calculations that are there already: {"classical/case_01:job.ini": {"ids": [12]}, ...}; what it does not
// name is run on the server, hazard and then risk where a folder has both. OUT.json is written after each folder, and what is in
// it is not done again. PARTS=2 PART=0 does half of the folders.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const program = join(import.meta.dirname, '..', 'bin', 'openquake.js');
const { HOST: host, QA: qa, PARTS = '1', PART = '0' } = process.env;
const [out, calculationsFile] = process.argv.slice(2);
if (host === undefined || qa === undefined || out === undefined)
  throw new Error('HOST, QA and OUT.json are needed');
const given = calculationsFile === undefined ? {} : JSON.parse(readFileSync(calculationsFile, 'utf8'));
const done = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {};

/** Jobs that the engine's tests want to fail. */
const MEANT_TO_FAIL =
  /wrong|err|bad|missing|incompatible|prob_above|prob_below|common|zero_im|multiple_graph/;
/** What the engine's tests take for equal, of the number and in its unit, where they take more than check does by itself. */
const LOOSER = ['1e-4', '1e-3'];
const tolerance = (delta) => ['--rtol', delta, '--atol', delta];

async function openquake(...words) {
  return new Promise((resolve) => {
    const options = { maxBuffer: 256 * 1024 ** 2, env: { ...process.env, OPENQUAKE_NO_CRATE: '1' } };
    execFile(process.execPath, [program, '--host', host, ...words], options, (error, stdout, stderr) =>
      resolve({ exit: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

/** @returns the rows of a check, or undefined where it did not come to one. */
async function check(...words) {
  const { stdout } = await openquake('check', ...words, '--json');
  try {
    return JSON.parse(stdout).outputs;
  } catch {
    return undefined;
  }
}

function folders() {
  const found = [];
  const walk = (folder) => {
    const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
    if (names.some((name) => name.startsWith('expected'))) found.push(folder);
    for (const name of names) if (!name.startsWith('expected')) walk(join(folder, name));
  };
  walk(qa);
  return found.toSorted().filter((_, nth) => nth % Number(PARTS) === Number(PART));
}

function runsOf(folder) {
  const inis = readdirSync(folder).filter((name) => name.endsWith('.ini') && !MEANT_TO_FAIL.test(name));
  const hazard = inis.find((name) => /_h(az|azard)?\.ini$/.test(name));
  return inis
    .filter((ini) => ini !== hazard || inis.length === 1)
    .map((ini) => (hazard !== undefined && /_r(isk)?\.ini$/.test(ini) ? [hazard, ini] : [ini]));
}

/** Fetches what the runs of a folder give. @returns folders of csv, and why a run gave none. */
async function fetchAll(folder, scratch) {
  const fetched = [];
  const failures = [];
  for (const [nth, inis] of runsOf(folder).entries()) {
    const key = `${relative(qa, folder)}:${inis.join(',')}`;
    const target = join(scratch, `run-${nth}`);
    let ids = given[key]?.ids;
    if (given[key]?.error) {
      failures.push(`${inis.join(',')}: ${given[key].error.split('\n')[0]}`);
      continue;
    }
    if (ids === undefined) {
      const words = inis.map((ini) => join(folder, ini));
      const { exit, stdout } = await openquake('run', ...words, '--chain', '--json');
      if (exit !== 0) {
        failures.push(`${inis.join(',')}: exit ${exit}`);
        continue;
      }
      ids = JSON.parse(stdout).calculations.map(({ calculation_id: id }) => id);
    }
    for (const id of ids) await openquake('export', String(id), target, '--exports', 'csv', '--quiet');
    if (existsSync(target)) fetched.push(target);
    else failures.push(`${inis.join(',')}: no csv`);
  }
  return { fetched, failures };
}

const isGood = (row) => row !== undefined && !row.fails;

/** Where a run gave several outputs that could be meant, each is tried alone. */
async function tryAll(name, expectedFolder, fetched, scratch) {
  const alone = join(scratch, 'alone');
  rmSync(alone, { recursive: true, force: true });
  mkdirSync(alone);
  const content = readFileSync(join(expectedFolder, name));
  const columns = namesOf(content);
  for (const folder of fetched) {
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.csv'))) {
      const bytes = readFileSync(join(folder, file));
      if (namesOf(bytes).split(',').length !== columns.split(',').length) continue;
      const [mine, its] = [join(alone, 'mine'), join(alone, 'its')];
      for (const one of [mine, its]) rmSync(one, { recursive: true, force: true });
      for (const one of [mine, its]) mkdirSync(one);
      writeFileSync(join(mine, 'table.csv'), content);
      writeFileSync(join(its, 'table.csv'), bytes);
      const rows = await check(its, '--expect', mine, ...tolerance(LOOSER[0]));
      if (isGood(rows?.[0])) return { ...rows[0], got: file, folder, tried: true };
    }
  }
  return undefined;
}

function namesOf(bytes) {
  const lines = bytes.subarray(0, 200_000).toString('utf8').split(/\r?\n/);
  return lines.find((line) => !line.startsWith('#')) ?? '';
}

let seed = 20261123;
const random = (below) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

/** Changes one number of a table by one per cent. @returns the text and where it was changed. */
function plant(text, keys, least) {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => !line.startsWith('#'));
  const names = lines[head].split(',');
  const cells = [];
  for (let row = head + 1; row < lines.length; row += 1) {
    if (lines[row].includes('"')) continue;
    for (const [column, cell] of lines[row].split(',').entries()) {
      const isValue = !keys.includes(names[column]) && !/(^|_)(id|lon|lat)$/i.test(names[column] ?? '');
      // What is printed with few digits, or lies below the tolerance in its unit, would not move by it.
      if (isValue && /^-?\d+(\.\d+)?(e[+-]\d+)?$/i.test(cell) && Math.abs(Number(cell)) > least)
        cells.push({ row, column, name: names[column], old: cell });
    }
  }
  if (cells.length === 0) return undefined;
  const cell = cells[random(cells.length)];
  const line = lines[cell.row].split(',');
  line[cell.column] = String(Number(cell.old) * 1.01);
  lines[cell.row] = line.join(',');
  return { text: lines.join('\n'), row: cell.row - head, column: cell.name, planted: line[cell.column] };
}

/**
 * Changes a number by one per cent in each expected file that agreed, and checks them all at once.
 * @param agreed files with what was found of each. @returns for each whether the cell was found and its place named.
 */
async function findPlanted(agreed, scratch) {
  const [mine, its] = [join(scratch, 'planted'), join(scratch, 'against')];
  for (const one of [mine, its]) mkdirSync(one);
  const found = {};
  const changes = [];
  for (const [nth, { file, path, got, folder, keys, isLoose }] of agreed.entries()) {
    const change = plant(readFileSync(path, 'utf8'), keys, isLoose ? 0.2 : 2e-6);
    if (change === undefined) {
      found[file] = 'no number to change';
      continue;
    }
    const name = `${isLoose ? 'loose' : 'table'}-${nth}.csv`;
    changes.push({ file, name, ...change });
    writeFileSync(join(mine, name), change.text);
    writeFileSync(join(its, name), readFileSync(join(folder, got)));
  }
  const rows =
    changes.length === 0
      ? []
      : ((await check(its, '--expect', mine, '--per-output', 'loose-*=1e-3,1e-3')) ?? []);
  for (const { file, name, row: line, column, planted } of changes) {
    const row = rows.find((one) => one.expected === name);
    const cell = row?.worst.find((one) => one.column === column && one.expected === planted);
    const isNamed = cell !== undefined && row.fails && cell.row === line && cell.where !== '';
    found[file] = isNamed
      ? 'found'
      : `NOT FOUND: row ${line}, ${column} = ${planted}: ${row?.verdict}, ${row?.why}`;
  }
  return found;
}

for (const folder of folders()) {
  const name = relative(qa, folder);
  if (done[name] !== undefined) continue;
  const scratch = mkdtempSync(join(tmpdir(), 'openquake-qa-'));
  const { fetched, failures } = await fetchAll(folder, scratch);
  const files = {};
  const agreedFiles = [];
  for (const kind of readdirSync(folder).filter((one) => one.startsWith('expected'))) {
    const expected = join(folder, kind);
    if (!statSync(expected).isDirectory()) continue;
    const names = readdirSync(expected).filter((one) => statSync(join(expected, one)).isFile());
    const checks = [];
    for (const results of fetched) {
      for (const delta of [undefined, ...LOOSER]) {
        const words = delta === undefined ? [] : tolerance(delta);
        const rows = (await check(results, '--expect', expected, ...words)) ?? [];
        checks.push({ results, delta, rows });
        if (!rows.some(({ verdict }) => verdict === 'different')) break;
      }
    }
    for (const file of names) {
      const of = ({ rows }) => rows.find((row) => row.expected === file);
      const agreed = [undefined, ...LOOSER]
        .flatMap((delta) => checks.filter((one) => one.delta === delta))
        .find((one) => isGood(of(one)));
      let row;
      let results;
      let verdict;
      if (!file.endsWith('.csv')) verdict = 'not csv';
      else if (fetched.length === 0) verdict = 'not run';
      else if (agreed !== undefined) {
        results = agreed.results;
        row = of(agreed);
        verdict = agreed.delta === undefined ? 'match' : `match at ${agreed.delta}`;
      } else {
        row = await tryAll(file, expected, fetched, scratch);
        results = row?.folder;
        verdict = row === undefined ? undefined : 'match, another name';
        row ??= checks.map(of).find((one) => one !== undefined);
        const isText = row?.worst.length > 0 && row.worst.every(({ absolute }) => absolute === null);
        verdict ??= row?.verdict === 'missing' ? 'no such output' : isText ? 'text differs' : 'differs';
      }
      if (verdict.startsWith('match')) {
        const isLoose = verdict !== 'match';
        const found = { got: row.got, folder: results, keys: row.keys ?? [], isLoose };
        agreedFiles.push({ file: `${kind}/${file}`, path: join(expected, file), ...found });
      }
      files[`${kind}/${file}`] = {
        verdict,
        paired_by: row?.tried ? 'tried' : (row?.paired_by ?? null),
        got: row?.got ?? null,
        keys: row?.keys ?? null,
        rows: row?.rows ?? null,
        max_relative_difference: row?.max_relative_difference ?? null,
        why: verdict.startsWith('match') ? null : (row?.why ?? null),
        planted: null,
      };
    }
  }
  const planted = await findPlanted(agreedFiles, scratch);
  for (const [file, found] of Object.entries(planted)) files[file].planted = found;
  rmSync(scratch, { recursive: true, force: true });
  done[name] = { runs: fetched.length, failures, files };
  writeFileSync(out, JSON.stringify(done, null, 1));
  const told = Object.values(files).map(({ verdict }) => verdict);
  console.log(name, told.join(', '), failures.join('; '));
}

const all = Object.values(done).flatMap(({ files }) => Object.values(files));
const count = (values) =>
  Object.fromEntries([...new Set(values)].map((one) => [one, values.filter((v) => v === one).length]));
console.log(count(all.map(({ verdict }) => verdict)));
console.log(
  'planted:',
  count(all.flatMap(({ planted }) => (planted === null ? [] : [planted.split(':')[0]]))),
);
