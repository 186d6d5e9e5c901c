import { existsSync } from 'node:fs';
import { chmod, link, mkdir, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { createEngineServer, type EngineServer } from '../../src/engine/server.js';
import { silentDebugLog } from '../../src/http/debug-log.js';
import { createTransport } from '../../src/http/transport.js';
import { listen } from '../support/listen.js';
import { InterruptedError, type OpenquakeError } from '../../src/errors.js';
import { type ExportedFile, ExportFolder } from '../../src/services/export-folder.js';
import { chooseFormat, exportOutput, fetchExport } from '../../src/services/export-outputs.js';
import { rejection, withEngine } from '../support/engine-at.js';
import { makeZip, type Member } from '../support/make-zip.js';
import type { StubEngine, StubReply } from '../support/stub-engine.js';
import { fastClock } from '../support/test-system.js';
import { withFolder } from '../support/with-stub.js';

const CALL = 'GET /v1/calc/result/13';
const ignore = (): void => undefined;

function single(name: string, body: string | Buffer = 'a,b\r\n1,2\r\n'): StubReply {
  return {
    headers: { 'content-disposition': `attachment; filename=${name}`, 'content-type': 'text/plain' },
    body,
  };
}

function wrapper(members: readonly Member[]): StubReply {
  return single('output-13-hcurves-csv.zip', makeZip(members));
}

interface Bench {
  readonly engine: EngineServer;
  readonly stub: StubEngine;
  /** Folder of the test, and the target in it. */
  readonly folder: string;
  readonly target: string;
  readonly run: (more?: {
    overwrite?: boolean;
    signal?: AbortSignal;
    target?: string;
    onBytes?: () => void;
  }) => Promise<ExportedFile[]>;
}

/** Whatever happens, nothing temporary may be left. */
async function bench(test: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const target = join(folder, 'results');
    await withEngine(async (engine, stub) => {
      const run: Bench['run'] = async (more = {}) =>
        exportOutput(
          engine,
          13,
          'csv',
          { shown: 'results', folder: more.target ?? target, overwrite: more.overwrite ?? false },
          fastClock(),
          { bytes: more.onBytes ?? ignore },
          more.signal ?? new AbortController().signal,
        );
      await test({ engine, stub, folder, target, run });
    });
    const all = await readdir(folder, { recursive: true });
    expect(all.filter((name) => name.includes('.openquake-'))).toEqual([]);
  });
}

