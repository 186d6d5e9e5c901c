import { LiteralScanner, PythonLiteralError } from '../../python/python-scanner.js';
import { type PythonValue, readValue } from '../../python/python-literal.js';

/** A value of the comment line: what Python's literals are in JSON; `None` is null. */
export type CommentValue =
  | string
  | number
  | boolean
  | null
  | readonly CommentValue[]
  | { readonly [name: string]: CommentValue };

/** What the engine tells above the names of the columns, by name. */
export type EngineComment = ReadonlyMap<string, CommentValue>;

const NAME = /[A-Za-z_]\w*(?==)/y;
/** Up to the next name: what cannot be read is passed over, as far as a comma goes. */
const UNREADABLE = /(?:(?!,\s*[A-Za-z_]\w*=)[\s\S])*/y;
/** NumPy 2 writes `np.float64(1.5)` for a number of its own, where the engine does not mend it (3.23). */
const OF_NUMPY = /(?:np|numpy)\.\w+\(/y;

/**
 * Reads the engine's comment: `generated_by='OpenQuake engine 3.26.2', start_date=..., investigation_time=50.0, ...`, each
 * value as Python's repr writes it (lists and dicts too). What is no `name=value` is passed over: it is told to people.
 */
export function readEngineComment(text: string): EngineComment {
  const fields = new Map<string, CommentValue>();
  const scanner = new LiteralScanner(text);
  while (scanner.offset < text.length) {
    scanner.match(/[\s,]+/y);
    const name = scanner.match(NAME);
    if (name === undefined) {
      if (scanner.match(UNREADABLE) === '' && scanner.match(/[\s\S]/y) === undefined) break;
      continue;
    }
    scanner.take('=');
    fields.set(name, readField(scanner));
  }
  return fields;
}

function readField(scanner: LiteralScanner): CommentValue {
  const { offset } = scanner;
  try {
    const isOfNumpy = scanner.match(OF_NUMPY) !== undefined;
    const value = plain(readValue(scanner, 0));
    if (isOfNumpy) scanner.expect(')', 'a number');
    scanner.match(/\s+/y);
    if (scanner.peek() === '' || scanner.at(',')) return value;
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
  }
  scanner.offset = offset;
  return scanner.match(UNREADABLE) ?? '';
}

function plain(value: PythonValue): CommentValue {
  switch (value.kind) {
    case 'string':
    case 'bytes':
      return value.text;
    case 'number': {
      const number = Number(value.text.replaceAll(/[_\s]/g, ''));
      return Number.isNaN(number) ? value.text : number;
    }
    case 'word':
      return value.text === 'None' ? null : value.text === 'True';
    case 'dict':
      return Object.fromEntries(
        value.entries.map(([key, item]) => [JSON.stringify(plain(key)).replaceAll('"', ''), plain(item)]),
      );
    default:
      return value.items.map(plain);
  }
}

/** @returns a finite number of the comment; undefined where there is none of that name. */
export function commentNumber(comment: EngineComment, name: string): number | undefined {
  const value = comment.get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** @returns a text of the comment; undefined where there is none of that name. */
export function commentText(comment: EngineComment, name: string): string | undefined {
  const value = comment.get(name);
  return typeof value === 'string' ? value.replace(/^"|"$/g, '') : undefined;
}
