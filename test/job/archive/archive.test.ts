import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError, LocalFileError } from '../../../src/errors.js';
import { type ArchiveProgress, writeArchive } from '../../../src/job/archive/archive.js';
import { estimateArchive } from '../../../src/job/archive/archive-space.js';
import { BLOCK_BYTES } from '../../../src/job/archive/deflate.js';
import type { JobInput, JobInputs } from '../../../src/job/job-inputs.js';
import { makeZip } from '../../support/make-zip.js';
import { exposure, type Files, folderOf, job, walkIn } from '../job-folder.js';

const BIG = 'longitude,latitude,value\n'.repeat(20_000);

/** A job with small, big, compressed and oddly named files, and a folder. */
function jobFolder(): string {
  return folderOf({
    'm/job.ini': job(
      'gmfs_csv = big.csv ../dàti.csv',
      'exposure_file = exp.xml',
      'sites_csv = m.hdf5',
      'mmi_file = sub',
    ),
    'm/big.csv': BIG,
    'dàti.csv': 'é',
    'm/exp.xml': exposure('<assets>\n</assets>'),
    'm/m.hdf5': '\0'.repeat(200_000),
    'm/sub/x': '',
  });
}

/** Text that shrinks, though not by repeating itself, the same for the same seed. */
function table(bytes: number, seed = 1): string {
  let state = seed;
  const rows: string[] = [];
  for (let length = 0; length < bytes; length += rows.at(-1)?.length ?? 0) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    rows.push(`${rows.length},${(state / 2 ** 32).toExponential(5)},${state % 40}\n`);
  }
  return rows.join('').slice(0, bytes);
}

