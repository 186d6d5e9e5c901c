// How large a report may become: a calculation of 100,000 sites and 10,000 realizations, from a server that is made up here, so that
// the time is that of this program. Prints time, memory, size, and how long Chromium takes to open the page and to show another
// site. Usage: npm run build && node bench/report.mjs [SITES]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const sites = Number(process.argv[2] ?? 100_000);
const imts = ['PGA', 'SA(0.2)', 'SA(1.0)'];
const levels = Array.from({ length: 20 }, (_, nth) => (0.005 * 1.37 ** nth).toPrecision(7));
const head = (width, more) =>
  `${'#' + ','.repeat(width - 1)}"generated_by='OpenQuake engine 3.26.2', start_date='2026-11-22T15:27:32', checksum=1, kind='mean', investigation_time=50.0${more}"\r\n`;
const place = (nth) =>
  `${(6 + (nth % 400) * 0.02).toFixed(5)},${(37 + Math.floor(nth / 400) * 0.02).toFixed(5)}`;

function* rowsOf(output) {
  if (output.type === 'hcurves') {
    yield head(23, `, imt='${output.imt}'`);
    yield `lon,lat,depth,${levels.map((level) => `poe-${level}`).join(',')}\r\n`;
    for (let nth = 0; nth < sites; nth += 1)
      yield `${place(nth)},0.00000,${levels.map((level) => Math.exp(-level * (3 + (nth % 17))).toExponential(5)).join(',')}\r\n`;
  } else if (output.type === 'hmaps') {
    yield head(2 + 2 * imts.length, '');
    yield `lon,lat,${imts.flatMap((imt) => [`${imt}-0.1`, `${imt}-0.02`]).join(',')}\r\n`;
    for (let nth = 0; nth < sites; nth += 1)
      yield `${place(nth)},${imts.flatMap((_, at) => [0.1 + (nth % 97) / 300 + at, 0.2 + (nth % 97) / 100 + at].map((v) => v.toExponential(6))).join(',')}\r\n`;
  } else {
    yield head(3, '');
    yield 'rlz_id,branch_path,weight\r\n';
    for (let nth = 0; nth < 10_000; nth += 1) yield `${nth},A~${nth},1.00000E-04\r\n`;
  }
}

const outputs = [
  ...imts.map((imt, nth) => ({
    id: nth + 1,
    type: 'hcurves',
    imt,
    name: `hazard_curve-mean-${imt}_7.csv`,
    size_mb: (sites * 80) / 1024 ** 2,
  })),
  { id: 8, type: 'hmaps', name: 'hazard_map-mean_7.csv', size_mb: (sites * 24) / 1024 ** 2 },
  { id: 9, type: 'realizations', name: 'realizations_7.csv', size_mb: 0.2 },
];
const status = {
  ...{
    id: 7,
    owner: 'bench',
    calculation_mode: 'classical',
    status: 'complete',
    is_running: false,
    description: `${sites} sites`,
  },
  ...{
    url: 'x',
    parent_id: null,
    abortable: false,
    size_mb: 100,
    start_time: '2026-11-22, 15:27:32 UTC',
    relevant: 1,
    tags: null,
  },
};
const server = createServer((request, response) => {
  const path = request.url.split('?')[0];
  const json = (value) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (path === '/v1/engine_version')
    return response.writeHead(200, { 'content-type': 'text/html' }).end('3.26.2');
  if (path === '/v1/calc/7/status') return json(status);
  if (path === '/v1/calc/list') return json([status]);
  if (path === '/v1/calc/7')
    return json({ start_time: '2026-11-22 15:27:32', stop_time: '2026-11-22 16:27:32' });
  if (path.startsWith('/v1/calc/7/log')) return json([]);
  if (path === '/v1/calc/7/results')
    return json(
      outputs.map(({ id, type, name, size_mb }) => ({
        id,
        name,
        type,
        outtypes: ['csv'],
        url: 'x',
        size_mb,
      })),
    );
  const output = outputs.find(({ id }) => path === `/v1/calc/result/${id}`);
  if (output === undefined)
    return response.writeHead(500, { 'content-type': 'text/plain' }).end('KeyError: not here');
  response.writeHead(200, {
    'content-type': 'text/plain',
    'content-disposition': `attachment; filename=output-${output.id}-${output.name}`,
  });
  const rows = rowsOf(output);
  const pump = () => {
    let piece = '';
    for (let nth = 0; nth < 2000; nth += 1) {
      const { value, done } = rows.next();
      if (done) return response.end(piece);
      piece += value;
    }
    if (response.write(piece)) setImmediate(pump);
    else response.once('drain', pump);
  };
  pump();
});

const folder = mkdtempSync(join(tmpdir(), 'openquake-bench-report-'));
try {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const path = join(folder, 'report.html');
  const words = ['--host', `http://127.0.0.1:${server.address().port}`, 'report', '7', '-o', path, '--json'];
  const started = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'bin', 'openquake.js'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peak = Math.max(peak, Number(kb ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 100);
  let told = '';
  for await (const piece of child.stdout) told += piece;
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${sites} sites: ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB at most, page ${(statSync(path).size / 1024 ** 2).toFixed(1)} MB`,
  );
  console.log(JSON.parse(told).left_out.join('\n'));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage();
  const opening = performance.now();
  await page.goto(pathToFileURL(path).href);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const opened = performance.now();
  await page.focus('#map-canvas');
  await page.keyboard.press('ArrowLeft');
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const walked = performance.now();
  console.log(
    `opened in ${((opened - opening) / 1000).toFixed(1)} s, another site in ${((walked - opened) / 1000).toFixed(2)} s`,
  );
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  await browser.close();
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
