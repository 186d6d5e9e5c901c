import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExportError, LocalFileError } from '../../src/errors.js';
import type { NpyArray } from '../../src/results/numpy/npy-array.js';
import { NpyFault } from '../../src/results/numpy/npy-fault.js';
import { readNpy } from '../../src/results/numpy/npy.js';
import { readJsonArray } from '../../src/results/numpy/numpy-json.js';
import { type Npz, type NpzOptions, readNpz } from '../../src/results/npz.js';
import { withFiles } from '../support/engine-csv.js';
import { makeZip, type Member } from '../support/make-zip.js';
import { npy, npyArray } from '../support/npy.js';

function numbers(array: NpyArray | undefined): number[] {
  return array?.kind === 'numbers' ? [...array.values] : [];
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('an array of numpy', () => {
  it.each([
    ["'|b1'", '0100', [1, 0]],
    ["'|i1'", '80ff', [-128, -1]],
    ["'|u1'", '80ff', [128, 255]],
    ["'<i2'", '01ff', [-255]],
    ["'>i2'", '01ff', [511]],
    ["'<u4'", '00000080', [2147483648]],
    ["'>i4'", '80000000', [-2147483648]],
    ["'<i8'", 'feffffffffffffff', [-2]],
    ["'>u8'", '0020000000000001', [9007199254740992]],
    ["'<f2'", '003c00c4017c0100007cffff00fc', [1, -4, Number.NaN, 2 ** -24, Infinity, Number.NaN, -Infinity]],
    ["'>f2'", '3555', [0.333251953125]],
    ["'<f4'", '0000803f', [1]],
    ["'>f4'", '3f800000', [1]],
    ["'<f8'", '000000000000f03f', [1]],
    ["'>f8'", 'bff0000000000000', [-1]],
    ["'=f8'", '000000000000f03f', [1]],
  ])('of %s has its numbers', (descr, hex, values) => {
    expect(readNpy(npyArray(descr, [values.length], Buffer.from(hex, 'hex')))).toEqual({
      kind: 'numbers',
      shape: [values.length],
      values: Float64Array.from(values),
    });
  });

  it.each([
    ["'|S4'", ascii('ab\0\0c\0\0d\0\0\0\0'), ['ab', 'c\0\0d', '']],
    ["'|S2'", Buffer.from('é'), ['é']],
    ["'<U2'", Buffer.from('地\0\0', 'utf16le').subarray(0, 0), []],
    ["'<U2'", Buffer.from('3057000000f30100', 'hex'), ['地🌀']],
    ["'>U2'", Buffer.from('0000573000000000', 'hex'), ['地']],
    ["'|S0'", Buffer.alloc(0), ['', '']],
  ])('of %s has its texts', (descr, data, values) => {
    expect(readNpy(npyArray(descr, [values.length], data))).toEqual({
      kind: 'texts',
      shape: [values.length],
      values,
    });
  });

  it('of type S may be bytes that are no text: the outlines of ruptures come so', () => {
    const bytes = Buffer.from('1f8b0800ff00', 'hex');
    expect(readNpy(npyArray("'|S6'", [], bytes))).toEqual({ kind: 'bytes', shape: [], bytes });
  });

  it('may be a single value, and of each format', () => {
    const value = Buffer.from('000000000000f03f', 'hex');
    for (const version of [1, 2, 3])
      expect(numbers(readNpy(npyArray("'<f8'", [], value, { version })))).toEqual([1]);
  });

  it('in the order of Fortran is brought into rows', () => {
    const shape = [2, 3, 4];
    const bytes = Buffer.alloc(24);
    for (let i = 0; i < 2; i += 1)
      for (let j = 0; j < 3; j += 1)
        for (let k = 0; k < 4; k += 1) bytes[i + 2 * j + 6 * k] = i * 12 + j * 4 + k;
    const rows = Array.from({ length: 24 }, (_, nth) => nth);
    expect(numbers(readNpy(npyArray("'|u1'", shape, bytes, { isFortran: true })))).toEqual(rows);
    const texts = readNpy(npyArray("'|S1'", [2, 2], ascii('acbd'), { isFortran: true }));
    expect(texts).toMatchObject({ values: ['a', 'b', 'c', 'd'] });
  });

  it('of records has its fields, nested and with shapes of their own', () => {
    const descr =
      "[('id', '|S2'), ('', '|V1'), (('title', 'at'), [('lon', '>f4'), ('lat', '<f4')]), ('poe', '|u1', (2, 2)), ('o', '|O')]";
    const record = (id: string, lon: string, lat: string, poes: readonly number[]): Buffer =>
      Buffer.concat([ascii(`${id}\0`), Buffer.from(lon + lat, 'hex'), Buffer.from(poes), Buffer.alloc(8)]);
    const data = Buffer.concat([
      record('a1', '3f800000', '00000040', [1, 2, 3, 4]),
      record('b2', '40000000', '0000803f', [5, 6, 7, 8]),
    ]);
    const found = readNpy(npyArray(descr, [2], data));
    expect(found).toEqual({
      kind: 'records',
      shape: [2],
      fields: new Map<string, NpyArray>([
        ['id', { kind: 'texts', shape: [2], values: ['a1', 'b2'] }],
        [
          'at',
          {
            kind: 'records',
            shape: [2],
            fields: new Map<string, NpyArray>([
              ['lon', { kind: 'numbers', shape: [2], values: Float64Array.of(1, 2) }],
              ['lat', { kind: 'numbers', shape: [2], values: Float64Array.of(2, 1) }],
            ]),
          },
        ],
        ['poe', { kind: 'numbers', shape: [2, 2, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
        ['o', { kind: 'skipped', shape: [2], reason: 'objects of Python are not read' }],
      ]),
    });
  });

  it('of records in the order of Fortran keeps each record whole', () => {
    const descr = "[('x', '|u1'), ('y', '|u1', (2,))]";
    const data = Buffer.from([0, 1, 2, 20, 21, 22, 10, 11, 12, 30, 31, 32]);
    const found = readNpy(npyArray(descr, [2, 2], data, { isFortran: true }));
    const fields = found.kind === 'records' ? found.fields : new Map<string, NpyArray>();
    expect(numbers(fields.get('x'))).toEqual([0, 10, 20, 30]);
    expect(numbers(fields.get('y'))).toEqual([1, 2, 11, 12, 21, 22, 31, 32]);
  });

  it.each([
    ["'|O'", 'objects of Python are not read'],
    ["'<c16'", 'complex numbers are not read'],
    ["'<M8[ns]'", 'times are not read'],
    ["'<m8[s]'", 'time spans are not read'],
    ["'|V8'", 'bytes without a type are not read'],
    ["'<f16'", 'long floating numbers are not read'],
  ])('of %s is passed over with a reason', (descr, reason) => {
    expect(readNpy(npyArray(descr, [1], Buffer.alloc(20)))).toEqual({ kind: 'skipped', shape: [1], reason });
  });

  it.each([
    ['no array', ascii('PK')],
    ['a format of tomorrow', npyArray("'<f8'", [], Buffer.alloc(8), { version: 4 })],
    ['a head cut off', npyArray("'<f8'", [], Buffer.alloc(8)).subarray(0, 30)],
    ['values cut off', npyArray("'<f8'", [2], Buffer.alloc(15))],
    ['a dtype of nobody', npyArray("'<q9'", [1], Buffer.alloc(8))],
    ['a shape of nothing', npyArray("'<f8'", [2 ** 40, 2 ** 40], Buffer.alloc(8))],
    ['values that take no room', npyArray("'|S0'", [2 ** 40], Buffer.alloc(8))],
    ['fields that take no room', npyArray("[('a', '|u1'), ('b', '|S0', (2000000,))]", [8], Buffer.alloc(8))],
    [
      'fields without end',
      npyArray("[('a', '|S0', (9007199254740991, 9007199254740991))]", [1], Buffer.alloc(8)),
    ],
    ['a head that is code', npyArray("__import__('os')", [1], Buffer.alloc(8))],
    ['no shape', Buffer.concat([ascii("\x93NUMPY\x01\x00\x11\x00{'descr': '<f8'}"), Buffer.alloc(8)])],
  ])('that is broken (%s) is refused', (_name, bytes) => {
    expect(() => readNpy(bytes)).toThrow(NpyFault);
  });

  it('is read or refused, never anything else, wherever it is cut or changed', () => {
    const seed = npyArray(
      "[('id', '|S2'), ('at', [('lon', '>f4')]), ('p', '<f8', (2,))]",
      [2],
      Buffer.alloc(44, 1),
    );
    const changed = fc.tuple(
      fc.nat(seed.length),
      fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(changed, ([length, changes]) => {
        const bytes = Buffer.from(seed.subarray(0, length));
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        try {
          readNpy(bytes);
        } catch (error) {
          if (!(error instanceof NpyFault)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('JSON in an array', () => {
  it('may hold what Python writes and JSON has not', () => {
    const text = '{"a": [NaN, Infinity, -Infinity, 1e-5], "b": "NaN, \\"Infinity", "c": null}';
    const value = { a: [Number.NaN, Infinity, -Infinity, 1e-5], b: 'NaN, "Infinity', c: null };
    expect(readJsonArray(readNpy(npy(text)))).toEqual(value);
    expect(readJsonArray(readNpy(npyArray("'|u1'", [Buffer.byteLength(text)], Buffer.from(text))))).toEqual(
      value,
    );
  });

  it.each([
    npy('{"a": nan}'),
    npyArray("'<f8'", [1], Buffer.alloc(8, 1)),
    npyArray("'|S1'", [2], ascii('12')),
  ])('is refused where it is none', (bytes) => {
    expect(() => readJsonArray(readNpy(bytes))).toThrow(NpyFault);
  });
});

async function read(members: readonly Member[], options?: NpzOptions): Promise<Npz> {
  return withFiles({ 'a.npz': makeZip(members) }, async (folder) => readNpz(join(folder, 'a.npz'), options));
}

describe('an archive of arrays', () => {
  const eights = Buffer.alloc(800_000);
  for (let nth = 0; nth < 100_000; nth += 1) eights.writeDoubleLE(nth / 3, nth * 8);
  const members = [
    { name: 'kind.npy', content: npyArray("'<U1'", [], Buffer.from('m\0\0\0')) },
    { name: 'mean.npy', content: npyArray("'<f8'", [50_000, 2], eights), deflated: true },
    { name: 'json.npy', content: npy('{"a": 1}') },
  ];

  it('is read by the names of its arrays, large ones too', async () => {
    const npz = await read(members);
    expect([...npz.keys()]).toEqual(['kind', 'mean', 'json']);
    expect(npz.get('kind')).toMatchObject({ values: ['m'] });
    expect(numbers(npz.get('mean')).every((value, nth) => value === nth / 3)).toBe(true);
    expect([...(await read(members, { names: ['json'] })).keys()]).toEqual(['json']);
  });

  it('whose sizes stand in the fields of zip64 alone is read as well', async () => {
    // numpy opens each member with force_zip64: the local header says 0xffffffff, and the field behind the name the length.
    const field = Buffer.alloc(20);
    field.writeUInt16LE(1, 0);
    field.writeUInt16LE(16, 2);
    const content = npy('"zip64"');
    field.writeBigUInt64LE(BigInt(content.length), 4);
    field.writeBigUInt64LE(BigInt(content.length), 12);
    const zip = makeZip([{ name: 'json.npy', content, extra: field }]);
    const central = zip.indexOf('PK\u0001\u0002');
    for (const at of [18, 22, central + 20, central + 24]) zip.writeUInt32LE(0xffffffff, at);
    await withFiles({ 'a.npz': zip }, async (folder) => {
      expect((await readNpz(join(folder, 'a.npz'))).get('json')).toMatchObject({ values: ['"zip64"'] });
    });
  });

  it.each([
    [
      'a broken array',
      [{ name: 'x.npy', content: 'no' }],
      {},
      /"x\.npy" in it is broken: it is no array of numpy/,
    ],
    ['a wrong checksum', [{ name: 'x.npy', content: npy('1'), crc: 1 }], {}, /checksum of "x\.npy" is wrong/],
    [
      'a wrong length',
      [{ name: 'x.npy', content: npy('1'), size: 5 }],
      {},
      /cannot be read as arrays of numpy/,
    ],
    [
      'more than is wanted',
      members,
      { mostBytes: 1000 },
      /its arrays have 1 MB, and 0 MB are read at the most/,
    ],
    [
      'a huge member',
      [{ name: 'x.npy', content: '', deflated: true, size: 2 ** 30 }],
      {},
      /"x\.npy" in it has 1024 MB/,
    ],
  ])('with %s is refused', async (_name, bad, options, message) => {
    const reading = read(bad, { ...options, what: 'The answer' });
    await expect(reading).rejects.toThrow(ExportError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(/^The answer cannot be read as arrays of numpy/);
  });

  it('that is none, or is not there, is told', async () => {
    await withFiles({ 'a.npz': 'lon,lat\n1,2\n' }, async (folder) => {
      await expect(readNpz(join(folder, 'a.npz'))).rejects.toThrow(ExportError);
      await expect(readNpz(join(folder, 'b.npz'))).rejects.toThrow(LocalFileError);
    });
  });
});
