import { TextDecoder } from 'node:util';
import type { FaultExcerpt, InputFault } from '../errors.js';
import { LineWindows, type WantedPlace } from './line-windows.js';
import { encodingOf } from './xml/xml-encoding.js';

/** @returns the bytes of a file that a fault names; undefined where it cannot be told which file that is. */
export type OpenFaulted = (file: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

/**
 * Adds to each fault the line on which it stands, of each file to the first hundreds. Each file is read once, as a
 * stream, up to the last line that is wanted of it. A file that cannot be read (any more) leaves its faults as they are: they have been told already.
 */
export async function withExcerpts(
  all: readonly InputFault[],
  open: OpenFaulted,
): Promise<readonly InputFault[]> {
  const faults = firstOfEachFile(all);
  const byFile = new Map<string, (InputFault & WantedPlace)[]>();
  for (const fault of faults) {
    if (!hasLine(fault) || fault.excerpt !== undefined) continue;
    const before = byFile.get(fault.file);
    if (before === undefined) byFile.set(fault.file, [fault]);
    else before.push(fault);
  }
  const excerpts = new Map<InputFault, FaultExcerpt>();
  for (const [file, placed] of byFile) {
    const windows = await readLines(file, placed, open).catch(() => undefined);
    for (const fault of placed) {
      const excerpt = windows?.excerpt(fault);
      if (excerpt !== undefined) excerpts.set(fault, excerpt);
    }
  }
  return faults.map((fault) => {
    const excerpt = excerpts.get(fault);
    return excerpt === undefined ? fault : { ...fault, excerpt };
  });
}

/** Nobody mends more in one file before the next check, and a terminal holds no more. */
const MOST_IN_A_FILE = 300;

/** @returns the first faults of each file; the last of them tells how many more there are. */
function firstOfEachFile(faults: readonly InputFault[]): readonly InputFault[] {
  const counts = new Map<string, number>();
  for (const { file } of faults) counts.set(file, (counts.get(file) ?? 0) + 1);
  const told = new Map<string, number>();
  return faults.flatMap((fault) => {
    const count = (told.get(fault.file) ?? 0) + 1;
    told.set(fault.file, count);
    if (count > MOST_IN_A_FILE) return [];
    const more = (counts.get(fault.file) ?? 0) - MOST_IN_A_FILE;
    if (count < MOST_IN_A_FILE || more <= 0) return [fault];
    return [{ ...fault, message: `${fault.message}; and ${more} more in this file` }];
  });
}

function hasLine(fault: InputFault): fault is InputFault & WantedPlace {
  return fault.line !== undefined;
}

async function readLines(
  file: string,
  places: readonly WantedPlace[],
  open: OpenFaulted,
): Promise<LineWindows | undefined> {
  const chunks = await open(file);
  if (chunks === undefined) return undefined;
  const windows = new LineWindows(places);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= lenientDecoder(chunk);
    if (!windows.take(decoder.decode(chunk, { stream: true }))) return windows;
  }
  windows.take(decoder?.decode() ?? '');
  return windows;
}

/** What does not fit the encoding is shown as a replacement character: it may be the very fault. */
function lenientDecoder(start: Uint8Array): TextDecoder {
  try {
    return new TextDecoder(encodingOf(start));
  } catch {
    return new TextDecoder();
  }
}
