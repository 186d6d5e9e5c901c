import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { headChecksum } from '../../src/engine/in-place.js';
import { hasEnded, outcomeOf, tellsOfKill } from '../../src/engine/outcome.js';
import { createEngineServer, type EngineServer } from '../../src/engine/server.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { exportOutput } from '../../src/services/export-outputs.js';
import { taskProgressOf } from '../../src/views/task-progress.js';
import { rejection } from '../support/engine-at.js';
import { RECORDED_ENGINES, recording } from '../support/recorded-replies.js';
import { fastClock } from '../support/test-system.js';

const BASE = 'http://server.example:8800';

describe.each(RECORDED_ENGINES)('what engine %s really answers', (release) => {
  let engine: EngineServer;
  let folder: string;
  let archivePath: string;

  beforeAll(() => {
    nock.disableNetConnect();
    engine = createEngineServer(createTransport({ baseUrl: BASE, debugLog: silentDebugLog }), '');
    folder = mkdtempSync(join(tmpdir(), 'openquake-test-'));
    archivePath = join(folder, 'job.zip');
    writeFileSync(archivePath, 'PK');
  });

  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });

  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
    nock.enableNetConnect();
    nock.restore();
  });

  /** Plays a recording to whoever asks what was asked then, apart from ranges and limits. @returns the id in its path. */
  function play(name: string): number {
    if (!nock.isActive()) nock.activate();
    const { request, reply } = recording(release, name);
    const path = request.path.replace(/\/log\/.*$/, '');
    nock(BASE)
      .intercept((uri) => uri.split('?')[0]?.replace(/\/log\/.*$/, '') === path, request.method)
      .reply(reply.status, reply.body, { ...reply.headers });
    return Number(/\/(\d+)(?:\/|$)/.exec(request.path)?.[1] ?? 0);
  }

  async function submit(): Promise<number> {
    return engine.submit(
      { archivePath, jobIniName: 'job.ini', hazardCalculationId: undefined },
      () => undefined,
    );
  }

  it('is its version', async () => {
    play('engine-version');
    expect(await engine.version()).toBe(release);
  });

  it.each([
    ['status-created', 'created', true, false],
    ['status-submitted', 'submitted', true, false],
    ['status-executing', 'executing', true, false],
    ['status-complete', 'complete', false, true],
    ['status-failed', 'failed', false, true],
    ['status-refused', 'failed', false, true],
    // It turns failed within moments; one recording was made in between, the other after it.
    ['status-just-aborted', release === '3.23.5' ? 'failed' : 'aborted', false, true],
    ['status-failed-after-abort', 'failed', false, true],
    ['status-aborted', 'aborted', false, true],
  ])('%s is %s', async (name, status, isRunning, ended) => {
    const id = play(name);
    const calculation = await engine.status(id);
    expect(calculation).toMatchObject({ id, status, isRunning, owner: 'engine' });
    expect(calculation.startTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(hasEnded(calculation)).toBe(ended);
  });

  it('compares the head of a file by a checksum that begins with 0', async () => {
    play('same-file');
    expect(headChecksum(Buffer.from(''))).toBe(0);
    expect(await engine.seesFile('/dev/null', Buffer.from(''))).toBe(true);
    play('other-file');
    expect(await engine.seesFile('/dev/null', Buffer.from('x'))).toBe(false);
  });

  it('refuses a job file that it cannot find, where it can be told a path at all', async () => {
    play('run-ini-missing');
    const submission = { jobIniPath: '/nonexistent/job.ini', hazardCalculationId: undefined };
    const error = await rejection(engine.submitInPlace(submission, () => undefined));
    expect(error).toMatchObject(
      release === '3.23.5'
        ? { kind: 'not-an-engine' }
        : { kind: 'job-refused', calculationId: expect.any(Number) as number },
    );
  });

  it('names the calculation that another one started from', async () => {
    expect(await engine.status(play('status-with-parent'))).toMatchObject({
      calculationMode: 'scenario_damage',
      parentId: 5,
    });
  });

  it.each(['status-unknown', 'status-removed'])('%s is a missing calculation', async (name) => {
    expect(await rejection(engine.status(play(name)))).toMatchObject({ kind: 'not-found' });
  });

  it('lists what there is', async () => {
    play('list');
    const list = await engine.list();
    expect(list.length).toBeGreaterThan(5);
    expect(list.map(({ id }) => id)).toEqual(list.map(({ id }) => id).toSorted((a, b) => b - a));
    expect(new Set(list.map(({ owner }) => owner))).toEqual(new Set(['engine']));
    play('list-empty');
    expect(await engine.list()).toEqual([]);
  });

  it.each(['log-created', 'log-submitted', 'log-past-end', 'log-unknown'])('%s is empty', async (name) => {
    expect(await engine.logPage(play(name), 0)).toEqual([]);
  });

  it('has the rows of a log, with the progress in them', async () => {
    const rows = await engine.logPage(play('log-classical'), 0);
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?$/);
      expect(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']).toContain(row.level);
      expect(row.process).not.toBe('');
    }
    const percents = rows.flatMap((row) => taskProgressOf(row)?.percent ?? []);
    expect(percents).toContain(100);
    // Every row with a percentage at its place tells progress, and no other does.
    expect(percents).toHaveLength(rows.filter(({ message }) => /^\w+ +\d+% \[/.test(message)).length);
  });

  it('tells an abort from a failure', async () => {
    const killed = (await engine.logPage(play('log-after-abort'), 0)).some(tellsOfKill);
    const calculation = await engine.status(play('status-failed-after-abort'));
    expect([killed, outcomeOf(calculation, killed)]).toEqual([true, 'aborted']);
    const failedRows = await engine.logPage(play('log-failed'), 0);
    expect(failedRows.some(tellsOfKill)).toBe(false);
    expect(failedRows.some(({ level }) => level === 'ERROR' || level === 'CRITICAL')).toBe(true);
  });

  it.each([
    ['traceback-unknown', 0],
    ['traceback-aborted', 0],
    // 3.22 and 3.23 look for the wrong level here, 3.24 and later there.
    ['traceback-failed', release === '3.23.5' ? 0 : 1],
    ['traceback-refused', release === '3.23.5' ? 1 : 0],
  ])('%s has at least %d lines', async (name, least) => {
    const lines = await engine.traceback(play(name));
    expect(lines.length > 0).toBe(least > 0);
  });

  it.each([
    ['abort-executing', { kind: 'accepted' }],
    ['abort-submitted', { kind: 'accepted' }],
    ['abort-created', { kind: 'not-running' }],
    ['abort-finished', { kind: 'not-running' }],
  ])('%s is %j', async (name, answer) => {
    expect(await engine.abort(play(name))).toEqual(answer);
  });

  it('knows that there is nothing to abort or to remove', async () => {
    expect(await rejection(engine.abort(play('abort-unknown')))).toMatchObject({ kind: 'not-found' });
    expect(await rejection(engine.remove(play('remove-unknown')))).toMatchObject({ kind: 'not-found' });
  });

  it('removes, but not what others started from', async () => {
    await engine.remove(play('remove'));
    expect(await rejection(engine.remove(play('remove-with-children')))).toMatchObject({
      kind: 'refused',
      exit: 'calculationFailed',
      message: expect.stringContaining('started from it') as string,
    });
  });

  it.each(['run-classical', 'run-scenario', 'run-first-step', 'run-second-step', 'run-missing-source'])(
    '%s is accepted',
    async (name) => {
      play(name);
      expect(await submit()).toBeGreaterThan(0);
    },
  );

  it.each([
    ['run-missing-file', 'No such file: '],
    ['run-broken-zip', 'File is not a zip file'],
    ['run-without-ini', 'There are no .ini files in the archive'],
  ])('%s is refused: %s', async (name, words) => {
    play(name);
    expect(await rejection(submit())).toMatchObject({
      kind: 'job-refused',
      calculationId: expect.any(Number) as number,
      message: expect.stringContaining(`The engine refuses this job: ${words}`) as string,
    });
  });

  it('says that a hazard is missing, or crashes on it', async () => {
    play('run-unknown-hazard');
    const message = expect.stringMatching(/IntegrityError|missing in the database/) as string;
    expect(await rejection(submit())).toMatchObject(
      release === '3.23.5'
        ? { kind: 'doubtful-submit', cause: { kind: 'server', message } }
        : { kind: 'job-refused', exit: 'calculationFailed', message },
    );
  });

  it('crashes in words that can be shown', async () => {
    play('crash');
    expect(await rejection(engine.list())).toMatchObject({
      kind: 'server',
      message: `${BASE} failed on the list of calculations (HTTP 500): ValueError at /v1/calc/list: invalid literal for int() with base 10: 'x'`,
    });
  });

  it.each(['results-executing', 'results-failed', 'results-unknown'])('%s are none', async (name) => {
    expect(await engine.outputs(play(name))).toEqual([]);
  });

  it.each(['results-classical', 'results-damage', 'results-scenario', 'results-first-step'])(
    '%s are some',
    async (name) => {
      const outputs = await engine.outputs(play(name));
      expect(outputs.length).toBeGreaterThan(2);
      expect(outputs.every(({ sizeMb }) => sizeMb === undefined || sizeMb >= 0)).toBe(true);
      expect(outputs.map(({ type }) => type)).toContain(
        name === 'results-damage' ? 'aggrisk-stats' : 'fullreport',
      );
    },
  );

  it.each([
    ['download-rst', 'rst', /^report_\d+\.rst$/, 1],
    ['download-single-csv', 'csv', /\.csv$/, 1],
    ['download-zip-of-maps', 'csv', /\.csv$/, 2],
    ['download-zip-of-aggregates', 'csv', /\.csv$/, 2],
    ['download-npz', 'npz', /\.npz$/, 1],
  ])('%s is written as the engine would', async (name, format, names, least) => {
    const target = await mkdtemp(join(folder, 'export-'));
    const files = await exportOutput(
      engine,
      play(name),
      format,
      { shown: 'x', folder: target, overwrite: false },
      fastClock(),
      { bytes: () => undefined },
      new AbortController().signal,
    );
    expect(files.length).toBeGreaterThanOrEqual(least);
    expect((await readdir(target)).toSorted()).toEqual(files.map((file) => file.name).toSorted());
    for (const file of files) expect(file.name).toMatch(names);
    await rm(target, { recursive: true });
  });

  it('has no such output, or not in that format', async () => {
    expect(await rejection(engine.openResult(play('download-unknown'), 'csv'))).toMatchObject({
      kind: 'not-found',
    });
    expect(await rejection(engine.openResult(play('download-xml-refused'), 'xml'))).toMatchObject({
      kind: 'incomplete-results',
      message: expect.stringContaining('Could not export') as string,
    });
  });
});
