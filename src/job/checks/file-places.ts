import { StringDecoder } from 'node:string_decoder';
import type { Found } from '../job-disk.js';
import type { XmlPlace } from '../xml/xml.js';
import type { CheckRequest } from './check-job.js';

/**
 * Finds lines and columns for places that a scan knows by the number of bytes before them: counting lines on the way
 * would cost every file what only a wrong one needs.
 * @param offsets in any order.
 * @returns the place for each offset.
 */
export async function placesAt(
  request: Pick<CheckRequest, 'walk' | 'signal'>,
  found: Found,
  offsets: readonly number[],
): Promise<Map<number, XmlPlace>> {
  const places = new Map<number, XmlPlace>();
  const wanted = [...new Set(offsets)].sort((left, right) => left - right);
  let before = 0;
  let line = 1;
  // Of the line that is not over: a file may be one line of any length.
  let units = 0;
  let decoder = new StringDecoder('utf8');
  const newLine = (): void => {
    line += 1;
    units = 0;
    decoder = new StringDecoder('utf8');
  };
  for await (const piece of request.walk.disk.sweep(found)) {
    request.signal?.throwIfAborted();
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    const goTo = (end: number): void => {
      for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < end; at = bytes.indexOf(0x0a, from)) {
        newLine();
        from = at + 1;
      }
      const text = decoder.write(bytes.subarray(from, end));
      from = end;
      // A byte order mark is no character of the first line.
      units += line === 1 && units === 0 ? text.replace(/^\uFEFF/, '').length : text.length;
    };
    for (let next = wanted[0]; next !== undefined && next <= before + bytes.length; next = wanted[0]) {
      goTo(next - before);
      places.set(next, { line, column: units + 1 });
      wanted.shift();
    }
    if (wanted.length === 0) break;
    goTo(bytes.length);
    before += bytes.length;
  }
  return places;
}
