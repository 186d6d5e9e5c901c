/**
 * Records what a real engine server answers, for the tests that run without one.
 *
 *     node test/support/record-replies.mjs http://127.0.0.1:8800 test/fixtures/replies
 *
 * The server must be new (no calculation yet), on this machine, without login, and started with SIGINT in its default
 * state; it is left with the calculations made here. Only our own examples are run. Takes about five minutes.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { headOfPage, scrubText } from './scrub-reply.mjs';

const [base, out] = process.argv.slice(2);
if (!base || !out) throw new Error('usage: record-replies.mjs SERVER DIRECTORY');
const examples = new URL('../../examples/', import.meta.url).pathname;
const machine = { user: userInfo().username, host: hostname() };
const kept = ['content-type', 'content-disposition', 'content-length', 'allow', 'location'];
const version = await (await fetch(`${base}/v1/engine_version`)).text();
const target = join(out, version);
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

/** @returns the status and the bytes of an answer, and its headers */
async function ask(method, path, { query = '', form } = {}) {
  const body = form && new FormData();
  for (const [name, value] of Object.entries(form ?? {})) {
    if (value instanceof Blob) body.append(name, value, 'job.zip');
    else body.append(name, value);
  }
  const url = `${base}${path}${query && `?${query}`}`;
  const init = { method, headers: { accept: 'application/json' }, redirect: 'manual', ...(body && { body }) };
  const reply = await fetch(url, init);
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
}

/** Asks and writes the answer to `<name>.json`. @returns the answer's JSON, if it is JSON */
async function record(name, method, path, options = {}) {
  const { status, headers, bytes } = await ask(method, path, options);
  const type = headers.get('content-type') ?? '';
  const binary = bytes.includes(0) || bytes.subarray(0, 2).toString() === 'PK';
  const text = binary ? '' : bytes.toString('utf8');
  const head = headOfPage(text, type);
  const scrubbed = scrubText(head ?? text, machine);
  const length = binary ? bytes.length : Buffer.byteLength(scrubbed);
  const keep = kept.filter((key) => headers.has(key)).map((key) => [key, headers.get(key)]);
  const request = { method, path, query: options.query ?? '' };
  const reply = {
    status,
    headers: Object.fromEntries(
      keep.map(([key, value]) => [key, key === 'content-length' ? `${length}` : value]),
    ),
    ...(binary ? { bodyBase64: bytes.toString('base64') } : { bodyText: scrubbed }),
  };
  const form =
    options.form &&
    Object.entries(options.form).map(([key, value]) => [key, value instanceof Blob ? 'job.zip' : value]);
  const file = {
    request: { ...request, ...(form && { form: Object.fromEntries(form) }) },
    reply,
    ...(head !== undefined && { note: 'Only the head of the page was kept.' }),
  };
  await writeFile(join(target, `${name}.json`), `${JSON.stringify(file, null, 2)}\n`);
  console.log(`${status} ${name}`);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns a zip of an example, changed and thinned out as told */
async function zip(example, { without = [], edit = (_name, text) => text } = {}) {
  const directory = join(examples, example);
  const names = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((name) => !without.includes(name))
    .sort();
  const scratch = await mkdtemp(join(tmpdir(), 'record-'));
  for (const name of names) {
    const path = join(scratch, 'job', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, edit(name, await readFile(join(directory, name), 'utf8')));
  }
  const pack = 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[1])';
  execFileSync('python3', ['-c', pack, join(scratch, 'job')]);
  const bytes = await readFile(join(scratch, 'job.zip'));
  await rm(scratch, { recursive: true });
  return new Blob([bytes]);
}

const calc = (id, rest = '') => `/v1/calc/${id}${rest}`;
const statusOf = async (id) => JSON.parse((await ask('GET', calc(id, '/status'))).bytes.toString()).status;

/** Waits until a calculation's status is one of these. */
async function until(id, ...wanted) {
  for (let status = ''; !wanted.includes(status); status = await statusOf(id)) await sleep(20);
}

async function submit(name, form) {
  return (await record(name, 'POST', '/v1/calc/run', { form })).job_id;
}

/** @returns its outputs by type, once it is complete */
async function finished(id, name) {
  await until(id, 'complete', 'failed');
  const outputs = await record(`results-${name}`, 'GET', calc(id, '/results'));
  return Object.fromEntries(outputs.map((output) => [output.type, output.id]));
}

const download = (name, id, type) =>
  record(name, 'GET', `/v1/calc/result/${id}`, type ? { query: `export_type=${type}` } : {});

await record('engine-version', 'GET', '/v1/engine_version');
await record('login-absent', 'POST', '/accounts/ajax_login/', { form: { username: 'a', password: 'b' } });
await record('list-empty', 'GET', '/v1/calc/list');

