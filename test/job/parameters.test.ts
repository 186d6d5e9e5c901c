import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { isRiskMode } from '../../src/job/calculation-mode.js';
import { parseIni } from '../../src/job/ini.js';
import { mergeSections } from '../../src/job/job-parameters.js';
import { overrideParameters, parseParams } from '../../src/job/parameters.js';

function values(text: string): Record<string, string> {
  const document = parseIni(text, 'job.ini');
  const { parameters, faults } = mergeSections(document, 'job.ini');
  expect([...document.faults, ...faults]).toEqual([]);
  return Object.fromEntries([...parameters.values()].map((parameter) => [parameter.key, parameter.text]));
}

describe('-p', () => {
  it.each<[string[], [string, string][]]>([
    [['a=1'], [['a', '1']]],
    [
      ['a=1,b=x=y', 'a = 2 '],
      [
        ['a', '2'],
        ['b', 'x=y'],
      ],
    ],
    [
      ['Maximum_Distance=200,empty='],
      [
        ['maximum_distance', '200'],
        ['empty', ''],
      ],
    ],
    [[], []],
    [[''], []],
  ])('%j', (texts, expected) => {
    expect([...parseParams(texts)]).toEqual(expected);
  });

  it('cuts at every comma, as the engine does, and says so', () => {
    expect(() => parseParams(["imtls={'PGA': [0.1, 0.2]}"])).toThrow(UsageError);
    expect(() => parseParams(["imtls={'PGA': [0.1, 0.2]}"])).toThrow('" 0.2]}" is not NAME=VALUE');
  });

  it.each(['=1', '#a=1', '[a]=1', 'a:b=1', ';a=1'])(
    'refuses a name that no job file can hold: %s',
    (text) => {
      expect(() => parseParams([text])).toThrow('cannot be written in a job file');
    },
  );

  it('refuses a value whose next line would be a comment', () => {
    expect(() => parseParams(['a=1\n# 2'])).toThrow('cannot be written in a job file');
    expect([...parseParams(['a=1\n2'])]).toEqual([['a', '1\n2']]);
  });
});

describe('overriding', () => {
  it.each<[what: string, text: string, overrides: Record<string, string>, expected: string]>([
    ['replaces where it stands', '[a]\nx = 1\ny = 2\n', { x: '3' }, '[a]\nx = 3\ny = 2\n'],
    [
      'replaces a value of many lines whole',
      '[a]\nX:\n  1\n# c\n\n  2\n\n# d\ny = 2',
      { x: '3' },
      '[a]\nx = 3\n\n# d\ny = 2',
    ],
    ['keeps the indent', '[a]\n  x = 1\n  y = 2\n', { x: '3' }, '[a]\n  x = 3\n  y = 2\n'],
    ['keeps the line ends', '[a]\r\nx = 1\r\n', { x: '2', z: '3' }, '[a]\r\nx = 2\r\nz = 3\r\n'],
    ['adds at the end', '[a]\nx = 1', { z: '3' }, '[a]\nx = 1\nz = 3\n'],
    [
      'adds where DEFAULT does not lend it',
      '[a]\nx = 1\n[DEFAULT]\ny = 2\n',
      { z: '3' },
      '[a]\nx = 1\nz = 3\n[DEFAULT]\ny = 2\n',
    ],
    [
      'adds with the indent of what follows',
      '  [a]\n  x = 1\n  [DEFAULT]\n',
      { z: '3' },
      '  [a]\n  x = 1\n  z = 3\n  [DEFAULT]\n',
    ],
    ['replaces in DEFAULT', '[DEFAULT]\nx = 1\n[a]\n', { x: '3' }, '[DEFAULT]\nx = 3\n[a]\n'],
    ['opens a section where there is none', '', { x: '3' }, '[general]\nx = 3\n'],
    ['writes a value of many lines', '[a]\n', { x: '{\n1}' }, '[a]\nx = {\n 1}\n'],
    ['changes nothing when nothing is asked', '\ufeff[a]\nx = 1', {}, '[a]\nx = 1'],
  ])('%s', (_what, text, overrides, expected) => {
    expect(overrideParameters(text, new Map(Object.entries(overrides)))).toBe(expected);
  });

  it('gives a text that the strict reader takes, with these values and all others as they were', () => {
    const key = fc.constantFrom('a', 'b', 'c_file', 'long key');
    const value = fc.constantFrom('', '1', 'x = y', '{\n  1\n }', '# no comment', '1\n\n2');
    const indent = fc.constantFrom('', ' ', '\t\t');
    const entry = fc.tuple(indent, key, value).map(([space, name, text]) => ({ space, name, text }));
    const job = fc.array(entry, { maxLength: 6 }).map((entries) => {
      const unique = [...new Map(entries.map((one) => [one.name, one])).values()];
      const space = unique[0]?.space ?? '';
      const lines = unique.map(
        ({ name, text }) => `${space}${name} = ${text.replaceAll('\n', `\n${space}  `)}\n`,
      );
      return `; job\n[general]\n${lines.join('# comment\n')}`;
    });
    fc.assert(
      fc.property(
        job,
        fc.dictionary(
          key,
          value.map((text) => text.replace('# no comment', '7')),
        ),
        (text, overrides) => {
          const before = values(text);
          const trimmed = Object.entries(overrides).map(([name, one]) => [
            name,
            one
              .split('\n')
              .map((line) => line.trim())
              .join('\n'),
          ]);
          const after = values(overrideParameters(text, new Map(Object.entries(overrides))));
          expect(after).toEqual({ ...before, ...Object.fromEntries(trimmed) });
        },
      ),
      { numRuns: 500 },
    );
  });
});

it.each([
  ['classical', false],
  ['event_based', false],
  ['disaggregation', false],
  ['scenario', false],
  ['scenario_risk', true],
  ['scenario_damage', true],
  ['classical_bcr', true],
  ['ebrisk', true],
])('%s is a risk mode: %s', (mode, risk) => {
  expect(isRiskMode(mode)).toBe(risk);
});
