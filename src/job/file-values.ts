import { isListKey } from './file-keys.js';
import { splitAtBlanks } from './blanks.js';
import { parsePythonLiteral, PythonLiteralError, type PythonValue } from '../python/python-literal.js';

/** One name in the value of a file key. */
export interface NameInValue {
  readonly text: string;
  /** Where in the value it begins. */
  readonly offset: number;
  /** True for a name in a list in a dict, which the engine looks at less closely. */
  readonly nested: boolean;
}

/** What the value of a file key says. */
export type FileValue =
  | { readonly shape: 'empty' }
  | { readonly shape: 'list' | 'single'; readonly names: readonly NameInValue[] }
  | { readonly shape: 'dict'; readonly names: readonly NameInValue[]; readonly entries: number };

/** A value that is none; `offset` says where in it. */
export class FileValueError extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly fix?: string,
  ) {
    super(message);
  }
}

/**
 * Reads the value of a file key: a list of names between blanks, a Python dict of names, or one name.
 * @throws FileValueError where a dict is not written as one.
 */
export function readFileValue(key: string, text: string): FileValue {
  if (isListKey(key)) {
    return { shape: 'list', names: splitAtBlanks(text).map((word) => ({ ...word, nested: false })) };
  }
  if (text.startsWith('{')) return readDict(text);
  if (text === '') return { shape: 'empty' };
  return { shape: 'single', names: [{ text, offset: 0, nested: false }] };
}

/**
 * Reads a Python dict with text for keys; the later of two equal keys counts.
 * @throws FileValueError where the text is none.
 */
export function readTextDict(text: string): Map<string, PythonValue> {
  let value: PythonValue;
  try {
    value = parsePythonLiteral(text);
  } catch (error) {
    if (!(error instanceof PythonLiteralError)) throw error;
    throw new FileValueError(`not a Python dict: ${error.message}`, error.offset, WRITE_DICT);
  }
  if (value.kind !== 'dict')
    throw new FileValueError(`a ${value.kind}, not a dict`, value.offset, WRITE_DICT);
  const dict = new Map<string, PythonValue>();
  for (const [key, item] of value.entries) {
    if (key.kind !== 'string')
      throw new FileValueError('a key of the dict is not text', key.offset, 'quote the key');
    dict.set(key.text, item);
  }
  return dict;
}

const WRITE_DICT = "write {'name': 'file'} with quotes around every name";

function readDict(text: string): FileValue {
  const dict = readTextDict(text);
  const names: NameInValue[] = [];
  for (const value of dict.values()) {
    if (value.kind === 'list') names.push(...value.items.map((item) => nameOf(item, true)));
    else names.push(nameOf(value, false));
  }
  return { shape: 'dict', names, entries: dict.size };
}

function nameOf(value: PythonValue, nested: boolean): NameInValue {
  if (value.kind === 'string') return { text: value.text, offset: value.offset, nested };
  throw new FileValueError(`a ${value.kind} where the name of a file is due`, value.offset, WRITE_DICT);
}
