import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseIni } from '../../src/job/ini.js';
import { splitLines } from '../../src/job/ini-text.js';
import { mergeSections } from '../../src/job/job-parameters.js';
import { parsePythonLiteral, PythonLiteralError, type PythonValue } from '../../src/python/python-literal.js';
import { splitAtBlanks, trimBlanks, trimBlanksEnd } from '../../src/job/blanks.js';
import { extensionOf, foldedPath } from '../../src/job/path-names.js';

/** The same texts in every run: what differs can be looked at again. */
const SAMPLE = { numRuns: 4000, seed: 20 };

/** @returns what a Python function `answer(text)` says of each text; `null` where it raises. */
function askPython(answer: string, texts: readonly string[]): unknown[] {
  const script = `
import json, sys
${answer}
def safe(text):
    try:
        return answer(text)
    except (Exception, RecursionError, MemoryError):
        return None
print(json.dumps([safe(text) for text in json.load(sys.stdin)]))`;
  const { stdout, stderr, status } = spawnSync('python3', ['-W', 'ignore', '-c', script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1_000_000_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

/** Fails with the texts on which the two differ. */
function compare(
  texts: readonly string[],
  python: readonly unknown[],
  ours: (text: string) => unknown,
): void {
  const differ = texts
    .map((text, index) => ({ text, python: python[index], ours: ours(text) }))
    .filter((pair) => JSON.stringify(pair.python) !== JSON.stringify(pair.ours));
  expect(differ.slice(0, 5)).toEqual([]);
}

function joined(pieces: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((chosen) => chosen.join(''));
}

const INI = [
  '[a]\n',
  '[b]\n',
  '[DEFAULT]\n',
  '[',
  ']',
  'x',
  'Y',
  'z_file',
  '=',
  ':',
  ' = ',
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '  ',
  '\t',
  '#',
  ';',
  '# c\n',
  'x = 1\n',
  'y: 2\n',
  '  3\n',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\f',
  '\v',
  '\u001d',
  '%(x)s',
  'é',
  '\0',
];

it('job files are read as configparser reads them, strictly and without interpolation', {
  timeout: 120_000,
}, () => {
  const start = fc.constantFrom('', '[a]\n', '[a]\nx = 1\n', '  [a]\n  x = 1\n');
  const texts = fc.sample(
    fc.tuple(start, joined(INI)).map((parts) => parts.join('')),
    SAMPLE,
  );
  const python = askPython(
    `
import configparser, io, itertools
def answer(text):
    cp = configparser.ConfigParser(interpolation=None)
    # As from a file: universal line ends.
    cp.read_file(io.TextIOWrapper(io.BytesIO(text.encode('utf-8')), encoding='utf-8'))
    for one, two in itertools.combinations([set(cp.options(s)) for s in cp.sections()], 2):
        assert not one & two
    merged = {}
    for section in cp.sections():
        merged.update(cp.items(section))
    return list(merged.items())`,
    texts,
  );
  compare(texts, python, (text) => {
    const document = parseIni(text, 'job.ini');
    const { parameters, faults } = mergeSections(document, 'job.ini');
    if (document.faults.length + faults.length > 0) return null;
    return [...parameters.values()].map((parameter) => [parameter.key, parameter.text]);
  });
  expect(python.filter((answer) => answer !== null).length).toBeGreaterThan(SAMPLE.numRuns / 10);
  for (const text of texts)
    expect(
      splitLines(text)
        .map((line) => line.text + line.end)
        .join(''),
    ).toBe(text);
});

const LITERAL = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ':',
  ', ',
  ': ',
  "'a'",
  '"b"',
  "'",
  '"',
  "'''",
  '\\',
  '\\n',
  '\\x41',
  '\\u00e9',
  '\n',
  '#',
  '1',
  '-',
  '+',
  '2.5',
  '1e3',
  '0x1F',
  '007',
  '1j',
  'None',
  'True',
  'null',
  'r',
  'b',
  'u',
  'f',
  ' ',
  '\t',
  '...',
  'set()',
  '_',
  '.',
];

function plain(value: PythonValue): unknown {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'dict':
      return { dict: value.entries.map(([key, item]) => [plain(key), plain(item)]) };
    case 'list':
    case 'tuple':
      return { [value.kind]: value.items.map(plain) };
    default:
      return value.kind === 'set' ? 'set' : 'other';
  }
}

it('literals are read as ast.literal_eval reads them', { timeout: 120_000 }, () => {
  const nested = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("'a.csv'", '"b"', "'''c\nd'''", 'r"\\x"', '1', '-2.5', 'None', "'x' 'y'", '\n# z\n"q"'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `(${items.join(',')},)`.replace('(,)', '()')),
      fc
        .array(tie('value'), { maxLength: 3 })
        .map((items) =>
          `{${items.map((item, index) => `'k${index}' :${item}`).join(',')} ,}`.replace('{ ,}', '{}'),
        ),
    ),
  })).value;
  // As the values of a job file come: every line trimmed.
  const texts = [...fc.sample(joined(LITERAL), SAMPLE), ...fc.sample(nested, SAMPLE)].map((text) =>
    trimBlanksEnd(text.split('\n').map(trimBlanks).join('\n')),
  );
  // Unhashable keys and members are the engine's concern: only the text is read here.
  const python = askPython(
    `
import ast
def plain(node):
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else 'other'
    if isinstance(node, ast.Dict):
        return {'dict': [[plain(k), plain(v)] for k, v in zip(node.keys, node.values)]}
    if isinstance(node, ast.List):
        return {'list': [plain(i) for i in node.elts]}
    if isinstance(node, ast.Tuple):
        return {'tuple': [plain(i) for i in node.elts]}
    if isinstance(node, ast.Set):
        [plain(i) for i in node.elts]
        return 'set'
    if isinstance(node, ast.Call) and ast.unparse(node) == 'set()':
        return 'set'
    ast.literal_eval(node)
    return 'other'
def answer(text):
    value = plain(ast.parse(text.lstrip(' \\t'), mode='eval').body)
    json.dumps(value).encode('utf-8')
    return value`,
    texts,
  );
  compare(texts, python, (text) => {
    try {
      return plain(parsePythonLiteral(text));
    } catch (error) {
      if (error instanceof PythonLiteralError) return null;
      throw error;
    }
  });
  expect(python.filter((answer) => answer !== null).length).toBeGreaterThan(SAMPLE.numRuns / 2);
});

it("blanks, extensions and folded paths are Python's", () => {
  const blanks = joined([
    'a',
    'é',
    ' ',
    '\t',
    '\n',
    '\u0085',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u001c',
    '\u180e',
    '\u3000',
    '😀',
  ]);
  const paths = joined(['a', 'b.csv', '.', '..', '/', '//', './', '../', '.c', ' ']);
  const texts = [...fc.sample(blanks, SAMPLE), ...fc.sample(paths, SAMPLE)];
  const python = askPython(
    `
import os
def answer(text):
    path = text.lstrip('/')
    return [text.strip(), text.split(), os.path.splitext(text)[1], os.path.normpath(os.path.join('/base/dir', path))]`,
    texts,
  );
  compare(texts, python, (text) => [
    trimBlanks(text),
    splitAtBlanks(text).map((word) => word.text),
    text.endsWith('/') ? '' : extensionOf(text),
    foldedPath('/base/dir', text.replace(/^\/+/, '')),
  ]);
});
