import { readXml, XmlError, type XmlPlace } from './xml.js';

interface TextPiece extends XmlPlace {
  readonly text: string;
}

/** An element with what stands in it. */
export interface XmlElement extends XmlPlace {
  /** Without prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All character data directly in the element, joined; undefined where there is none at all. */
  readonly text: string | undefined;
  readonly pieces: readonly TextPiece[];
}

interface OpenElement extends XmlPlace {
  readonly name: string;
  attributes: ReadonlyMap<string, string>;
  readonly children: OpenElement[];
  readonly pieces: TextPiece[];
  text: string | undefined;
}

/**
 * Reads an NRML file into elements, but of the children of its root only those called `keep`: whoever takes a big
 * source model for a logic tree does not fill the memory.
 * @throws XmlError where the file is not well-formed, or its root is not `nrml`.
 */
export async function readNrml(
  chunks: AsyncIterable<Uint8Array>,
  keep: string,
): Promise<readonly XmlElement[]> {
  const kept: OpenElement[] = [];
  const open: OpenElement[] = [];
  let depth = 0;
  await readXml(chunks, {
    starts(name, place) {
      if (depth === 0 && name !== 'nrml') {
        throw new XmlError(
          `this is no NRML file: it begins with <${name}>, not <nrml>`,
          place.line,
          place.column,
        );
      }
      depth += 1;
      const parent = open.at(-1);
      if (parent === undefined && (depth !== 2 || name !== keep)) return true;
      const element = { name, ...place, attributes: new Map(), children: [], pieces: [], text: undefined };
      (parent?.children ?? kept).push(element);
      open.push(element);
      return true;
    },
    opened(_name, attributes) {
      const element = open.at(-1);
      if (element !== undefined) element.attributes = attributes;
    },
    text(text, place) {
      const element = open.at(-1);
      if (element === undefined) return;
      element.pieces.push({ text, ...place });
    },
    closed() {
      depth -= 1;
      const element = open.pop();
      if (element === undefined || element.pieces.length === 0) return;
      element.text = element.pieces.map((piece) => piece.text).join('');
    },
  });
  return kept;
}

/** @returns the first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** @returns the place of the character at `offset` of the text of an element. */
export function placeInText(pieces: readonly TextPiece[], offset: number): XmlPlace | undefined {
  let start = 0;
  for (const piece of pieces) {
    if (offset < start + piece.text.length) {
      const before = piece.text.slice(0, offset - start).split('\n');
      const last = before.at(-1) ?? '';
      const column = (before.length === 1 ? piece.column : 1) + last.length;
      return { line: piece.line + before.length - 1, column };
    }
    start += piece.text.length;
  }
  return undefined;
}
