import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { freeBytes } from '../../src/disk-space.js';
import { ExportError } from '../../src/errors.js';
import { unpackExports, type UnpackedFile } from '../../src/results/unpack.js';
import { rejection } from '../support/engine-at.js';
import { makeZip, type Member, zip64End } from '../support/make-zip.js';
import { withFolder } from '../support/with-stub.js';

/** Unpacks an archive in a folder of its own. */
async function unpacking(
  archive: Buffer,
  test: (unpack: (free?: typeof freeBytes) => Promise<UnpackedFile[]>, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'download');
    const target = join(folder, 'out');
    await writeFile(path, archive);
    await mkdir(target);
    await test(async (free) => unpackExports(path, target, undefined, free), target);
  });
}

async function refusalOf(archive: Buffer): Promise<string> {
  let message = '';
  await unpacking(archive, async (unpack) => {
    const failure = await rejection(unpack());
    expect(failure).toBeInstanceOf(ExportError);
    ({ message } = failure as ExportError);
  });
  return message;
}

async function namesOf(archive: Buffer): Promise<string[]> {
  let names: string[] = [];
  await unpacking(archive, async (unpack) => {
    names = (await unpack()).map(({ name }) => name);
  });
  return names;
}

const good: Member = { name: 'good.csv', content: 'fine' };

/** The unicode path extra field of Info-ZIP (APPNOTE 4.6.9). */
function unicodePath(name: string, of: Buffer): Buffer {
  const text = Buffer.from(name);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + text.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(of) >>> 0, 5);
  return Buffer.concat([field, text]);
}

