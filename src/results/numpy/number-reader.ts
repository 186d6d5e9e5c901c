import type { NpyType } from './npy-type.js';

/** Reads the number that begins at a byte. */
export type NumberReader = (view: DataView, at: number) => number;

/** @returns the reader for a dtype of numbers. */
export function numberReader({ code, bytes, isBig }: NpyType & { kind: 'number' }): NumberReader {
  const little = !isBig;
  switch (`${code}${bytes}`) {
    case 'u1':
      return (view, at) => view.getUint8(at);
    case 'i1':
      return (view, at) => view.getInt8(at);
    case 'u2':
      return (view, at) => view.getUint16(at, little);
    case 'i2':
      return (view, at) => view.getInt16(at, little);
    case 'u4':
      return (view, at) => view.getUint32(at, little);
    case 'i4':
      return (view, at) => view.getInt32(at, little);
    case 'u8':
      return (view, at) => Number(view.getBigUint64(at, little));
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, little));
    case 'f2':
      return (view, at) => halfFloat(view.getUint16(at, little));
    case 'f4':
      return (view, at) => view.getFloat32(at, little);
    default:
      return (view, at) => view.getFloat64(at, little);
  }
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
