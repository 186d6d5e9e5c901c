import type { Found } from '../job-disk.js';
import type { XmlPlace } from '../xml.js';
import type { CheckRequest } from './check-job.js';

/**
 * Finds lines and columns for places that a scan knows by the number of bytes before them: counting lines on the way
 * would cost every file what only a wrong one needs.
 * @param offsets in any order.
 * @returns the place for each offset.
 */
export async function placesAt(
  request: CheckRequest,
  found: Found,
  offsets: readonly number[],
): Promise<Map<number, XmlPlace>> {
  const places = new Map<number, XmlPlace>();
  const wanted = [...new Set(offsets)].sort((left, right) => left - right);
  let before = 0;
  let line = 1;
  let lineStart = Buffer.alloc(0);
  for await (const piece of request.walk.disk.sweep(found)) {
    request.signal?.throwIfAborted();
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let next = wanted[0]; next !== undefined && next <= before + bytes.length; next = wanted[0]) {
      const end = next - before;
      for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < end; at = bytes.indexOf(0x0a, from)) {
        line += 1;
        from = at + 1;
        lineStart = Buffer.alloc(0);
      }
      const text = Buffer.concat([lineStart, bytes.subarray(from, end)]).toString('utf8');
      places.set(next, { line, column: text.replace(/^\uFEFF/, '').length + 1 });
      wanted.shift();
    }
    if (wanted.length === 0) break;
    for (let at = bytes.indexOf(0x0a, from); at !== -1; at = bytes.indexOf(0x0a, from)) {
      line += 1;
      from = at + 1;
      lineStart = Buffer.alloc(0);
    }
    const rest = bytes.subarray(from);
    // A file without line ends is no text for people: its columns are counted within a piece only.
    lineStart = Buffer.from(rest.length > 65_536 ? rest.subarray(0, 0) : Buffer.concat([lineStart, rest]));
    before += bytes.length;
  }
  return places;
}
