import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineServer } from '../../src/engine/server.js';
import { InterruptedError, type OpenquakeError } from '../../src/errors.js';
import { chooseFormat, exportOutput, type ExportedFile } from '../../src/services/export-outputs.js';
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
          more.onBytes ?? ignore,
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
    ['no zip at all', Buffer.from('<html>')],
    ['nothing', Buffer.alloc(0)],
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
  ])('is asked for again when it is cut %s', async (_where, cut) => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, cut, cut, whole);
      await run();
      expect((await stat(join(target, 'a.csv'))).size).toBe(50_000);
      expect(stub.seen).toHaveLength(3);
    });
  });

  it('is given up after four tries, and leaves nothing', async () => {
    await bench(async ({ stub, target, run }) => {
      stub.on(CALL, { ...whole, cut: 20_000 });
      expect((await failureOf(run())).kind).toBe('unreachable');
      expect(stub.seen).toHaveLength(4);
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
          ignore,
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