async function failureOf(promise: Promise<unknown>): Promise<OpenquakeError> {
  return (await rejection(promise)) as OpenquakeError;
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

describe('an export of one file', () => {
  it('has the name and the bytes that the engine would write', async () => {
    await bench(async ({ stub, target, run }) => {
      const bytes = Buffer.from([0, 1, 2, 255, 13, 10, 10]);
      stub.on(CALL, single('output-13-hazard_map-mean-SA(0.1)_7.csv', bytes));
      const name = 'hazard_map-mean-SA(0.1)_7.csv';
      expect(await run()).toEqual([{ name, path: join('results', name), placement: 'written' }]);
      expect(await readFile(join(target, name))).toEqual(bytes);
    });
  });

  it('makes the folder, and the folders above it', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('output-13-a.csv'));
      await run({ target: join(target, 'deep', 'er') });
      expect(await readdir(join(target, 'deep', 'er'))).toEqual(['a.csv']);
    });
  });

  it('may be empty, and may come in any script', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('x', ''));
      const headers = { 'content-disposition': "attachment; filename*=UTF-8''output-13-%E5%9C%B0.csv" };
      stub.on(CALL, { headers, body: '' });
      await run();
      expect(await contents(target)).toEqual({ '地.csv': '' });
    });
  });

  it('keeps an archive that the engine writes as one', async () => {
    await bench(async ({ stub, target, run }) => {
      const zip = makeZip([{ name: 'input/job.ini', content: 'x' }]);
      stub.on(CALL, single('output-13-input_7.zip', zip));
      await run();
      expect(await readFile(join(target, 'input_7.zip'))).toEqual(zip);
    });
  });

  it('tells how much is here', async () => {
    await bench(async ({ stub, run }) => {
      stub.on(CALL, single('output-13-a.csv', 'x'.repeat(100_000)));
      let told = 0;
      await run({ onBytes: () => (told += 1) });
      expect(told).toBeGreaterThan(0);
    });
  });

  it.each([
    '../a.csv',
    '/etc/a.csv',
    'a/b.csv',
    'a\\b.csv',
    'C:a.csv',
    '..',
    'output-13-..',
    'nul',
    'x\u009b2J.csv',
  ])('does not go where the server says %j', async (name) => {
    await bench(async ({ stub, folder, target, run }) => {
      stub.on(CALL, {
        headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` },
        body: 'x',
      });
      const failure = await failureOf(run());
      expect(failure.kind).toBe('incomplete-results');
      expect(failure.message).toContain('not a plain file name');
      expect(existsSync(target)).toBe(false);
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

describe('an export of several files', () => {
  it('is unpacked, in its order', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(
        CALL,
        wrapper([
          { name: 'b_7.csv', content: 'bee' },
          { name: 'a_7.csv', content: 'ay' },
          { name: 'empty.csv', content: '' },
        ]),
      );
      expect((await run()).map(({ name }) => name)).toEqual(['b_7.csv', 'a_7.csv', 'empty.csv']);
      expect(await contents(target)).toEqual({ 'a_7.csv': 'ay', 'b_7.csv': 'bee', 'empty.csv': '' });
    });
  });

  const good = { name: 'good.csv', content: 'fine' };
  it.each<[string, Member]>([
    ['climbs out', { name: '../evil.csv', content: 'x' }],
    ['is absolute', { name: '/tmp/evil.csv', content: 'x' }],
    ['has a folder', { name: 'folder/evil.csv', content: 'x' }],
    ['is a folder', { name: 'folder/', content: '' }],
    ['climbs out the Windows way', { name: '..\\evil.csv', content: 'x' }],
    ['has a drive', { name: 'C:evil.csv', content: 'x' }],
    ['is there twice', { name: 'good.csv', content: 'x' }],
    ['has a wrong checksum', { name: 'bad.csv', content: 'x', crc: 1 }],
    ['has a control character', { name: 'a\u001b[2J.csv', content: 'x' }],
  ])('is refused whole when a member %s', async (_what, bad) => {
    await bench(async ({ stub, folder, target, run }) => {
      stub.on(CALL, wrapper([good, bad]));
      const failure = await failureOf(run());
      expect(failure.kind).toBe('incomplete-results');
      expect(failure.message).toContain('broken');
      expect(existsSync(target)).toBe(false);
      expect(await readdir(folder)).toEqual([]);
      expect(stub.seen).toHaveLength(1);
    });
  });

  it.each([
    ['only the start of a zip', Buffer.from('PK\u0003\u0004')],
    ['half a zip', makeZip([good]).subarray(0, 40)],
  ])('is refused when it is %s', async (_what, body) => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('output-13-hcurves-csv.zip', body));
      expect((await failureOf(run())).message).toContain('broken');
      expect(existsSync(target)).toBe(false);
    });
  });
});

describe('an export over a bad line', () => {
  const whole = single('output-13-a.csv', 'x'.repeat(50_000));

  it.each<[string, StubReply]>([
    ['before the answer', { cut: 'before-head' }],
    ['in the middle', { ...whole, cut: 20_000 }],
    ['by a gateway', { status: 502, body: '<html>' }],
    ['by one that waits no longer', { status: 504, body: '<html>' }],
    ['for there are too many of us', { status: 429, body: 'slow down' }],
  ])('is asked for again when it is cut %s', async (_where, cut) => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, cut, cut, whole);
      await run();
      expect((await stat(join(target, 'a.csv'))).size).toBe(50_000);
      expect(stub.seen).toHaveLength(3);
    });
  });

  /** A server whose answers stop in the midst, so many times. */
  async function stalling(times: number, test: (engine: EngineServer, asked: () => number) => Promise<void>) {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      const body = 'x'.repeat(50_000);
      response.writeHead(200, { ...whole.headers, 'content-length': body.length });
      if (asked > times) response.end(body);
      else response.write(body.slice(0, 20_000));
    });
    const transport = createTransport({
      baseUrl: `http://127.0.0.1:${await listen(server)}`,
      debugLog: silentDebugLog,
      bodySilenceMs: 100,
    });
    const engine = createEngineServer(transport, '');
    try {
      await test(engine, () => asked);
    } finally {
      await engine.close();
    }
  }

  it.each([
    [2, 3],
    [99, 7],
  ])('is asked for again when it stalls, and given up after seven tries: %i stalls', async (times, calls) => {
    await withFolder(async (folder) => {
      await stalling(times, async (engine, asked) => {
        const target = { shown: 'results', folder: join(folder, 'results'), overwrite: false };
        const { signal } = new AbortController();
        const run = exportOutput(engine, 13, 'csv', target, fastClock(), { bytes: ignore }, signal);
        if (times === 2) {
          await run;
          expect((await stat(join(folder, 'results', 'a.csv'))).size).toBe(50_000);
        } else {
          const failure = await failureOf(run);
          expect([failure.kind, failure.message]).toEqual([
            'unreachable',
            expect.stringContaining('stalled'),
          ]);
          expect(await readdir(folder)).toEqual([]);
        }
        expect(asked()).toBe(calls);
      });
    });
  });

  it('waits as long as the server asks for', async () => {
    await bench(async ({ engine, stub, target }) => {
      const clock = fastClock();
      const beganMs = clock.now();
      const busy = { status: 503, headers: { 'retry-after': '40' }, body: 'busy' };
      stub.on(CALL, busy, whole);
      const waits: number[] = [];
      const events = { bytes: ignore, retrying: (_error: unknown, waitMs: number) => waits.push(waitMs) };
      const to = { shown: 'results', folder: target, overwrite: false };
      await exportOutput(engine, 13, 'csv', to, clock, events, new AbortController().signal);
      expect(waits).toEqual([40_000]);
      expect(clock.now() - beganMs).toBe(40_000);
    });
  });

  it('is given up after seven tries, and leaves nothing', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, { ...whole, cut: 20_000 });
      expect((await failureOf(run())).kind).toBe('unreachable');
      expect(stub.seen).toHaveLength(7);
      expect(existsSync(target)).toBe(false);
    });
  });

  it.each<[string, StubReply, string]>([
    [
      'a refusal of the engine',
      { status: 500, body: 'DataStoreExportError: Could not export' },
      'incomplete-results',
    ],
    ['a missing output', { status: 404 }, 'not-found'],
    ['a login', { status: 403 }, 'login'],
  ])('is not asked for again after %s', async (_what, reply, kind) => {
    await bench(async ({ stub, run }) => {
      stub.on(CALL, reply);
      expect((await failureOf(run())).kind).toBe(kind);
      expect(stub.seen).toHaveLength(1);
    });
  });

  it.each(['single', 'several'])('stops when it is told to (%s)', async (what) => {
    await bench(async ({ stub, target, run }) => {
      const stop = new InterruptedError('Interrupted.', 'SIGINT');
      const stopping = new AbortController();
      stub.on(
        CALL,
        what === 'single'
          ? single('output-13-a.csv', 'x'.repeat(5_000_000))
          : wrapper([{ name: 'a.csv', content: 'x'.repeat(50_000) }]),
      );
      expect(await failureOf(run({ signal: stopping.signal, onBytes: () => stopping.abort(stop) }))).toBe(
        stop,
      );
      expect(existsSync(target)).toBe(false);
    });
  });
});

