import { resolved } from './xml-bytes.js';

/** A name that was met in a file, kept once. */
export interface KnownName {
  readonly bytes: Uint8Array;
  /** With its prefix. */
  readonly whole: string;
  readonly local: string;
  /** Empty where there is none. */
  readonly prefix: string;
  readonly wanted: boolean;
  /** The tag that used it last as an attribute. */
  tag: number;
}

const NAME = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/;
/** More than any schema has; whoever writes names without end is read by a parser. */
const MOST_NAMES = 4096;
const SLOTS = 1024;

/** The names and the namespace prefixes of one file, told by their bytes. */
export class XmlNames {
  /** Made as they are used: of thousands of small files most time would go into empty ones. */
  readonly #slots: (KnownName[] | undefined)[] = new Array<KnownName[] | undefined>(SLOTS);
  readonly #prefixes = new Set(['xml']);
  #count = 0;
  #tag = 0;

  constructor(readonly wants: (local: string) => boolean) {}

  /** @returns the name of an element, or undefined where a parser must judge it. */
  element(piece: Buffer, start: number, end: number): KnownName | undefined {
    const name = this.#find(piece, start, end);
    return name?.prefix === '' || (name !== undefined && this.#prefixes.has(name.prefix)) ? name : undefined;
  }

  /**
   * @param spans as `afterAttribute` left them.
   * @param root whether these are the attributes of the root, where prefixes may be declared.
   * @returns whether these attributes may stand in one tag; false also where a parser must judge.
   */
  attributes(piece: Buffer, spans: readonly number[], root: boolean): boolean {
    this.#tag += 1;
    let prefixed = 0;
    for (let index = 0; index < spans.length; index += 4) {
      const name = this.#find(piece, spans[index] as number, spans[index + 1] as number);
      if (name === undefined || name.tag === this.#tag) return false;
      name.tag = this.#tag;
      if (name.prefix === 'xmlns' || name.whole === 'xmlns') {
        const value = piece.toString('utf8', spans[index + 2], spans[index + 3]);
        if (!this.#declares(name, value, root)) return false;
      } else if (name.prefix !== '') prefixed += 1;
    }
    return prefixed === 0 || (prefixed === 1 && this.#bound(piece, spans));
  }

  /** Two prefixes of one namespace could hide a duplicate, so one attribute with a prefix is all that is judged. */
  #bound(piece: Buffer, spans: readonly number[]): boolean {
    for (let index = 0; index < spans.length; index += 4) {
      const name = this.#find(piece, spans[index] as number, spans[index + 1] as number);
      if (name === undefined) return false;
      if (name.prefix !== '' && name.prefix !== 'xmlns' && !this.#prefixes.has(name.prefix)) return false;
    }
    return true;
  }

  #declares(name: KnownName, value: string, root: boolean): boolean {
    // What the W3C keeps for itself has rules of its own.
    if (value.includes('&') || value.includes('w3.org')) return false;
    if (name.prefix === '') return true;
    if (value.trim() === '' || name.local.startsWith('xml')) return false;
    if (root) this.#prefixes.add(name.local);
    return this.#prefixes.has(name.local);
  }

  #find(piece: Buffer, start: number, end: number): KnownName | undefined {
    const length = end - start;
    // Enough to tell most names of a schema apart; the bytes are compared below.
    const middle = piece[start + (length >> 1)] as number;
    const hash = length + 7 * (piece[start] as number) + 31 * middle + 101 * (piece[end - 2] as number);
    const slot = (this.#slots[hash & (SLOTS - 1)] ??= []);
    for (const name of slot) if (sameBytes(name.bytes, piece, start, end)) return name;
    return this.#keep(slot, Buffer.from(piece.subarray(start, end)));
  }

  #keep(slot: KnownName[], bytes: Buffer): KnownName | undefined {
    const whole = bytes.toString('latin1');
    const [, prefix = '', local] = NAME.exec(whole) ?? [];
    if (local === undefined || this.#count >= MOST_NAMES) return undefined;
    this.#count += 1;
    const name = { bytes, whole, local, prefix, wanted: this.wants(local), tag: 0 };
    slot.push(name);
    return name;
  }
}

/** @returns whether a name has these bytes. */
export function sameBytes(name: Uint8Array, piece: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at += 1) if (name[at] !== piece[start + at]) return false;
  return true;
}

/** @returns the value of an attribute without prefix, from the spans of a tag. */
export function attributeOf(piece: Buffer, spans: readonly number[], name: string): string | undefined {
  for (let index = 0; index < spans.length; index += 4) {
    const [start = 0, end = 0] = [spans[index], spans[index + 1]];
    if (end - start !== name.length || piece.toString('latin1', start, end) !== name) continue;
    const value = piece.toString('utf8', spans[index + 2], spans[index + 3]);
    return resolved(value.replace(/\r\n|[\t\r\n]/g, ' '));
  }
  return undefined;
}
