import type { Found } from '../job-disk.js';
import { type Chain, reasonOf } from '../job-walk.js';
import { readXml, XmlError, type XmlPlace } from '../xml/xml.js';
import { type ScanListener, XmlScan } from '../xml/xml-scan.js';
import type { CheckRequest } from './check-job.js';
import { placesAt } from './file-places.js';

/** Where a tag stands: known at once, or by the number of bytes before it. */
export type TagPlace = XmlPlace | { readonly offset: number };

/** What a check hears of the elements it wants. */
export interface HeardTag {
  /** Without prefix. */
  readonly name: string;
  /** Number of elements around it. */
  readonly depth: number;
  readonly place: TagPlace;
  /** @returns an attribute by its name without prefix; only while the tag is being told. */
  readonly attribute: (name: string) => string | undefined;
}

/** What a check wants to hear of a big file. */
export interface TagListener {
  /** The root and its children are told of in any case. */
  wants(name: string): boolean;
  opened(tag: HeardTag): void;
  closed?(name: string): void;
}

/**
 * Reads a whole XML file of any size for a few of its elements, and notes a fault where it is not well-formed.
 * The fast scan does it for nearly every file; what it leaves open is read by the parser.
 * @param listener makes a listener; called again where the parser has to begin anew.
 * @returns whether the file is well-formed.
 */
export async function scanXml(
  request: CheckRequest,
  found: Found,
  chain: Chain,
  listener: () => TagListener,
): Promise<boolean> {
  const { walk } = request;
  const file = walk.shownFile(found);
  try {
    const verdict = await fastScan(request, found, listener());
    if (verdict.kind === 'well-formed') return true;
    if (verdict.kind === 'unsure') {
      await parse(request, found, listener());
      return true;
    }
    const { offset, openedAt, message } = verdict;
    const places = await placesAt(request, found, [offset, openedAt]);
    const opened = places.get(openedAt);
    const since = opened === undefined ? '' : `, opened in line ${opened.line}`;
    const place = places.get(offset);
    const fix = 'restore the file from where it came: it may have been cut off or edited by hand';
    walk.fault([...chain, { file, ...place, key: 'nrml' }], `not well-formed XML: ${message}${since}`, fix);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof XmlError) {
      const { line, column, message } = error;
      walk.fault([...chain, { file, line, column, key: 'nrml' }], message);
    } else walk.fault(chain, `${file} cannot be read: ${reasonOf(error)}`);
  }
  return false;
}

async function fastScan(
  request: CheckRequest,
  found: Found,
  listener: TagListener,
): Promise<ReturnType<XmlScan['end']>> {
  const forScan: ScanListener = {
    wants: (name) => listener.wants(name),
    opened: (tag) => {
      const { name, depth, offset } = tag;
      listener.opened({ name, depth, place: { offset }, attribute: (wanted) => tag.attribute(wanted) });
    },
    closed: (name) => listener.closed?.(name),
  };
  const scan = new XmlScan(forScan);
  for await (const piece of heard(request, found)) if (!scan.push(piece)) break;
  return scan.end();
}

async function parse(request: CheckRequest, found: Found, listener: TagListener): Promise<void> {
  let depth = 0;
  let place: XmlPlace = { line: 1, column: 1 };
  await readXml(heard(request, found), {
    starts(_name, at) {
      place = at;
      return true;
    },
    opened(name, attributes) {
      depth += 1;
      if (depth > 2 && !listener.wants(name)) return;
      listener.opened({ name, depth: depth - 1, place, attribute: (wanted) => attributes.get(wanted) });
    },
    closed(name) {
      depth -= 1;
      if (listener.wants(name)) listener.closed?.(name);
    },
  });
}

/** The pieces of a file, with a word on the way and an ear for an abort. */
async function* heard(request: CheckRequest, found: Found): AsyncGenerator<Uint8Array> {
  const [file, totalBytes] = [request.walk.shownFile(found), found.sizeBytes];
  let doneBytes = 0;
  for await (const piece of request.walk.disk.sweep(found)) {
    yield piece;
    doneBytes += piece.length;
    request.onProgress?.({ file, doneBytes, totalBytes });
    request.signal?.throwIfAborted();
  }
}

/** @returns lines and columns for places, in their order. */
export async function resolvePlaces(
  request: CheckRequest,
  found: Found,
  places: readonly TagPlace[],
): Promise<XmlPlace[]> {
  const offsets = places.flatMap((place) => ('offset' in place ? [place.offset] : []));
  const known = offsets.length === 0 ? undefined : await placesAt(request, found, offsets);
  return places.map((place) =>
    'offset' in place ? (known?.get(place.offset) ?? { line: 1, column: 1 }) : place,
  );
}