describe('what comes with status 200 and is no export', () => {
  const page = '<!DOCTYPE html>\n<html><title>Log in</title></html>';
  it.each<[string, string, string | Buffer, string]>([
    ['a page for a csv', 'a.csv', page, 'a web page in place of a.csv'],
    ['a page behind blanks', 'a.rst', `\uFEFF\n  ${page}`, 'a web page in place of a.rst'],
    ['a page for a zip', 'hcurves-csv.zip', page, 'a web page in place of hcurves-csv.zip'],
    ['an error as JSON', 'a.csv', '{"error": "no such session"}', 'an error in place of a.csv'],
    ['an error of a framework', 'a.npz', '{"detail": "Not found."}', 'an error in place of a.npz'],
    ['text for HDF5', 'gmf-data_7.hdf5', 'Internal Server Error', 'something that is not an HDF5 file'],
    ['text for npz', 'a.npz', 'oops', 'something that is not an archive of numpy arrays'],
    ['nothing for a zip', 'input_7.zip', '', 'something that is not a zip'],
    ['text for XML', 'a.xml', 'Bad Gateway', 'something that is not XML'],
  ])('never becomes a result: %s', async (_what, name, body, words) => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single(`output-13-${name}`, body));
      const failure = await failureOf(run());
      expect(failure.message).toContain(words);
      expect(failure.kind).toBe('not-an-engine');
      expect(existsSync(target)).toBe(false);
    });
  });

  it('is asked for again, for a proxy may be itself again a moment later', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('output-13-a.csv', page), single('output-13-a.csv', 'a,b\n'));
      await run();
      expect(await contents(target)).toEqual({ 'a.csv': 'a,b\n' });
    });
  });

  it.each(['a page without a name', 'JSON without a name'])('%s is no download', async (what) => {
    await bench(async ({ stub, target, run }) => {
      const isPage = what.startsWith('a page');
      stub.on(CALL, { body: isPage ? page : '{"error": "gone"}' });
      expect((await failureOf(run())).exit).not.toBe('success');
      expect(existsSync(target)).toBe(false);
    });
  });

  it.each([
    ['a.csv', '#,,"generated_by=\'OpenQuake\'"\n<b>,1\n'],
    ['a.html', page],
    ['a.json', '{"error": "this is a result"}'],
    ['a.xml', '\uFEFF<?xml version="1.0"?><nrml/>'],
    ['a.txt', '{ not an error }'],
  ])('is not seen where there is none: %s', async (name, body) => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single(`output-13-${name}`, body));
      await run();
      expect(await contents(target)).toEqual({ [name]: body });
    });
  });
});

