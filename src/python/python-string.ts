import type { LiteralScanner } from './python-scanner.js';

/** One quoted piece as it stands: adjacent pieces are joined by the parser. */
export interface StringPiece {
  readonly text: string;
  readonly bytes: boolean;
}

const START = /(?:[rR][bB]?|[bB][rR]?|[uU])?(?:'''|"""|'|")/y;
const FORMAT_START = /(?:[fF][rR]?|[rR][fF])['"]/y;

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** @returns the quoted piece that begins here, or undefined where none does. */
export function readStringPiece(scanner: LiteralScanner): StringPiece | undefined {
  const from = scanner.offset;
  if (scanner.match(FORMAT_START) !== undefined) scanner.fail('an f-string is not a plain value', from);
  const start = scanner.match(START);
  if (start === undefined) return undefined;
  const quote = start.replace(/^[a-zA-Z]+/, '');
  const prefix = start.slice(0, -quote.length).toLowerCase();
  const bytes = prefix.includes('b');
  const body = prefix.includes('r') ? rawStep : bytes ? byteEscapeStep : escapeStep;
  let text = '';
  while (!scanner.take(quote)) {
    if (scanner.peek() === '') scanner.fail('a string without its closing quote', from);
    if (quote.length === 1 && scanner.atLineEnd()) scanner.fail('a string without its closing quote', from);
    text += scanner.peek() === '\\' ? body(scanner) : (scanner.match(/[^\\'"\n\r]+|[\s\S]/y) ?? '');
  }
  return { text, bytes };
}

/** In a raw string a backslash stays, and guards the character after it. */
function rawStep(scanner: LiteralScanner): string {
  return scanner.match(/\\(?:\r\n|[\s\S])?/y) ?? '';
}

function byteEscapeStep(scanner: LiteralScanner): string {
  // \u and \N mean nothing in bytes.
  return /[uUN]/.test(scanner.peek(1)) ? rawStep(scanner) : escapeStep(scanner);
}

function escapeStep(scanner: LiteralScanner): string {
  const from = scanner.offset;
  scanner.take('\\');
  if (scanner.match(/\r\n|\n|\r/y) !== undefined) return '';
  const octal = scanner.match(/[0-7]{1,3}/y);
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  const letter = scanner.peek();
  const simple = SIMPLE[letter];
  if (simple !== undefined) {
    scanner.offset += 1;
    return simple;
  }
  if (letter === 'N')
    return scanner.fail(String.raw`\N{...} is not supported here; write the character itself`, from);
  const digits = { x: 2, u: 4, U: 8 }[letter];
  // An unknown escape keeps its backslash.
  if (digits === undefined) return '\\';
  scanner.offset += 1;
  const code = scanner.match(new RegExp(`[0-9a-fA-F]{${digits}}`, 'y'));
  const value = Number.parseInt(code ?? '', 16);
  if (Number.isNaN(value) || value > 0x10ffff) {
    scanner.fail(`\\${letter} wants ${digits} hexadecimal digits`, from);
  }
  return String.fromCodePoint(value);
}
