import type { FaultExcerpt } from '../errors.js';

/** A place of which the line is wanted; both 1-based. */
export interface WantedPlace {
  readonly line: number;
  readonly column?: number | undefined;
}

/** UTF-16 units that are kept on either side of a column: more than a terminal is wide. */
const REACH = 240;

/** What is kept of one line. */
class Window {
  readonly #from: number;
  #text = '';
  #goesOn = false;

  constructor(column: number | undefined) {
    this.#from = Math.max(0, (column ?? 1) - 1 - REACH);
  }

  /** @param offset place in the line of the first character of `piece`. */
  take(piece: string, offset: number): void {
    const to = this.#from + 2 * REACH;
    if (offset + piece.length > to) this.#goesOn = true;
    this.#text += piece.slice(Math.max(0, this.#from - offset), Math.max(0, to - offset));
  }

  get excerpt(): FaultExcerpt {
    // A pair of surrogates that was cut in two is no character.
    const head = this.#from > 0 && /^[\uDC00-\uDFFF]/.test(this.#text) ? 1 : 0;
    const text = this.#text.slice(head).replace(/[\uD800-\uDBFF]$/, '');
    return { text, start: this.#from + head, goesOn: this.#goesOn };
  }
}

/**
 * Picks lines out of a text that comes in pieces. Keeps a bounded part of each wanted line, so that neither a file nor
 * a line is too long for it. LF, CR LF and a lone CR end a line.
 */
export class LineWindows {
  readonly #wanted: ReadonlyMap<WantedPlace, Window>;
  readonly #byLine = new Map<number, Window[]>();
  readonly #last: number;
  #line = 1;
  #offset = 0;
  #endedWithCr = false;

  constructor(places: readonly WantedPlace[]) {
    this.#wanted = new Map(places.map((place) => [place, new Window(place.column)]));
    for (const [{ line }, window] of this.#wanted) {
      this.#byLine.set(line, [...(this.#byLine.get(line) ?? []), window]);
    }
    this.#last = places.reduce((most, { line }) => Math.max(most, line), 0);
  }

  /** @returns whether more is wanted. */
  take(text: string): boolean {
    let start = this.#endedWithCr && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#endedWithCr = text.endsWith('\r');
    const hasCr = text.includes('\r');
    while (this.#line <= this.#last) {
      const end = hasCr ? endOfLine(text, start) : text.indexOf('\n', start);
      this.#piece(text, start, end === -1 ? text.length : end);
      if (end === -1) return true;
      this.#line += 1;
      this.#offset = 0;
      start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    }
    return false;
  }

  /** @returns the part of the line around a wanted place; undefined where the text has no such line. */
  excerpt(place: WantedPlace): FaultExcerpt | undefined {
    return place.line > this.#line ? undefined : this.#wanted.get(place)?.excerpt;
  }

  #piece(text: string, start: number, end: number): void {
    const windows = this.#byLine.get(this.#line);
    if (windows !== undefined) {
      const piece = text.slice(start, end);
      for (const window of windows) window.take(piece, this.#offset);
    }
    this.#offset += end - start;
  }
}

function endOfLine(text: string, start: number): number {
  const end = /[\r\n]/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? -1;
}