describe('two outputs of one name', () => {
  /** As one disk sees it: what an export has placed, the next one of the same run finds. */
  async function twice(
    overwrite: boolean,
    second: string,
    test: (bench: Bench, files: ExportedFile[]) => Promise<void>,
  ) {
    await bench(async (all) => {
      const { engine, stub, target } = all;
      stub.on(CALL, single('output-13-a.csv', 'first'), single('output-13-a.csv', second));
      const folder = await ExportFolder.open({ shown: 'results', folder: target, overwrite });
      const files: ExportedFile[] = [];
      const { signal } = new AbortController();
      for (let count = 0; count < 2; count += 1) {
        const fetched = await fetchExport(engine, 13, 'csv', folder, fastClock(), { bytes: ignore }, signal);
        files.push(...(await folder.place(fetched)));
      }
      await folder.close();
      await test(all, files);
    });
  }

  it.each([false, true])('never replace each other (overwrite: %j)', async (overwrite) => {
    await twice(overwrite, 'second', async ({ target }, files) => {
      expect(files).toMatchObject([{ placement: 'written' }, { placement: 'kept-other', isClash: true }]);
      expect(await contents(target)).toEqual({ 'a.csv': 'first' });
    });
  });

  it('are one where they are the same', async () => {
    await twice(false, 'first', async (_bench, files) => {
      expect(files.map(({ placement }) => placement)).toEqual(['written', 'same']);
    });
  });

  it('are two where their case differs, on a disk that tells them apart; on another the first is kept', async () => {
    await bench(async ({ engine, stub, folder, target }) => {
      await writeFile(join(folder, 'probe'), '');
      const isOne = existsSync(join(folder, 'PROBE'));
      stub.on(CALL, single('output-13-a.csv', 'first'), single('output-13-A.csv', 'second'));
      const results = await ExportFolder.open({ shown: 'results', folder: target, overwrite: true });
      const { signal } = new AbortController();
      const placed: ExportedFile[] = [];
      for (let count = 0; count < 2; count += 1) {
        const files = await fetchExport(engine, 13, 'csv', results, fastClock(), { bytes: ignore }, signal);
        placed.push(...(await results.place(files)));
      }
      await results.close();
      expect(await contents(target)).toEqual(
        isOne ? { 'a.csv': 'first' } : { 'A.csv': 'second', 'a.csv': 'first' },
      );
      expect(placed[1]?.isClash).toBe(isOne ? true : undefined);
    });
  });

  describe('on a disk that takes A for a', () => {
    /** No such disk is at hand here: what is told of it is made up, and the names are compared all the same. */
    async function onSuchDisk(
      names: readonly string[],
      overwrite: boolean,
      test: (placed: ExportedFile[], target: string) => Promise<void>,
      before?: string,
    ) {
      await bench(async ({ engine, stub, target }) => {
        await mkdir(target);
        if (before !== undefined) await writeFile(join(target, before), 'before');
        stub.on(CALL, ...names.map((name, nth) => single(`output-13-${name}`, `text ${nth}`)));
        const to = { shown: 'results', folder: target, overwrite };
        const results = await ExportFolder.open(to, async () => Promise.resolve(true));
        const { signal } = new AbortController();
        const placed: ExportedFile[] = [];
        for (let count = 0; count < names.length; count += 1) {
          const files = await fetchExport(engine, 13, 'csv', results, fastClock(), { bytes: ignore }, signal);
          placed.push(...(await results.place(files)));
        }
        await results.close();
        await test(placed, target);
      });
    }

    it.each([false, true])('the first of a run stays (overwrite: %j)', async (overwrite) => {
      await onSuchDisk(['b.csv', 'a.csv', 'A.csv'], overwrite, async (placed, target) => {
        expect(await contents(target)).toEqual({ 'a.csv': 'text 1', 'b.csv': 'text 0' });
        expect(placed[2]).toMatchObject({ placement: 'kept-other', isClash: true, spelledThere: 'a.csv' });
      });
    });

    it.each([false, true])(
      'what was there stays, and is no file of this run (overwrite: %j)',
      async (overwrite) => {
        await onSuchDisk(
          ['maße.csv'],
          overwrite,
          async (placed, target) => {
            expect(await contents(target)).toEqual({ 'MAßE.csv': 'before' });
            expect(placed).toMatchObject([{ placement: 'kept-other', spelledThere: 'MAßE.csv' }]);
            expect(placed[0]?.isClash).toBeUndefined();
          },
          'MAßE.csv',
        );
      },
    );

    it('the same spelling is replaced as everywhere', async () => {
      await onSuchDisk(
        ['a.csv'],
        true,
        async (placed, target) => {
          expect(await contents(target)).toEqual({ 'a.csv': 'text 0' });
          expect(placed).toMatchObject([{ placement: 'written' }]);
        },
        'a.csv',
      );
    });
  });

  it('that a disk takes for one (here: a link) do not overwrite each other', async () => {
    await bench(async ({ engine, stub, target }) => {
      stub.on(CALL, single('output-13-a.csv', 'first'), single('output-13-A.csv', 'second'));
      const results = await ExportFolder.open({ shown: 'results', folder: target, overwrite: true });
      const { signal } = new AbortController();
      const next = async () =>
        fetchExport(engine, 13, 'csv', results, fastClock(), { bytes: ignore }, signal);
      await results.place(await next());
      // What a disk that ignores case shows: the other spelling leads to the same file.
      if (!existsSync(join(target, 'A.csv'))) await link(join(target, 'a.csv'), join(target, 'A.csv'));
      expect(await results.place(await next())).toMatchObject([{ placement: 'kept-other', isClash: true }]);
      expect(await readFile(join(target, 'a.csv'), 'utf8')).toBe('first');
      await results.close();
    });
  });
});

