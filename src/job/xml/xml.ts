import type { SaxesParser, SaxesTagNS } from 'saxes';
import { declaredEntities } from './xml-entities.js';
import { decodeXml } from './xml-encoding.js';
import { XmlError } from './xml-error.js';

export { XmlError } from './xml-error.js';

/** A place in an XML file, both numbers 1-based. */
export interface XmlPlace {
  readonly line: number;
  readonly column: number;
}

/** What a reader of XML wants to hear. Names come without their prefix. */
export interface XmlListener {
  /** An element begins; its attributes are not read yet. Returning false ends the reading there. */
  starts?(name: string, place: XmlPlace): boolean;
  /** The start tag was read. Only attributes without a prefix are told. */
  opened?(name: string, attributes: ReadonlyMap<string, string>): void;
  /** Character data, CDATA among it, with the place where it begins; comments cut it in pieces. */
  text?(text: string, place: XmlPlace): void;
  closed?(name: string): void;
}

/** NRML has some ten levels; the parser's time for a tag grows with the number of those around it. */
const MOST_NESTED = 500;

/** Thrown through the parser to leave it; what stands behind is never looked at. */
class Enough extends Error {}

/**
 * Reads XML as it comes in: namespace-aware, not validating; internal entities are expanded, external ones are not
 * fetched. Keeps nothing, so that a file of any size can be read.
 * @throws XmlError where the file is not well-formed as far as it was read.
 */
export async function readXml(chunks: AsyncIterable<Uint8Array>, listener: XmlListener): Promise<void> {
  const { SaxesParser: Parser } = await import('saxes');
  const parser = new Parser({ xmlns: true, position: true });
  listen(parser, listener);
  try {
    for await (const text of decodeXml(chunks)) parser.write(text);
    parser.close();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

function listen(parser: SaxesParser<{ xmlns: true; position: true }>, listener: XmlListener): void {
  // The end of the last markup, which is where the next text begins.
  let mark: XmlPlace = { line: 1, column: 1 };
  const here = (): XmlPlace => ({ line: parser.line, column: parser.columnIndex + 1 });
  parser.on('error', (error) => {
    const message = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    throw new XmlError(`not well-formed XML: ${message}`, parser.line, parser.columnIndex, error);
  });
  parser.on('doctype', (doctype) => {
    declareEntities(parser, declaredEntities(doctype));
  });
  let depth = 0;
  parser.on('opentagstart', (tag) => {
    depth += 1;
    if (depth > MOST_NESTED)
      throw new XmlError('the elements are nested too deeply', parser.line, parser.columnIndex);
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    // The parser has just read the character behind the name, which may be the end of the line.
    const place =
      parser.columnIndex === 0
        ? { line: parser.line - 1, column: 1 }
        : { line: parser.line, column: Math.max(1, parser.columnIndex - tag.name.length - 1) };
    if (listener.starts?.(name, place) === false) throw new Enough();
  });
  parser.on('opentag', (tag) => {
    mark = here();
    listener.opened?.(tag.local, plainAttributes(tag));
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    mark = here();
    listener.closed?.(tag.local);
  });
  parser.on('text', (text) => listener.text?.(text, mark));
  parser.on('cdata', (text) => {
    listener.text?.(text, { line: mark.line, column: mark.column + '<![CDATA['.length });
    mark = here();
  });
  const step = (): void => {
    mark = here();
  };
  parser.on('comment', step);
  parser.on('processinginstruction', step);
}

/** Of all entities together; no NRML file has so much, and an attack has thousands of times as much. */
const MOST_EXPANDED = 1_000_000;

/** Counts what is put in place of entities: a megabyte of references to ten thousand characters fills any memory. */
function declareEntities(
  parser: SaxesParser<{ xmlns: true; position: true }>,
  texts: Record<string, string>,
): void {
  let expanded = 0;
  for (const [name, text] of Object.entries(texts)) {
    Object.defineProperty(parser.ENTITIES, name, {
      configurable: true,
      get: () => {
        expanded += text.length;
        if (expanded > MOST_EXPANDED)
          throw new XmlError('the entities grow beyond all measure', parser.line, parser.columnIndex);
        return text;
      },
    });
  }
}

function plainAttributes(tag: SaxesTagNS): Map<string, string> {
  const plain = Object.values(tag.attributes).filter((attribute) => attribute.prefix === '');
  return new Map(plain.map((attribute) => [attribute.local, attribute.value]));
}