/** Bytes that do not shrink. */
function noise(bytes: number): Buffer {
  const blocks: Buffer[] = [];
  for (let nth = 0; nth * 32 < bytes; nth += 1) blocks.push(createHash('sha256').update(`${nth}`).digest());
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** The files of a folder as if a job had named them, for what a walk need not see. */
function inputsIn(folder: string, names: readonly string[]): JobInputs {
  const files = names.map((name): JobInput => {
    const path = join(folder, name);
    const sizeBytes = statSync(path).size;
    return {
      path,
      name,
      source: { kind: 'file', changedMs: 0, path },
      sizeBytes,
      listedByEngine: true,
      chain: [],
    };
  });
  return inputsOf(files);
}

function inputsOf(files: readonly JobInput[]): JobInputs {
  return {
    iniPath: 'job.ini',
    jobIni: 'job.ini',
    iniText: '',
    iniOverridden: false,
    files,
    leftToServer: [],
    totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    parameters: new Map(),
    calculationMode: undefined,
    hazardCalculation: undefined,
    warnings: [],
  };
}

interface Member {
  readonly name: string;
  readonly size: number;
  readonly stored: boolean;
  readonly utf8: boolean;
  readonly date: string;
}

/** What Python's zipfile, which the server uses, says of an archive; it checks every CRC on the way. */
function asPythonSeesIt(path: string): Member[] {
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([dict(name=i.filename, size=i.file_size, stored=i.compress_type == 0,
        utf8=bool(i.flag_bits & 0x800), date='%d-%d-%d' % i.date_time[:3]) for i in z.infolist()]))`;
  return JSON.parse(
    execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  ) as Member[];
}

describe('an archive', () => {
  it('holds every file under its name, sorted, for the reader that the server uses', async () => {
    const folder = jobFolder();
    const target = join(folder, 'out.zip');
    const { inputs } = await walkIn(join(folder, 'm'));
    const written = await writeArchive(inputs, target);
    const members = asPythonSeesIt(target);
    expect(members.map(({ name, stored }) => [name, stored])).toEqual([
      ['dàti.csv', true],
      ['m/big.csv', false],
      ['m/exp.xml', false],
      ['m/job.ini', false],
      ['m/m.hdf5', true],
      ['m/sub/', true],
    ]);
    expect(members.map((member) => member.size)).toEqual(inputs.files.map((file) => file.sizeBytes));
    expect(members.filter((member) => member.utf8).map((member) => member.name)).toContain('dàti.csv');
    expect(new Set(members.map((member) => member.date))).toEqual(new Set(['1980-1-1']));
    const bytes = readFileSync(target);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(written).toEqual({ path: target, sizeBytes: bytes.length, entries: 6, sha256 });
  });

  it('has the same bytes when it is written again, later and elsewhere', async () => {
    const [one, two] = [jobFolder(), jobFolder()];
    utimesSync(join(two, 'm/big.csv'), 1, 1);
    const first = await writeArchive((await walkIn(join(one, 'm'))).inputs, join(one, 'a.zip'));
    const second = await writeArchive((await walkIn(join(two, 'm'))).inputs, join(two, 'b.zip'));
    expect(second.sha256).toBe(first.sha256);
  });

  it('holds the overridden job file, and the user keeps his', async () => {
    const folder = folderOf({ 'job.ini': job('x = 1') });
    const { inputs } = await walkIn(folder, { overrides: new Map([['x', '2']]) });
    const target = join(folder, 'out.zip');
    await writeArchive(inputs, target);
    expect(asPythonSeesIt(target)).toMatchObject([{ name: 'job.ini', size: job('x = 2').length }]);
    await writeArchive(inputs, target, { iniOverride: 'shorter' });
    expect(asPythonSeesIt(target)).toMatchObject([{ name: 'job.ini', size: 7 }]);
    expect(readFileSync(join(folder, 'job.ini'), 'utf8')).toBe(job('x = 1'));
  });

  it('tells how far it is, up to the end', async () => {
    const folder = jobFolder();
    const { inputs } = await walkIn(join(folder, 'm'));
    const seen: ArchiveProgress[] = [];
    await writeArchive(inputs, join(folder, 'out.zip'), { onProgress: (progress) => seen.push(progress) });
    const done = seen.map((progress) => progress.doneBytes);
    expect(done).toEqual(done.toSorted((left, right) => left - right));
    expect(seen.at(-1)).toEqual({ doneBytes: inputs.totalBytes, totalBytes: inputs.totalBytes });
    expect(inputs.totalBytes).toBeGreaterThan(BIG.length);
  });
});

describe('large files', () => {
  const SIZES = [
    0,
    1,
    24_576,
    24_577,
    BLOCK_BYTES - 1,
    BLOCK_BYTES,
    BLOCK_BYTES + 1,
    3 * BLOCK_BYTES + 12_345,
  ];
  const files: Files = Object.fromEntries(SIZES.map((size) => [`t${size}.csv`, table(size)]));

  it('come out of the archive as they went in, whatever their size', async () => {
    const folder = folderOf(files);
    const target = join(folder, 'out.zip');
    await writeArchive(inputsIn(folder, Object.keys(files)), target);
    const script = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps({i.filename: hashlib.sha256(z.read(i)).hexdigest() for i in z.infolist()}))`;
    const sums: unknown = JSON.parse(execFileSync('python3', ['-c', script, target], { encoding: 'utf8' }));
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(sums).toEqual(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, hash(String(text))])),
    );
  });

  it('give the same bytes however many blocks are under way', async () => {
    const folder = folderOf(files);
    const inputs = inputsIn(folder, Object.keys(files));
    const sums = new Set<string>();
    for (const blocksUnderWay of [0, 1, 2, 16, undefined]) {
      sums.add((await writeArchive(inputs, join(folder, 'out.zip'), { blocksUnderWay })).sha256);
    }
    expect([...sums]).toHaveLength(1);
  });

  it('lose little by being cut: within a hundredth of one stream', async () => {
    const content = exposure(table(4 * BLOCK_BYTES));
    const folder = folderOf({ 'one.xml': content });
    const { sizeBytes } = await writeArchive(inputsIn(folder, ['one.xml']), join(folder, 'out.zip'));
    expect(sizeBytes).toBeLessThan(deflateRawSync(content, { level: 5 }).length * 1.01);
  });

  it('are stored where they do not shrink, small ones too', async () => {
    const contents: Record<string, string | Buffer> = {
      'a.bin': noise(100),
      'b.bin': noise(BLOCK_BYTES / 2),
      'c.bin': noise(2 * BLOCK_BYTES + 7),
      'd.HDF5': table(2 * BLOCK_BYTES),
      'e.npz': table(100),
      'f.csv': table(2 * BLOCK_BYTES),
      'g.csv': table(100),
    };
    const folder = folderOf(contents);
    const target = join(folder, 'out.zip');
    await writeArchive(inputsIn(folder, Object.keys(contents)), target);
    expect(asPythonSeesIt(target).map(({ name, stored }) => [name, stored])).toEqual([
      ['a.bin', true],
      ['b.bin', true],
      ['c.bin', true],
      ['d.HDF5', true],
      ['e.npz', true],
      ['f.csv', false],
      ['g.csv', false],
    ]);
  });

  it('come out of a zip that the job names', async () => {
    const big = exposure(`<assets>\n<!-- ${table(2 * BLOCK_BYTES)} -->\n</assets>`);
    const folder = folderOf({
      'job.ini': job('exposure_file = e.zip'),
      'e.zip': makeZip([
        { name: 'exposure.xml', content: big },
        { name: 'empty.csv', content: '' },
      ]),
    });
    const { inputs } = await walkIn(folder);
    const target = join(folder, 'out.zip');
    await writeArchive(inputs, target);
    expect(asPythonSeesIt(target).find(({ size }) => size === Buffer.byteLength(big))).toMatchObject({
      stored: false,
    });
  });
});

