import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, LocalFileError } from '../../src/errors.js';
import { type ArchiveProgress, writeArchive } from '../../src/job/archive.js';
import { exposure, folderOf, job, walkIn } from './job-folder.js';

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
  return JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })) as Member[];
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

describe('nothing half-written is left behind', () => {
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
