import { isUtf8 } from 'node:buffer';
import {
  afterAttribute,
  afterBlanks,
  afterName,
  afterText,
  MORE,
  onlyBlanks,
  plainComment,
  STOP,
} from './xml-bytes.js';
import { attributeOf, type KnownName, sameBytes, XmlNames } from './xml-names.js';

/** What a scan tells of an element whose name is wanted. */
interface ScannedTag {
  /** Without prefix. */
  readonly name: string;
  /** Number of elements around it. */
  readonly depth: number;
  /** Number of bytes before its `<`. */
  readonly offset: number;
  /** @returns an attribute by its name without prefix; only while the tag is being told. */
  readonly attribute: (name: string) => string | undefined;
}

/** What a scan is asked for. */
export interface ScanListener {
  /**
   * @returns whether elements of this name, told without prefix, are wanted; asked once for each name. The root and
   * its children are told of in any case.
   */
  wants(name: string): boolean;
  opened(tag: ScannedTag): void;
  closed?(name: string): void;
}

/**
 * How a scan ended: well-formed; surely not, with the place; or not for this scanner to say, since it leaves to a
 * parser what is rare (DOCTYPE, CDATA, other encodings, names beyond ASCII, prefixes declared late) and what is
 * wrong inside one tag.
 */
export type ScanVerdict =
  | { readonly kind: 'well-formed' }
  | { readonly kind: 'unsure' }
  | {
      readonly kind: 'broken';
      /** Number of bytes before the place. */
      readonly offset: number;
      /** Number of bytes before the tag of the element that is not closed. */
      readonly openedAt: number;
      readonly message: string;
    };

/** Deeper nesting than any NRML has. */
const MOST_NESTED = 500;
/** A tag or a comment longer than this is left to a parser. */
const MOST_HELD_BYTES = 4_194_304;
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.0\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[uU][tT][fF]-?8\2)?[ \t\r\n]*\?>$/;

/**
 * Tells well-formed XML from broken XML many times faster than a parser, in memory that does not grow with the file:
 * a walk over the bytes that keeps the names of the open elements and little else.
 * Sound, not complete: `well-formed` and `broken` agree with a parser, `unsure` says nothing.
 */
export class XmlScan {
  readonly #listener: ScanListener;
  readonly #names: XmlNames;
  readonly #stack: KnownName[] = [];
  readonly #openedAt: number[] = [];
  readonly #spans: number[] = [];
  #verdict: ScanVerdict | undefined;
  #held: Buffer = Buffer.alloc(0);
  /** Number of bytes before the current piece. */
  #before = 0;
  #rootSeen = false;

  constructor(listener: ScanListener) {
    this.#listener = listener;
    this.#names = new XmlNames((name) => listener.wants(name));
  }

