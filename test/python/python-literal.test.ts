import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonLiteral, PythonLiteralError, type PythonValue } from '../../src/python/python-literal.js';

/** A value as JSON, without offsets. */
function plain(value: PythonValue): unknown {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'dict':
      return value.entries.map(([key, item]) => [plain(key), plain(item)]);
    case 'list':
      return value.items.map(plain);
    case 'tuple':
    case 'set':
      return { [value.kind]: value.items.map(plain) };
    default:
      return { [value.kind]: value.text };
  }
}

describe('literals', () => {
  it.each([
    ["{'a': 'b.csv'}", [['a', 'b.csv']]],
    ['{}', []],
    ["{'a': ['b', \"c\",],}", [['a', ['b', 'c']]]],
    ["\n{'a': 'x' # one\n 'y'\n}", [['a', 'xy']]],
    ['\'\'\'a\nb\'\'\' """c"""', 'a\nbc'],
    [String.raw`'\x41\u00e9\U0001F600\101\t\'\q' r'\n' u'z'`, "Aé😀A\t'\\q\\nz"],
    ["'a\\\nb'", 'ab'],
    ["('a')", 'a'],
    ["('a',)", { tuple: ['a'] }],
    ["'a', 'b',", { tuple: ['a', 'b'] }],
    ["{'a', 'b'}", { set: ['a', 'b'] }],
    ["{'a' 'b'}", { set: ['ab'] }],
    [
      '[1, -2.5e3, 0x1F, 1_000, 1+2j, True, None]',
      [1, '-2.5e3', '0x1F', '1_000', '1+2j']
        .map((n) => ({ number: String(n) }))
        .concat([{ word: 'True' }, { word: 'None' }] as never[]),
    ],
    ["{'a': b'x'}", [['a', { bytes: 'x' }]]],
  ])('%j', (text, expected) => {
    expect(plain(parsePythonLiteral(text))).toEqual(expected);
  });
});

describe('what is refused, with the offset', () => {
  it.each([
    ["{'a': f'b'}", 6, 'f-string'],
    ["{'a': null}", 6, 'null is not a Python value'],
    ["{'a': b.csv}", 6, 'b.csv is not a Python value'],
    ["{'a': 'b'} c", 11, 'something follows'],
    ["{'a': 'b' + 'c'}", 10, 'expected'],
    ["{'a': 'b", 6, 'closing quote'],
    ["{'a': 'b\n'}", 6, 'closing quote'],
    ["{'a': 'b' 'c' b'd'}", 6, 'mixed'],
    [String.raw`'\N{DASH}'`, 1, 'not supported'],
    [String.raw`'\x4'`, 1, 'hexadecimal'],
    ['007', 0, 'begin with 0'],
    ["'a\0'", 2, 'NUL'],
    ['', 0, 'missing'],
    ['[1, 2', 5, 'expected'],
    ["{'a': 1, 'b'}", 12, 'expected :'],
  ])('%j', (text, offset, message) => {
    let caught: unknown;
    try {
      parsePythonLiteral(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PythonLiteralError);
    expect(caught).toMatchObject({ offset, message: expect.stringContaining(message) as string });
  });

  it('nesting that Python refuses too, in no time', () => {
    for (const open of ['[', '(', '{', "{'a':"]) {
      expect(() => parsePythonLiteral(open.repeat(100_000))).toThrow('nested too deeply');
    }
  });
});

it('gives a value or a PythonLiteralError for any text', () => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ',',
    ':',
    "'a'",
    '"',
    "'''",
    '\\',
    '\n',
    '#',
    '1',
    '-',
    'None',
    'r',
    'b',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(token).map((tokens) => tokens.join('')),
        fc.string(),
      ),
      (text) => {
        try {
          parsePythonLiteral(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PythonLiteralError);
        }
      },
    ),
    { numRuns: 3000 },
  );
});