describe('unpacking exports', () => {
  it('gives each member with its length and SHA-256, deflated or not, small or large', async () => {
    const large = Buffer.from(Array.from({ length: 200_000 }, (_, row) => `${row},${row % 7}\n`).join(''));
    const contents = { 'small.csv': Buffer.from('a,b\n'), 'large.csv': large, 'empty.csv': Buffer.alloc(0) };
    for (const deflated of [false, true]) {
      const members = Object.entries(contents).map(([name, content]) => ({ name, content, deflated }));
      await unpacking(makeZip(members), async (unpack) => {
        const files = await unpack();
        expect(files.map(({ name }) => name)).toEqual(Object.keys(contents));
        for (const { name, path, sizeBytes, sha256 } of files) {
          const content = contents[name as keyof typeof contents];
          expect((await readFile(path)).equals(content)).toBe(true);
          expect({ sizeBytes, sha256 }).toEqual({
            sizeBytes: content.length,
            sha256: createHash('sha256').update(content).digest('hex'),
          });
        }
      });
    }
  });

  it.each<[string, Member, string]>([
    ['climbs out', { name: '../evil.csv', content: 'x' }, '../evil.csv'],
    ['climbs out the Windows way', { name: '..\\evil.csv', content: 'x' }, '../evil.csv'],
    ['is absolute', { name: '/evil.csv', content: 'x' }, '/evil.csv'],
    ['has a drive', { name: 'C:evil.csv', content: 'x' }, 'C:evil.csv'],
    ['lies in a folder', { name: 'a/evil.csv', content: 'x' }, 'not a plain file name'],
    ['is a folder', { name: 'a/', content: '' }, 'not a plain file name'],
    ['has no name', { name: '', content: 'x' }, 'not a plain file name'],
    ['is a device', { name: 'CON', content: 'x' }, 'not a plain file name'],
    ['is a device with an extension', { name: 'com1.csv', content: 'x' }, 'not a plain file name'],
    ['is a device with a raised digit', { name: 'lpt¹.csv', content: 'x' }, 'not a plain file name'],
    ['ends in a dot', { name: 'good.csv.', content: 'x' }, 'not a plain file name'],
    ['ends in a blank', { name: 'good.csv ', content: 'x' }, 'not a plain file name'],
    ['holds a NUL', { name: 'good.csv\0.exe', content: 'x' }, 'not a plain file name'],
    ['holds an escape', { name: 'a\u001b[2J.csv', content: 'x' }, 'not a plain file name'],
    ['is longer than a name may be', { name: `${'ü'.repeat(126)}.csv`, content: 'x' }, 'not a plain file'],
    ['has the name of another', { name: 'good.csv', content: 'x' }, 'two files of the name "good.csv"'],
    ['is a symbolic link', { name: 'link', content: '/etc/passwd', mode: 0o120777 }, 'a link or a device'],
    ['is a named pipe', { name: 'pipe', content: '', mode: 0o010644 }, 'a link or a device'],
    ['is not in the encoding announced', { name: Buffer.from([0xe9, 0x2e, 0x63]), content: 'x' }, 'encoding'],
    ['is encrypted', { name: 'a.csv', content: 'x'.repeat(20), flags: 0x0801, deflated: true }, 'encrypted'],
    ['is packed in an unknown way', { name: 'a.csv', content: 'x', method: 14 }, 'encrypted or packed'],
    ['has a wrong checksum', { name: 'a.csv', content: 'x', crc: 1 }, 'checksum of "a.csv"'],
    [
      'has a wrong checksum and is large',
      { name: 'a.csv', content: Buffer.alloc(1e6, 'ab'), crc: 1, deflated: true },
      'checksum of "a.csv"',
    ],
    [
      'is longer than it says',
      { name: 'a.csv', content: 'x'.repeat(999), deflated: true, size: 10 },
      'broken',
    ],
    ['is shorter than it says', { name: 'a.csv', content: 'x', deflated: true, size: 10 }, 'the length'],
    [
      'is large and longer than it says',
      { name: 'a.csv', content: Buffer.alloc(4e6), deflated: true, size: 1e6 },
      'too many bytes',
    ],
    ['starts outside of the archive', { name: 'a.csv', content: 'x', offset: 0x7fffffff }, 'broken'],
    ['starts where there is no header', { name: 'a.csv', content: 'x', offset: 60 }, 'broken'],
  ])('refuses all of it when a member %s', async (_what, bad, words) => {
    const message = await refusalOf(makeZip([good, bad]));
    expect(message).toContain('The archive of exports that the server sent is broken: ');
    expect(message).toContain(words);
  });

  it('refuses members that share their bytes, whichever comes first', async () => {
    const big = { name: 'a.csv', content: 'x'.repeat(5000), deflated: true };
    const shared = makeZip([big, { ...big, name: 'b.csv', offset: 0 }]);
    expect(await refusalOf(shared)).toContain('"a.csv" and "b.csv" in it share their bytes');
    // The headers of the others lie within the bytes of the first, as in the bombs of David Fifield.
    const inner = makeZip([{ name: 'b.csv', content: 'bomb' }]);
    const quoted = makeZip([
      { name: 'a.csv', content: inner },
      { name: 'b.csv', content: 'bomb', offset: 35 },
    ]);
    expect(await refusalOf(quoted)).toContain('share their bytes');
  });

  it('refuses what would unpack to far more than any table, before it is unpacked', async () => {
    const bombs = Array.from({ length: 20 }, (_, nth) => ({
      name: `${nth}.csv`,
      content: Buffer.alloc(1000),
      deflated: true,
      size: 200_000_000,
    }));
    expect(await refusalOf(makeZip(bombs))).toMatch(/unpack to 3\.7 GB, \d+ times its size/);
  });

  it('takes tables of zeros, which shrink a thousandfold too', async () => {
    const zeros = { name: 'zeros.csv', content: Buffer.alloc(20_000_000, '0.0,'), deflated: true };
    const zip = makeZip([zeros]);
    expect(zeros.content.length / zip.length).toBeGreaterThan(500);
    expect(await namesOf(zip)).toEqual(['zeros.csv']);
  });

  it('refuses what the disk has no room for, before it is unpacked', async () => {
    await unpacking(
      makeZip([{ name: 'a.csv', content: Buffer.alloc(50_000_000) }]),
      async (unpack, folder) => {
        const failure = await rejection(unpack(async () => 60_000_000));
        expect((failure as ExportError).message).toBe(
          'The archive of exports unpacks to 48 MB, and 57 MB are free on the disk.',
        );
        expect(await readdir(folder)).toEqual([]);
        expect(await unpack(async () => undefined)).toHaveLength(1);
      },
    );
  });

  it('reads names in the encodings that archives know', async () => {
    const cp437 = Buffer.from([0x81, 0x2e, 0x63, 0x73, 0x76]);
    const plain = Buffer.from('plain.csv');
    const zip = makeZip([
      { name: '地図.csv', content: 'x' },
      { name: cp437, content: 'x', flags: 0 },
      { name: plain, content: 'x', flags: 0, extra: unicodePath('Ünïcode.csv', plain) },
    ]);
    expect(await namesOf(zip)).toEqual(['地図.csv', 'ü.csv', 'Ünïcode.csv']);
  });

  it('holds names from the extra field to the same rules', async () => {
    const plain = Buffer.from('plain.csv');
    const zip = makeZip([{ name: plain, content: 'x', flags: 0, extra: unicodePath('../evil.csv', plain) }]);
    expect(await refusalOf(zip)).toContain('../evil.csv');
  });

  const whole = makeZip([good, { name: 'b.csv', content: 'b' }]);
  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<html>')],
    ['half of one', whole.subarray(0, whole.length / 2)],
    ['one without its last byte', whole.subarray(0, -1)],
    ['one with something behind it', Buffer.concat([whole, Buffer.from('and more')])],
    ['one with something in front of it', Buffer.concat([Buffer.from('and more'), whole])],
    ['one that announces more members than it has', announcing(whole, 3)],
    ['one whose zip64 records lie', lyingZip64()],
  ])('refuses an archive that is %s', async (_what, bytes) => {
    expect(await refusalOf(bytes)).toContain('broken');
  });

  it('refuses to read more members than any export has', async () => {
    expect(await refusalOf(lyingZip64(1_000_000))).toContain('announces 1000000 members');
  });
});

/** Changes the count of members at the end of an archive. */
function announcing(archive: Buffer, members: number): Buffer {
  const copy = Buffer.from(archive);
  copy.writeUInt16LE(members, copy.length - 14);
  copy.writeUInt16LE(members, copy.length - 12);
  return copy;
}

/** An archive of one member, whose zip64 record tells other numbers. */
function lyingZip64(members = 70_000): Buffer {
  const zip = makeZip([good]);
  const end = zip.subarray(-22);
  const [size, offset] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  const last = Buffer.from(end);
  last.writeUInt16LE(0xffff, 8);
  last.writeUInt16LE(0xffff, 10);
  return Buffer.concat([zip.subarray(0, -22), zip64End(members, size, offset), last]);
}