  /** Takes the next bytes, which may be reused afterwards. @returns false where no more are needed. */
  push(chunk: Uint8Array): boolean {
    if (this.#verdict !== undefined) return false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const piece = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const used = this.#scan(piece);
    // Before the verdict: a tag that does not fit may hold the bytes of another encoding.
    const sure = isUtf8(used === STOP ? piece.subarray(0, this.#brokenAt()) : piece.subarray(0, used));
    if (!sure || piece.length - used > MOST_HELD_BYTES) this.#verdict = { kind: 'unsure' };
    if (used === STOP) return false;
    this.#before += used;
    this.#held = Buffer.from(piece.subarray(used));
    return this.#verdict === undefined;
  }

  /** Says that no more bytes come. */
  end(): ScanVerdict {
    if (this.#verdict !== undefined) return this.#verdict;
    const open = this.#stack.at(-1);
    if (open === undefined) {
      return { kind: this.#rootSeen && this.#held.length === 0 ? 'well-formed' : 'unsure' };
    }
    const message = `the file ends inside <${open.whole}>`;
    return {
      kind: 'broken',
      offset: this.#before + this.#held.length,
      openedAt: this.#openedAt.at(-1) ?? 0,
      message,
    };
  }

  #brokenAt(): number {
    return this.#verdict?.kind === 'broken' ? this.#verdict.offset - this.#before : 0;
  }

  /** @returns how many bytes make whole pieces of markup and text, or STOP once the verdict is in. */
  #scan(piece: Buffer): number {
    const marked = this.#before === 0 && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
    let at = marked ? 3 : 0;
    while (at < piece.length) {
      const next = piece[at] === 0x3c ? this.#markup(piece, at) : this.#text(piece, at);
      if (next === STOP) {
        this.#verdict ??= { kind: 'unsure' };
        return STOP;
      }
      if (next === MORE) break;
      at = next;
    }
    return at;
  }

  #text(piece: Buffer, start: number): number {
    const end = afterText(piece, start);
    // Outside of the root only blanks may stand.
    if (end > start && this.#stack.length === 0 && !onlyBlanks(piece, start, end)) return STOP;
    return end === start ? MORE : end;
  }

  #markup(piece: Buffer, at: number): number {
    const byte = piece[at + 1];
    if (byte === undefined) return MORE;
    if (byte === 0x2f) return this.#endTag(piece, at);
    if (byte === 0x21) return comment(piece, at);
    if (byte === 0x3f) return this.#declaration(piece, at);
    return this.#startTag(piece, at);
  }

  #endTag(piece: Buffer, at: number): number {
    const nameEnd = afterName(piece, at + 2);
    const close = afterBlanks(piece, nameEnd);
    if (close >= piece.length) return MORE;
    if (nameEnd === at + 2) return STOP;
    const open = this.#stack.at(-1);
    if (piece[close] !== 0x3e || open === undefined) return STOP;
    if (!sameBytes(open.bytes, piece, at + 2, nameEnd)) {
      const message = `</${piece.toString('latin1', at + 2, nameEnd)}> stands where </${open.whole}> is due`;
      const openedAt = this.#openedAt.at(-1) ?? 0;
      this.#verdict = { kind: 'broken', offset: this.#before + at, openedAt, message };
      return STOP;
    }
    this.#stack.pop();
    this.#openedAt.pop();
    if (open.wanted) this.#listener.closed?.(open.local);
    return close + 1;
  }

  #declaration(piece: Buffer, at: number): number {
    const close = piece.indexOf('?>', at, 'latin1');
    if (close === -1) return MORE;
    const first = this.#before === 0 && at === (piece[0] === 0xef ? 3 : 0);
    return first && DECLARATION.test(piece.toString('latin1', at, close + 2)) ? close + 2 : STOP;
  }

  #startTag(piece: Buffer, start: number): number {
    const nameEnd = afterName(piece, start + 1);
    if (nameEnd === piece.length) return MORE;
    const spans = this.#spans;
    spans.length = 0;
    let at = nameEnd;
    for (;;) {
      const blanksFrom = at;
      at = afterBlanks(piece, at);
      if (at === piece.length) return MORE;
      if (piece[at] === 0x3e || piece[at] === 0x2f) break;
      if (at === blanksFrom) return STOP;
      at = afterAttribute(piece, at, spans);
      if (at < 0) return at;
    }
    const empty = piece[at] === 0x2f;
    if (empty) at += 1;
    if (at === piece.length) return MORE;
    if (piece[at] !== 0x3e) return STOP;
    return this.#open(piece, start, nameEnd, empty) ? at + 1 : STOP;
  }

  #open(piece: Buffer, start: number, nameEnd: number, empty: boolean): boolean {
    const depth = this.#stack.length;
    if ((depth === 0 && this.#rootSeen) || depth >= MOST_NESTED) return false;
    this.#rootSeen = true;
    // The root's prefixes are declared among its attributes.
    if (this.#spans.length > 0 && !this.#names.attributes(piece, this.#spans, depth === 0)) return false;
    const name = this.#names.element(piece, start + 1, nameEnd);
    if (name === undefined) return false;
    const offset = this.#before + start;
    if (name.wanted || depth < 2) {
      const attribute = (wanted: string): string | undefined => attributeOf(piece, this.#spans, wanted);
      this.#listener.opened({ name: name.local, depth, offset, attribute });
      if (empty && name.wanted) this.#listener.closed?.(name.local);
    }
    if (!empty) {
      this.#stack.push(name);
      this.#openedAt.push(offset);
    }
    return true;
  }
}

function comment(piece: Buffer, at: number): number {
  if (piece.length < at + 4) return MORE;
  if (piece[at + 2] !== 0x2d || piece[at + 3] !== 0x2d) return STOP;
  const dashes = piece.indexOf('--', at + 4, 'latin1');
  if (dashes === -1 || dashes + 2 >= piece.length) return MORE;
  return piece[dashes + 2] === 0x3e && plainComment(piece, at, dashes) ? dashes + 3 : STOP;
}