describe('what lasts when the power fails', () => {
  it('is the file before its name, and the name before the next step', async () => {
    await bench(async ({ stub, folder, target, run }) => {
      const probe = await open(join(folder, 'probe'), 'w');
      const handles = Object.getPrototypeOf(probe) as {
        sync: (this: typeof probe) => Promise<void>;
      };
      await probe.close();
      const steps: string[] = [];
      const original = handles.sync;
      const spy = vi.spyOn(handles, 'sync').mockImplementation(async function (this: typeof probe) {
        const what = (await this.stat()).isDirectory() ? 'folder' : 'file';
        steps.push(`${what}, named: ${existsSync(join(target, 'a.csv'))}`);
        return original.call(this);
      });
      try {
        stub.on(CALL, single('output-13-a.csv'), wrapper([{ name: 'a.csv', content: 'x' }]));
        await run();
        expect(steps).toEqual(['file, named: false', 'folder, named: true']);
        await rm(target, { recursive: true });
        steps.length = 0;
        await run();
        expect(steps.slice(1)).toEqual(['file, named: false', 'folder, named: true']);
      } finally {
        spy.mockRestore();
      }
    });
  });
});

describe('a file that is there already', () => {
  const reply = single('output-13-a.csv', 'new');

  it('is left where it is the same', async () => {
    await bench(async ({ stub, target, run }) => {
      await mkdir(target);
      await writeFile(join(target, 'a.csv'), 'new');
      const { mtimeMs } = await stat(join(target, 'a.csv'));
      stub.on(CALL, reply);
      expect((await run())[0]?.placement).toBe('same');
      expect((await stat(join(target, 'a.csv'))).mtimeMs).toBe(mtimeMs);
    });
  });

  it.each(['old', 'older', ''])('is kept where it differs: %j', async (before) => {
    await bench(async ({ stub, target, run }) => {
      await mkdir(target);
      await writeFile(join(target, 'a.csv'), before);
      stub.on(CALL, reply);
      expect((await run())[0]?.placement).toBe('kept-other');
      expect(await contents(target)).toEqual({ 'a.csv': before });
    });
  });

  it('is replaced only when that was asked for', async () => {
    await bench(async ({ stub, target, run }) => {
      await mkdir(target);
      await writeFile(join(target, 'a.csv'), 'old');
      await writeFile(join(target, 'other.csv'), 'mine');
      stub.on(CALL, reply);
      expect((await run({ overwrite: true }))[0]?.placement).toBe('written');
      expect(await contents(target)).toEqual({ 'a.csv': 'new', 'other.csv': 'mine' });
    });
  });

  it('is kept where it is a folder or leads nowhere', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('output-13-folder', 'new'), single('output-13-link', 'new'));
      await mkdir(join(target, 'folder'), { recursive: true });
      await symlink('nowhere', join(target, 'link'));
      expect((await run())[0]?.placement).toBe('kept-other');
      expect((await run())[0]?.placement).toBe('kept-other');
      expect((await readdir(target)).toSorted()).toEqual(['folder', 'link']);
    });
  });

  it('is a fault where it is a folder that was to be replaced', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, single('output-13-folder', 'new'));
      await mkdir(join(target, 'folder'), { recursive: true });
      expect((await failureOf(run({ overwrite: true }))).message).toBe(
        'Cannot export into results: a folder stands where a file is needed.',
      );
    });
  });
});

