import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFault, InputError } from '../../src/errors.js';
import { parseIni } from '../../src/job/ini.js';
import { decodeIni } from '../../src/job/ini-text.js';
import { mergeSections, placeInValue } from '../../src/job/job-parameters.js';

function read(text: string): Record<string, string> {
  const { parameters, faults } = mergeSections(parseIni(text, 'job.ini'), 'job.ini');
  expect(faults).toEqual([]);
  return Object.fromEntries([...parameters.values()].map(({ key, text: value }) => [key, value]));
}

function faults(text: string): string[] {
  const document = parseIni(text, 'job.ini');
  return [...document.faults, ...mergeSections(document, 'job.ini').faults].map(describeFault);
}

describe('a job file is read as the engine reads it', () => {
  const cases: [what: string, text: string, expected: Record<string, string>][] = [
    ['LF, CR LF and CR end a line', '[a]\nx = 1\r\ny = 2\rz = 3', { x: '1', y: '2', z: '3' }],
    ['form feed and U+2028 do not', '[a]\nx = 1\u2028y = 2\fz', { x: '1\u2028y = 2\fz' }],
    ['comments at any indent', '# c\n[a]\n  ; c\nx = 1\n', { x: '1' }],
    ['no comments behind a value', '[a]\nx = 1 # one ; two', { x: '1 # one ; two' }],
    ['a comment does not end a value', '[a]\nx = 1\n# c\n  2', { x: '1\n2' }],
    ['blank lines stay inside a value', '[a]\nx = 1\n\n  2\n\n', { x: '1\n\n2' }],
    ['a value on the next line begins with LF', '[a]\nx =\n  1', { x: '\n1' }],
    ['up to the last bracket, the rest ignored', '[a] = b] c\nx = 1', { x: '1' }],
    ['the first of = and : splits', '[a]\nx: 1=2\ny = 3:4', { x: '1=2', y: '3:4' }],
    ['keys in lower case', '[a]\nSite Model_File = A.csv', { 'site model_file': 'A.csv' }],
    ['an indented key is swallowed', '[a]\nx = 1\n  y = 2', { x: '1\ny = 2' }],
    ['an indented header is swallowed', '[a]\nx = 1\n  [b]', { x: '1\n[b]' }],
    ['a body all indented alike is not', '[a]\n  x = 1\n  y = 2', { x: '1', y: '2' }],
    ['a tab counts one', '[a]\n  x = 1\n\ty = 2', { x: '1', y: '2' }],
    ['the indent of the key counts, not of the line before', '[a]\n x = 1\n    2\n  3', { x: '1\n2\n3' }],
    ['percent signs are plain', '[a]\nx = %(y)s 50%', { x: '%(y)s 50%' }],
    ['NBSP and NEL are trimmed', '[a]\n\u00a0x\u0085= \u00a01\u3000', { x: '1' }],
    ['U+FEFF and U+200B are not', '[a]\nx = \ufeff1\u200b', { x: '\ufeff1\u200b' }],
    ['DEFAULT lends its keys to one section', '[DEFAULT]\nx = 1\ny = 2\n[a]\ny = 3', { x: '1', y: '3' }],
    ['DEFAULT alone is lost', '[DEFAULT]\nx = 1', {}],
    ['default in lower case is a section', '[default]\nx = 1\n[a]\ny = 2', { x: '1', y: '2' }],
    ['an empty value', '[a]\nx =\ny =\n', { x: '', y: '' }],
    ['an empty file', '', {}],
  ];
  it.each(cases)('%s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('what the strict reader refuses is named with its place, all at once', () => {
  it.each([
    [
      'x = 1\n[a]\ny = 2',
      ['job.ini:1:1: this stands before the first [section] (put the line [general] above it)'],
    ],
    [
      '[a]\nx = 1\n  \nsome words\n= 3\n',
      [
        'job.ini:4:1: this line has no = (write name = value; or, to go on with the value of x, indent the line)',
        'job.ini:5:1: this line has nothing before the = (write name = value)',
      ],
    ],
    [
      '[a]\nx = 1\nX = 2\n[b]\n[a]\ny = 1',
      [
        'job.ini:3:1: x is set a second time in [a]; the first time is on line 2 (remove one of the two)',
        'job.ini:5:1: there is a second section [a]; the first is on line 1 (merge the two)',
      ],
    ],
    ['[a]\nx = 1\n[b]\nx = 2', ['job.ini:4:1: x is also set in [a], line 2 (remove one of the two)']],
    [
      '[DEFAULT]\nx = 1\n[a]\n[b]\n',
      ['job.ini:2:1: x of [DEFAULT] counts for both [a] and [b] (move it to an ordinary section)'],
    ],
    [
      '[]\nx = 1',
      [
        'job.ini:1:1: this stands before the first [section] (put the line [general] above it)',
        'job.ini:1:1: this line has no = (write name = value)',
      ],
    ],
    [
      '# A text\n\none line\nand two\nand: three\nand four\nand five\nand six\n[a](link)\n',
      [
        'job.ini: is not a job file: it does not begin with a [section], and 6 lines are no name = value (name the .ini file of the job)',
      ],
    ],
  ])('%j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});

describe('decoding', () => {
  const bytes = (...parts: (string | number[])[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
  const BOM = [0xef, 0xbb, 0xbf];

  it('drops one byte order mark, and only one', () => {
    expect(decodeIni(bytes(BOM, '[a]'), 'job.ini')).toBe('[a]');
    expect(decodeIni(bytes(BOM, BOM, '[a]'), 'job.ini')).toBe('\ufeff[a]');
  });

  it('names the place of the first byte that is not UTF-8', () => {
    const text = bytes('[a]\r\nd = Per', [0xf9], '\n');
    expect(() => decodeIni(text, 'job.ini')).toThrow(
      'job.ini:2:8: a character here is not UTF-8 (save the file as UTF-8)',
    );
  });

  it('knows UTF-16', () => {
    const text = Buffer.from('\ufeff[a]', 'utf16le');
    expect(() => decodeIni(text, 'job.ini')).toThrow(InputError);
    expect(() => decodeIni(text, 'job.ini')).toThrow('is UTF-16 text');
  });
});

it('knows the line and column of every character of a value', () => {
  const text = '[a]\n  files =  one\n    two three\n';
  const lines = text.split('\n');
  const parameter = mergeSections(parseIni(text, ''), '').parameters.get('files');
  if (parameter === undefined) throw new Error('no parameter');
  for (const word of ['one', 'two', 'three']) {
    const { line = 0, column = 0 } = placeInValue(parameter, parameter.text.indexOf(word));
    expect(lines[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${word}`));
  }
});

it('takes any text without failing', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '=',
    ':',
    '\n',
    '\r',
    ' ',
    '\t',
    '#',
    ';',
    'a',
    'DEFAULT',
    '\u0085',
    '\0',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const document = parseIni(text, 'job.ini');
        mergeSections(document, 'job.ini');
        for (const { entries } of document.sections) {
          for (const entry of entries.values()) expect(entry.lastLine).toBeGreaterThanOrEqual(entry.line);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
