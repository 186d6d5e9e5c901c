import { isUtf8 } from 'node:buffer';
import { endianness } from 'node:os';
import type { NpyArray } from './npy-array.js';
import { NpyFault } from './npy-fault.js';
import { readNpyHead } from './npy-head.js';
import { countOf, type NpyType } from './npy-type.js';
import { numberReader } from './number-reader.js';
import { rowMajor } from './row-major.js';

/** Values that take no bytes (`S0`) could be without end: so many are read beside those that take some. */
const MOST_EMPTY = 1_000_000;
const IS_LITTLE = endianness() === 'LE';

/**
 * Reads an `.npy` file.
 * @throws NpyFault where it is none, or shorter than its head announces.
 */
export function readNpy(bytes: Buffer): NpyArray {
  const { type, shape, isFortran, dataAt } = readNpyHead(bytes);
  const count = countOf(shape);
  const data = bytes.subarray(dataAt);
  if (type.kind === 'skipped') return { kind: 'skipped', shape, reason: type.reason };
  if (count * type.bytes > data.length)
    throw new NpyFault(
      `it has ${data.length} bytes of values where its head announces ${count * type.bytes}`,
    );
  if (type.kind === 'bytes' && shape.length === 0 && !isUtf8(data.subarray(0, type.bytes)))
    return { kind: 'bytes', shape, bytes: Buffer.from(data.subarray(0, type.bytes)) };
  const values = valuesOf(type) * count;
  if (values > data.length + MOST_EMPTY)
    throw new NpyFault('it announces values without end that take no room');
  const read = readValues(data, type, count, { offset: 0, stride: type.bytes, shape });
  return isFortran && shape.length > 1 ? rowMajor(read, shape) : read;
}

/** How many values one element is made of. */
function valuesOf(type: NpyType): number {
  if (type.kind !== 'record') return 1;
  return type.fields.reduce((sum, field) => sum + valuesOf(field.type) * countOf(field.shape), 0);
}

interface Place {
  /** Where the first element begins. */
  readonly offset: number;
  /** From one element to the next. */
  readonly stride: number;
  readonly shape: readonly number[];
}

function readValues(data: Buffer, type: NpyType, count: number, { offset, stride, shape }: Place): NpyArray {
  switch (type.kind) {
    case 'skipped':
      return { kind: 'skipped', shape, reason: type.reason };
    case 'number':
      return { kind: 'numbers', shape, values: readNumbers(data, type, count, offset, stride) };
    case 'bytes':
    case 'unicode': {
      const read = type.kind === 'bytes' ? readBytes : type.isBig ? readBigUnicode : readUnicode;
      const values = Array.from({ length: count }, (_, nth) => {
        const start = offset + nth * stride;
        return read(data, start, start + type.bytes);
      });
      return { kind: 'texts', shape, values };
    }
    case 'record': {
      const fields = new Map<string, NpyArray>();
      for (const field of type.fields) {
        const each = countOf(field.shape);
        const place = { offset: offset + field.offset, stride, shape: [...shape, ...field.shape] };
        // The values of a field with a shape lie one behind the other within each record.
        const whole =
          each === 1
            ? readValues(data, field.type, count, place)
            : readNested(data, field.type, count, each, place);
        fields.set(field.name, whole);
      }
      return { kind: 'records', shape, fields };
    }
  }
}

function readNested(
  data: Buffer,
  type: NpyType,
  count: number,
  each: number,
  { offset, stride, shape }: Place,
): NpyArray {
  // Gathered into one piece first: such fields are short (the levels of a curve), and the rest need not know of them.
  const length = each * type.bytes;
  const gathered = Buffer.allocUnsafe(count * length);
  for (let nth = 0; nth < count; nth += 1)
    data.copy(gathered, nth * length, offset + nth * stride, offset + nth * stride + length);
  return readValues(gathered, type, count * each, { offset: 0, stride: type.bytes, shape });
}

function readNumbers(
  data: Buffer,
  type: NpyType & { kind: 'number' },
  count: number,
  offset: number,
  stride: number,
): Float64Array {
  if (type.code === 'f' && type.bytes === 8 && !type.isBig && IS_LITTLE && stride === 8) {
    const copy = new Uint8Array(count * 8);
    copy.set(data.subarray(offset, offset + count * 8));
    return new Float64Array(copy.buffer);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const read = numberReader(type);
  const values = new Float64Array(count);
  for (let nth = 0, at = offset; nth < count; nth += 1, at += stride) values[nth] = read(view, at);
  return values;
}

function readBytes(data: Buffer, start: number, end: number): string {
  let last = end;
  while (last > start && data[last - 1] === 0) last -= 1;
  return data.toString('utf8', start, last);
}

function readUnicode(data: Buffer, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 4) text += character(data.readUInt32LE(at));
  return text.replace(/\0+$/, '');
}

function readBigUnicode(data: Buffer, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 4) text += character(data.readUInt32BE(at));
  return text.replace(/\0+$/, '');
}

function character(code: number): string {
  return String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
}
