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

/** One line of the text of an element, as far as one piece holds it. */
interface LineStart extends XmlPlace {
  /** Where it begins in the text. */
  readonly offset: number;
}

/**
 * Where the characters of the text of an element stand. Made once for a text and asked for each of its words: a logic
 * tree may name thousands of files in one branch.
 * @returns the place of the character at an offset; undefined behind the end.
 */
export function placesInText(pieces: readonly TextPiece[]): (offset: number) => XmlPlace | undefined {
  const lines: LineStart[] = [];
  let end = 0;
  for (const { text, line, column } of pieces) {
    lines.push({ offset: end, line, column });
    let count = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      count += 1;
      lines.push({ offset: end + at + 1, line: line + count, column: 1 });
    }
    end += text.length;
  }
  return (offset) => {
    const start = offset < end ? lastAtOrBefore(lines, offset) : undefined;
    return start === undefined
      ? undefined
      : { line: start.line, column: start.column + offset - start.offset };
  };
}

function lastAtOrBefore(lines: readonly LineStart[], offset: number): LineStart | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}