// A calculation long enough to look at while it runs, and a second one that has to wait for it.
const slow = await zip('classical', {
  edit: (name, text) =>
    name === 'job.ini' ? text.replace('region_grid_spacing = 20.0', 'region_grid_spacing = 1.0') : text,
});
const long = await submit('run-classical', { archive: slow });
await record('status-created', 'GET', calc(long, '/status'));
await record('log-created', 'GET', calc(long, '/log/0:'));
await record('abort-created', 'POST', calc(long, '/abort'));
await until(long, 'executing');
await record('status-executing', 'GET', calc(long, '/status'));
const queued = await submit('run-scenario', { archive: await zip('scenario'), job_ini: 'job.ini' });
await until(queued, 'submitted', 'executing');
await record('status-submitted', 'GET', calc(queued, '/status'));
await record('log-submitted', 'GET', calc(queued, '/log/0:'));
await record('abort-submitted', 'POST', calc(queued, '/abort'));
await record('status-aborted', 'GET', calc(queued, '/status'));
await record('traceback-aborted', 'GET', calc(queued, '/traceback'));
await record('log-executing', 'GET', calc(long, '/log/0:'));
await record('results-executing', 'GET', calc(long, '/results'));
await record('list-running', 'GET', '/v1/calc/list', { query: 'is_running=true' });
await record('abort-executing', 'POST', calc(long, '/abort'));
await record('status-just-aborted', 'GET', calc(long, '/status'));
await until(long, 'failed');
await record('status-failed-after-abort', 'GET', calc(long, '/status'));
await sleep(1000);
await record('log-after-abort', 'GET', calc(long, '/log/0:'));
await record('traceback-after-abort', 'GET', calc(long, '/traceback'));
await record('abort-finished', 'POST', calc(long, '/abort'));

// Shaking of one earthquake: a whole log, and downloads of every kind.
const scenario = await submit('run-scenario-again', { archive: await zip('scenario') });
const shaking = await finished(scenario, 'scenario');
await record('status-complete', 'GET', calc(scenario, '/status'));
await record('calculation-complete', 'GET', calc(scenario));
await record('log-complete', 'GET', calc(scenario, '/log/0:'));
await record('log-page', 'GET', calc(scenario, '/log/5:10'));
await record('log-past-end', 'GET', calc(scenario, '/log/10000:'));
await record('log-size', 'GET', calc(scenario, '/log/size'));
await download('download-single-csv', shaking.realizations, 'csv');
await download('download-rst', shaking.fullreport, 'rst');
await download('download-xml-refused', shaking.realizations, 'xml');
await download('download-without-type', shaking.realizations);

const hazard = await submit('run-classical-again', { archive: await zip('classical') });
const curves = await finished(hazard, 'classical');
await record('log-classical', 'GET', calc(hazard, '/log/0:'));
await download('download-zip-of-maps', curves.hmaps, 'csv');
await download('download-npz', curves.hmaps, 'npz');

// Two steps, and what it means that the second one depends on the first.
const damageFiles = await zip('scenario-damage');
const parent = await submit('run-first-step', { archive: damageFiles, job_ini: 'job_hazard.ini' });
await finished(parent, 'first-step');
const child = await submit('run-second-step', {
  archive: damageFiles,
  job_ini: 'job_damage.ini',
  hazard_job_id: `${parent}`,
});
const damage = await finished(child, 'damage');
await record('status-with-parent', 'GET', calc(child, '/status'));
await download('download-zip-of-aggregates', damage['aggrisk-stats'], 'csv');
if (damage.exposure !== undefined) await download('download-exposure', damage.exposure, 'zip');
if (damage.assetcol !== undefined) await download('download-hidden-output', damage.assetcol, 'csv');
await record('remove-with-children', 'POST', calc(parent, '/remove'));
await record('remove', 'POST', calc(child, '/remove'));
await record('remove-again', 'POST', calc(child, '/remove'));
await record('status-removed', 'GET', calc(child, '/status'));

// What is wrong with the inputs shows at once, or only later.
await submit('run-without-archive', { job_ini: 'job.ini' });
const refused = await submit('run-without-ini', { archive: await zip('scenario', { without: ['job.ini'] }) });
await record('status-refused', 'GET', calc(refused, '/status'));
await record('log-refused', 'GET', calc(refused, '/log/0:'));
await record('traceback-refused', 'GET', calc(refused, '/traceback'));
await submit('run-broken-zip', { archive: new Blob(['no zip at all']) });
await submit('run-missing-file', { archive: await zip('scenario', { without: ['rupture.xml'] }) });
await record('run-unknown-hazard', 'POST', '/v1/calc/run', {
  form: { archive: damageFiles, job_ini: 'job_damage.ini', hazard_job_id: '99999' },
});
const failing = await submit('run-missing-source', {
  archive: await zip('classical', { without: ['sources/zones_only.xml'] }),
});
await until(failing, 'failed');
await record('status-failed', 'GET', calc(failing, '/status'));
await record('log-failed', 'GET', calc(failing, '/log/0:'));
await record('traceback-failed', 'GET', calc(failing, '/traceback'));
await record('results-failed', 'GET', calc(failing, '/results'));

for (const what of ['status', 'log/0:', 'traceback', 'results']) {
  await record(`${what.replace('/0:', '')}-unknown`, 'GET', calc(99999, `/${what}`));
}
await record('calculation-unknown', 'GET', calc(99999));
await record('abort-unknown', 'POST', calc(99999, '/abort'));
await record('remove-unknown', 'POST', calc(99999, '/remove'));
await download('download-unknown', 99999, 'csv');
// An empty file, whose checksum tells with what the server begins to count.
for (const [name, checksum] of [
  ['same-file', '0'],
  ['other-file', '1'],
]) {
  await record(name, 'POST', '/v1/on_same_fs', { form: { filename: '/dev/null', checksum } });
}
await record('run-ini-missing', 'POST', '/v1/calc/run_ini', { form: { job_ini: '/nonexistent/job.ini' } });
await record('page-unknown', 'GET', '/v1/nothing');
await record('method-not-allowed', 'GET', '/v1/calc/run');
await record('crash', 'GET', '/v1/calc/list', { query: 'limit=x' });
await record('list', 'GET', '/v1/calc/list');
await record('list-latest', 'GET', '/v1/calc/list', { query: 'limit=1' });
