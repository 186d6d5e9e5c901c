/** How the bytes of markup in UTF-8 are told apart; one table look-up a byte is what a fast scan can afford. */

export const MORE = -1;
export const STOP = -2;

const NAME_START = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_');
const NAME_PART = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-.:');
const TEXT_STOP = tableOf('<&]');
const VALUE_STOP = tableOf('"\'<&');
/** Characters that no XML may hold: controls, and U+FFFE and U+FFFF, whose first byte is EF. */
const NEVER = [...Array.from({ length: 32 }, (_, byte) => byte).filter((byte) => !isBlank(byte)), 0xef];
for (const byte of NEVER) {
  TEXT_STOP[byte] = 1;
  VALUE_STOP[byte] = 1;
}
const ENTITIES: readonly (readonly [string, string])[] = [
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
];
const LONGEST_ENTITY = 6;

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** @returns whether a byte is white space in XML. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** @returns the first byte behind a name of plain letters; `at` itself where none begins there. */
export function afterName(piece: Uint8Array, at: number): number {
  if (NAME_START[piece[at] ?? 0] === 0) return at;
  let end = at + 1;
  while (NAME_PART[piece[end] ?? 0] === 1) end += 1;
  return end;
}

/** @returns the first byte behind character data, or STOP at what may not stand in it or is rare. */
export function afterText(piece: Buffer, start: number): number {
  const end = piece.length;
  let at = start;
  for (;;) {
    while (at < end && TEXT_STOP[piece[at] as number] === 0) at += 1;
    if (at === end) return withoutPart(piece, start);
    if (piece[at] === 0x3c) return at;
    const next = afterOdd(piece, at);
    if (next === MORE) return at;
    if (next === STOP) return STOP;
    at = next;
  }
}

/**
 * Reads `name = "value"`.
 * @param spans takes four positions: start and end of the name, start and end of the value.
 * @returns the first byte behind, MORE, or STOP at what may not stand there or is rare.
 */
export function afterAttribute(piece: Buffer, start: number, spans: number[]): number {
  const nameEnd = afterName(piece, start);
  if (nameEnd === start) return STOP;
  const equals = afterBlanks(piece, nameEnd);
  if (equals === piece.length) return MORE;
  if (piece[equals] !== 0x3d) return STOP;
  const open = afterBlanks(piece, equals + 1);
  if (open === piece.length) return MORE;
  const quote = piece[open];
  if (quote !== 0x22 && quote !== 0x27) return STOP;
  let at = open + 1;
  for (;;) {
    while (at < piece.length && VALUE_STOP[piece[at] as number] === 0) at += 1;
    if (at === piece.length) return MORE;
    const byte = piece[at];
    if (byte === quote) break;
    const next = byte === 0x22 || byte === 0x27 ? at + 1 : byte === 0x3c ? STOP : afterOdd(piece, at);
    if (next < 0) return next;
    at = next;
  }
  spans.push(start, nameEnd, open + 1, at);
  return at + 1;
}

/** @returns the first byte that is no white space. */
export function afterBlanks(piece: Uint8Array, start: number): number {
  let at = start;
  while (isBlank(piece[at])) at += 1;
  return at;
}

/** @returns whether these bytes hold only white space. */
export function onlyBlanks(piece: Uint8Array, start: number, end: number): boolean {
  return afterBlanks(piece, start) >= end;
}

/** @returns whether all of these bytes may stand in a comment; false for the doubtful. */
export function plainComment(piece: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = piece[at] as number;
    if (byte === 0xef || (byte < 0x20 && !isBlank(byte))) return false;
  }
  return true;
}

/** @returns the text with the five entities of XML resolved, the only ones that a scan lets pass. */
export function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&\w+;/g, (entity) => ENTITIES.find(([name]) => name === entity)?.[1] ?? entity);
}

/** Behind `&amp;` and its like, a `]` that ends no CDATA, or a character that begins like U+FFFE. */
function afterOdd(piece: Buffer, at: number): number {
  const byte = piece[at] as number;
  if (byte === 0x26) {
    const text = piece.toString('latin1', at, at + LONGEST_ENTITY);
    const entity = ENTITIES.find(([name]) => text.startsWith(name));
    if (entity !== undefined) return at + entity[0].length;
    return at + LONGEST_ENTITY > piece.length ? MORE : STOP;
  }
  if (byte !== 0x5d && byte !== 0xef) return STOP;
  if (at + 2 >= piece.length) return MORE;
  const [second, third] = [piece[at + 1] as number, piece[at + 2] as number];
  if (byte === 0x5d) return second === 0x5d && third === 0x3e ? STOP : at + 1;
  return second === 0xbf && third >= 0xbe ? STOP : at + 1;
}

/** @returns the end of the piece without the first bytes of a character whose others are still to come. */
function withoutPart(piece: Uint8Array, start: number): number {
  const end = piece.length;
  for (let back = 1; back <= 3 && end - back >= start; back += 1) {
    const byte = piece[end - back] as number;
    if (byte < 0x80) return end;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? end - back : end;
  }
  return end;
}
