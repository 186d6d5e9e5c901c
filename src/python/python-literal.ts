import { LiteralScanner, PythonLiteralError } from './python-scanner.js';
import { readStringPiece } from './python-string.js';

export { PythonLiteralError } from './python-scanner.js';

/** A Python literal; `offset` is where it begins in the text. Only strings and displays have a value that we use. */
export type PythonValue = { readonly offset: number } & (
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'dict'; readonly entries: readonly DictEntry[] }
  | { readonly kind: 'number' | 'bytes' | 'word'; readonly text: string }
);

type DictEntry = readonly [key: PythonValue, value: PythonValue];

/** Python itself refuses deeper nesting. */
const MOST_NESTED = 200;

const INTEGER = '0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+';
const DECIMAL = '(?:[0-9](?:_?[0-9])*)';
const FLOAT = `(?:${DECIMAL}\\.${DECIMAL}?|\\.${DECIMAL}|${DECIMAL})(?:[eE][+-]?${DECIMAL})?[jJ]?`;
const NUMBER = new RegExp(`(?:${INTEGER}|${FLOAT})(?![0-9A-Za-z_.])`, 'y');
const WORD = /(?:True|False|None|\.\.\.)(?![0-9A-Za-z_])/y;

/**
 * Reads text as Python's ast.literal_eval does; `\N{...}` alone is not supported.
 * @throws PythonLiteralError with the offset of the fault.
 */
export function parsePythonLiteral(text: string): PythonValue {
  if (text.includes('\0')) throw new PythonLiteralError('there is a NUL character', text.indexOf('\0'));
  const scanner = new LiteralScanner(text);
  scanner.skipLayout();
  const value = series(scanner);
  scanner.expectEnd();
  return value;
}

/** A value at the top, where a line end ends it; with commas, a tuple. */
function series(scanner: LiteralScanner): PythonValue {
  const { offset } = scanner;
  const first = readValue(scanner, 0);
  const items = [first];
  let commas = 0;
  for (;;) {
    scanner.skipBlanks();
    if (!scanner.take(',')) break;
    commas += 1;
    scanner.skipBlanks();
    if (scanner.atLineEnd()) break;
    items.push(readValue(scanner, 0));
  }
  return commas === 0 ? first : { kind: 'tuple', items, offset };
}

/**
 * Reads one value where the scanner stands, and no further.
 * @throws PythonLiteralError with the offset of the fault.
 */
export function readValue(scanner: LiteralScanner, depth: number): PythonValue {
  const { offset } = scanner;
  if (depth > MOST_NESTED) scanner.fail('the brackets are nested too deeply');
  if (scanner.take('{')) return readBraces(scanner, depth + 1, offset);
  if (scanner.take('[')) return { kind: 'list', items: readItems(scanner, ']', depth + 1).items, offset };
  if (scanner.take('(')) return readParentheses(scanner, depth + 1, offset);
  return readString(scanner, depth) ?? readNumber(scanner, depth) ?? readWord(scanner);
}

/** Adjacent pieces are one string; inside brackets they may stand on different lines. */
function readString(scanner: LiteralScanner, depth: number): PythonValue | undefined {
  const { offset } = scanner;
  const first = readStringPiece(scanner);
  if (first === undefined) return undefined;
  let text = first.text;
  for (;;) {
    const end = scanner.offset;
    if (depth === 0) scanner.skipBlanks();
    else scanner.skipLayout();
    const next = readStringPiece(scanner);
    if (next === undefined) {
      scanner.offset = end;
      return { kind: first.bytes ? 'bytes' : 'string', text, offset };
    }
    if (next.bytes !== first.bytes) scanner.fail('bytes and text are mixed', offset);
    text += next.text;
  }
}

/** One sign may stand before a number, and one imaginary part behind it. */
function readNumber(scanner: LiteralScanner, depth: number): PythonValue | undefined {
  const { offset } = scanner;
  const sign = scanner.match(/[+-]?[ \t]*/y) ?? '';
  const digits = scanner.match(NUMBER);
  if (digits === undefined) return sign === '' ? undefined : scanner.fail('a sign without a number', offset);
  if (hasLeadingZero(digits)) scanner.fail('a whole number cannot begin with 0', offset);
  const end = scanner.offset;
  if (depth === 0) scanner.skipBlanks();
  else scanner.skipLayout();
  const imaginary = scanner.match(new RegExp(`[+-][ \\t]*${FLOAT}`, 'y'));
  if (imaginary === undefined) scanner.offset = end;
  else if (!/j$/i.test(imaginary)) scanner.fail('a sum is not a plain value', offset);
  return { kind: 'number', text: scanner.text.slice(offset, scanner.offset), offset };
}

function hasLeadingZero(digits: string): boolean {
  return /^0[0-9_]*$/.test(digits) && /[1-9]/.test(digits);
}

function readWord(scanner: LiteralScanner): PythonValue {
  const { offset } = scanner;
  if (scanner.match(/set[ \t]*\([ \t]*\)/y) !== undefined) return { kind: 'set', items: [], offset };
  const text = scanner.match(WORD);
  if (text !== undefined) return { kind: 'word', text, offset };
  const other = scanner.match(/[\p{L}\p{N}_.]+/uy);
  if (other === undefined) return scanner.fail('a value is missing here', offset);
  return scanner.fail(`${other} is not a Python value; text needs quotes`, offset);
}

/** The items up to a closing bracket; a comma may stand behind the last. */
function readItems(
  scanner: LiteralScanner,
  close: string,
  depth: number,
  before: readonly PythonValue[] = [],
): { items: PythonValue[]; commas: number } {
  const items = [...before];
  let commas = 0;
  for (;;) {
    scanner.skipLayout();
    if (scanner.take(close)) return { items, commas };
    if (items.length === commas) {
      items.push(readValue(scanner, depth));
    } else {
      scanner.expect(',', 'a value');
      commas += 1;
    }
  }
}

function readParentheses(scanner: LiteralScanner, depth: number, offset: number): PythonValue {
  const { items, commas } = readItems(scanner, ')', depth);
  const [only] = items;
  return only !== undefined && items.length === 1 && commas === 0 ? only : { kind: 'tuple', items, offset };
}

function readBraces(scanner: LiteralScanner, depth: number, offset: number): PythonValue {
  scanner.skipLayout();
  if (scanner.take('}')) return { kind: 'dict', entries: [], offset };
  const first = readValue(scanner, depth);
  scanner.skipLayout();
  if (!scanner.at(':')) {
    return { kind: 'set', items: readItems(scanner, '}', depth, [first]).items, offset };
  }
  const entries: DictEntry[] = [];
  let key = first;
  for (;;) {
    scanner.skipLayout();
    scanner.expect(':', 'a name');
    scanner.skipLayout();
    entries.push([key, readValue(scanner, depth)]);
    scanner.skipLayout();
    const comma = scanner.take(',');
    scanner.skipLayout();
    if (scanner.take('}')) return { kind: 'dict', entries, offset };
    if (!comma) scanner.fail('expected , or } after a value');
    key = readValue(scanner, depth);
  }
}