describe('a folder that refuses', () => {
  it('is named, when it is a file', async () => {
    await bench(async ({ target, run }) => {
      await writeFile(target, 'I am a file');
      const failure = await failureOf(run());
      expect(failure).toMatchObject({
        kind: 'incomplete-results',
        facts: { folder: 'results', code: 'EEXIST' },
      });
      expect(failure.message).toBe('Cannot export into results: a file of that name stands there.');
      expect(failure.hint).toContain('Nothing half-written was left there.');
    });
  });

  it('is named, when it lies below a file', async () => {
    await bench(async ({ target, run }) => {
      await writeFile(target, 'I am a file');
      expect((await failureOf(run({ target: join(target, 'below') }))).message).toContain(
        'a file stands where a folder is needed',
      );
    });
  });

  it('is named, when it may not be written', async () => {
    await bench(async ({ target, run }) => {
      await mkdir(target);
      await chmod(target, 0o500);
      // Nothing stops root in its own folders; the kernel's tree refuses even root.
      const refusing = process.getuid?.() === 0 ? '/sys/openquake' : target;
      expect((await failureOf(run({ target: refusing }))).message).toContain('you may not write there');
      await chmod(target, 0o700);
    });
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'your quota is used up'],
    ['EROFS', 'it is on a read-only file system'],
    ['EACCES', 'you may not write there'],
    ['ENAMETOOLONG', 'a name is too long for it'],
    ['EIO', 'EIO'],
  ])('says why in words: %s', async (code, words) => {
    await bench(async ({ target }) => {
      const broken = {
        url: 'http://my-host:8800',
        openResult: async () => {
          throw Object.assign(new Error(`${code}: raw words, write`), { code, syscall: 'write' });
        },
      };
      const failure = await failureOf(
        exportOutput(
          broken,
          13,
          'csv',
          { shown: 'results', folder: target, overwrite: false },
          fastClock(),
          { bytes: ignore },
          new AbortController().signal,
        ),
      );
      expect(failure).toMatchObject({
        kind: 'incomplete-results',
        message: `Cannot export into results: ${words}.`,
        facts: { code },
      });
    });
  });
});

describe('chooseFormat', () => {
  it.each([
    [['csv', 'npz'], ['csv', 'xml'], 'csv'],
    [['npz', 'csv'], ['xml', 'csv', 'npz'], 'csv'],
    [['npz'], ['csv', 'xml', 'rst'], undefined],
    [[], ['csv'], undefined],
  ])('of %j when %j is wanted is %s', (available, wanted, chosen) => {
    expect(chooseFormat(available, wanted)).toBe(chosen);
  });
});