describe('very many entries', () => {
  it('are all found by the reader that the server uses', async () => {
    const folder = folderOf({});
    const files = Array.from({ length: 70_000 }, (_, nth): JobInput => {
      const path = join(folder, `d${nth}`);
      const name = `d${String(nth).padStart(5, '0')}/`;
      return {
        path,
        name,
        source: { kind: 'directory', path },
        sizeBytes: 0,
        listedByEngine: true,
        chain: [],
      };
    });
    const target = join(folder, 'out.zip');
    await writeArchive(inputsOf(files), target);
    const members = asPythonSeesIt(target);
    expect(members).toHaveLength(70_000);
    expect(members.at(-1)?.name).toBe('d69999/');
  });
});

describe('room for the archive', () => {
  it('is looked for before anything is read', async () => {
    const folder = folderOf({});
    const path = join(folder, 'not there.hdf5');
    const file: JobInput = {
      path,
      name: 'x.hdf5',
      source: { kind: 'file', changedMs: 0, path },
      sizeBytes: 2 ** 60,
      listedByEngine: true,
      chain: [],
    };
    const failing = writeArchive(inputsOf([file]), join(folder, 'out.zip'));
    await expect(failing).rejects.toThrow(LocalFileError);
    await expect(failing).rejects.toThrow(/^Too little space for .*out\.zip: about \S+ MB are needed/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is told from samples, close to what the archive takes', async () => {
    const contents: Record<string, string | Buffer> = {
      'big.csv': table(3 * BLOCK_BYTES),
      'noise.bin': noise(BLOCK_BYTES),
      'grid.hdf5': table(BLOCK_BYTES),
    };
    for (let nth = 0; nth < 100; nth += 1) contents[`s${nth}.csv`] = table(5000, nth);
    const folder = folderOf(contents);
    const inputs = inputsIn(folder, Object.keys(contents));
    const { sizeBytes } = await writeArchive(inputs, join(folder, 'out.zip'));
    const estimate = await estimateArchive(inputs.files);
    expect(estimate / sizeBytes).toBeGreaterThan(0.9);
    expect(estimate / sizeBytes).toBeLessThan(1.1);
    expect(sizeBytes).toBeLessThan(inputs.totalBytes * 0.75);
  });
});

describe('nothing half-written is left behind', () => {
  it.each<[what: string, change: (path: string) => void]>([
    ['grows', (path) => appendFileSync(path, 'more')],
    ['shrinks', (path) => truncateSync(path, 3 * BLOCK_BYTES)],
    [
      'is rewritten, with the same size,',
      (path) => {
        writeFileSync(path, table(6 * BLOCK_BYTES, 2));
        utimesSync(path, 1, 1);
      },
    ],
  ])('when a large file %s halfway', async (_what, change) => {
    const folder = folderOf({ 'big.csv': table(6 * BLOCK_BYTES) });
    const path = join(folder, 'big.csv');
    let once = (): void => {
      once = () => undefined;
      change(path);
    };
    const inputs = inputsIn(folder, ['big.csv']);
    const options = { blocksUnderWay: 1, onProgress: () => once() };
    await expect(writeArchive(inputs, join(folder, 'out.zip'), options)).rejects.toThrow(
      'big.csv: changed while it was packed',
    );
    expect(readdirSync(folder)).toEqual(['big.csv']);
  });

  it.each([10, 2 * BLOCK_BYTES])('when a file of %i bytes is gone', async (size) => {
    const folder = folderOf({ 'a.csv': table(size) });
    const inputs = inputsIn(folder, ['a.csv']);
    rmSync(join(folder, 'a.csv'));
    await expect(writeArchive(inputs, join(folder, 'out.zip'))).rejects.toThrow(
      'a.csv: cannot be read: no such file',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('when a large file is stopped halfway', async () => {
    const folder = folderOf({ 'big.csv': table(6 * BLOCK_BYTES) });
    const controller = new AbortController();
    const stopped = new Error('stopped');
    let doneBytes = 0;
    const onProgress = (progress: ArchiveProgress): void => {
      ({ doneBytes } = progress);
      controller.abort(stopped);
    };
    const options = { blocksUnderWay: 1, signal: controller.signal, onProgress };
    const inputs = inputsIn(folder, ['big.csv']);
    await expect(writeArchive(inputs, join(folder, 'out.zip'), options)).rejects.toBe(stopped);
    expect(doneBytes).toBeLessThan(6 * BLOCK_BYTES);
    expect(readdirSync(folder)).toEqual(['big.csv']);
  });

  it('when a named pipe stands where a file stood, for whose other end nobody waits', async () => {
    const folder = folderOf({ 'a.csv': 'x', 'b.csv': table(2 * BLOCK_BYTES) });
    for (const name of ['a.csv', 'b.csv']) {
      const inputs = inputsIn(folder, [name]);
      rmSync(join(folder, name));
      execFileSync('python3', ['-c', 'import os, sys; os.mkfifo(sys.argv[1])', join(folder, name)]);
      await expect(writeArchive(inputs, join(folder, 'out.zip'))).rejects.toThrow(
        'changed while it was packed',
      );
    }
    expect(readdirSync(folder).toSorted()).toEqual(['a.csv', 'b.csv']);
  });

  it.each<[what: string, change: (path: string) => void]>([
    ['grew', (path) => appendFileSync(path, 'more')],
    ['shrank', (path) => truncateSync(path, 400_000)],
    ['shrank to a small one', (path) => truncateSync(path, 4)],
  ])('when a big file %s', async (_what, change) => {
    const folder = jobFolder();
    const { inputs } = await walkIn(join(folder, 'm'));
    change(join(folder, 'm/big.csv'));
    const before = readdirSync(folder);
    await expect(writeArchive(inputs, join(folder, 'out.zip'))).rejects.toThrow(InputError);
    await expect(writeArchive(inputs, join(folder, 'out.zip'))).rejects.toThrow(
      'big.csv: changed while it was packed',
    );
    expect(readdirSync(folder)).toEqual(before);
  });

  it('when a small file changed or is gone, and the archive from before stays', async () => {
    const folder = folderOf({
      'm/job.ini': job('sites_csv = s.csv'),
      'm/s.csv': '1',
      'out.zip': 'from before',
    });
    const { inputs } = await walkIn(join(folder, 'm'));
    writeFileSync(join(folder, 'm/s.csv'), '22');
    await expect(writeArchive(inputs, join(folder, 'out.zip'))).rejects.toThrow(
      's.csv: changed while it was packed',
    );
    expect(readFileSync(join(folder, 'out.zip'), 'utf8')).toBe('from before');
    expect(readdirSync(folder).toSorted()).toEqual(['m', 'out.zip']);
  });

  it('when it is stopped halfway', async () => {
    const folder = jobFolder();
    const { inputs } = await walkIn(join(folder, 'm'));
    const before = readdirSync(folder);
    const controller = new AbortController();
    const stopped = new Error('stopped');
    const onProgress = ({ doneBytes }: ArchiveProgress): void => {
      if (doneBytes > 100_000) controller.abort(stopped);
    };
    const options = { signal: controller.signal, onProgress };
    await expect(writeArchive(inputs, join(folder, 'out.zip'), options)).rejects.toBe(stopped);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('when the target cannot be written', async () => {
    const folder = jobFolder();
    const { inputs } = await walkIn(join(folder, 'm'));
    const target = join(folder, 'nowhere', 'out.zip');
    await expect(writeArchive(inputs, target)).rejects.toThrow(LocalFileError);
  });
});
