import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobParameter } from '../../src/job/job-inputs.js';
import { remoteFaults, type SpokenOfJob } from '../../src/services/remote-faults.js';
import { findServerPaths } from '../../src/services/server-paths.js';

const NAMES = ['job.ini', 'smlt.xml', 'sources/zones.xml', 'zones.xml', 'sites.csv', 'vuln.xml', 'gsim.xml'];

function parameter(key: string, text: string, line: number | undefined): JobParameter {
  const lines = line === undefined ? [] : [{ text, line, column: key.length + 4 }];
  return { key, text, section: 'general', line, lines };
}

const JOB: SpokenOfJob = {
  files: new Map(NAMES.map((name) => [name, `work/${name}`])),
  ini: 'work/job.ini',
  parameters: new Map(
    [
      parameter('truncation_level', '-3', 7),
      parameter('calculation_mode', 'classicl', undefined),
      parameter('rupture_model_file', 'rup.xml', 4),
    ].map((row) => [row.key, row]),
  ),
};

/** Where servers unpack what they are sent: 3.23, 3.26, Windows, with blanks. */
const DIRS = ['/tmp/user/calc_7/', '/data/oq data/calc_7/', 'C:\\oqdata\\calc_7\\'];

function told(dir: string, text: string): string[] {
  return remoteFaults([text.replaceAll('DIR/', dir)], JOB).map(
    ({ file, line, column, message }) =>
      `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`,
  );
}

// The shapes that 3.23.5 and 3.26.2 were provoked to, in words of our own where they are free.
const SHAPES: readonly (readonly [string, string, string])[] = [
  [
    'malformed XML',
    'ExpatError: DIR/sources/zones.xml: 32: mismatched tag',
    'work/sources/zones.xml:32: mismatched tag',
  ],
  [
    'malformed XML, 3.23.5',
    'xml.parsers.expat.ExpatError: DIR/vuln.xml: 10: mismatched tag',
    'work/vuln.xml:10: mismatched tag',
  ],
  [
    'a source model that is missing',
    "LogicTreeError: filename 'DIR/smlt.xml', line 11: [Errno 2] No such file or directory: 'DIR/sources/none.xml'",
    "work/smlt.xml:11: [Errno 2] No such file or directory: 'sources/none.xml'",
  ],
  [
    'a bad value in a source',
    'ValueError: node someMFD: Could not convert bValue->positivefloat: float -1.0 < 0, line 21 of DIR/sources/zones.xml',
    'work/sources/zones.xml:21: node someMFD: Could not convert bValue->positivefloat: float -1.0 < 0',
  ],
  [
    'a vulnerability function of two lengths',
    'openquake.baselib.InvalidFile: There are 11 loss ratios, but 10 imls: DIR/vuln.xml, line 10',
    'work/vuln.xml:10: There are 11 loss ratios, but 10 imls',
  ],
  [
    'a value in a table',
    "InvalidFile: DIR/sites.csv: could not convert string to float: 'abc'\nline:2:abc,42",
    "work/sites.csv:2: could not convert string to float: 'abc'",
  ],
  ['the header of a table', "InvalidFile: DIR/sites.csv: missing {'lon'}", "work/sites.csv: missing {'lon'}"],
  [
    'a table by path and line',
    'ValueError: DIR/sites.csv:5 the sum is wrong',
    'work/sites.csv:5: the sum is wrong',
  ],
  [
    'an unknown GSIM',
    'Unknown GSIM: Nonsense2099 in file DIR/gsim.xml',
    'work/gsim.xml: Unknown GSIM: Nonsense2099',
  ],
  [
    'a line and a column',
    'ParseError: DIR/gsim.xml: bad token: line 3, column 0',
    'work/gsim.xml:3:1: bad token: line 3, column 0',
  ],
  [
    'a parameter',
    'float -3.0 < 0: could not convert to <lambda>: truncation_level=-3',
    'work/job.ini:7:20: float -3.0 < 0: could not convert to <lambda>: truncation_level=-3',
  ],
  [
    'a parameter of the command line',
    "Got 'classicl', expected classical: calculation_mode=classicl",
    "-p: Got 'classicl', expected classical: calculation_mode=classicl",
  ],
];

describe('what an engine says of its own files', () => {
  it.each(DIRS.flatMap((dir) => SHAPES.map(([what, text, said]) => [what, dir, text, said] as const)))(
    "is said of the user's: %s in %s",
    (_what, dir, text, said) => {
      expect(told(dir, text)).toEqual([said]);
    },
  );

  it('is said of what names a file that nobody has', () => {
    expect(told('/x/calc_65/', 'No such file: DIR/rup.xml')).toEqual([
      'work/job.ini:4:22: No such file: rup.xml',
    ]);
  });

  it('is found in a traceback, once, and not in its frames', () => {
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/srv/sources/zones.xml", line 3, in run',
      '    calc.run()',
      'ExpatError: DIR/sources/zones.xml: 32: mismatched tag',
      '',
      'The above exception was the direct cause of the following exception:',
      'ExpatError: DIR/sources/zones.xml: 32: mismatched tag',
      'while reading DIR/sources/zones.xml',
    ].join('\n');
    expect(told('/tmp/calc_1/', traceback)).toEqual(['work/sources/zones.xml:32: mismatched tag']);
  });

  it('is nothing where no file is named', () => {
    expect(told('/x/', 'RuntimeError: the risk_ids are not in the risk model')).toEqual([]);
    expect(told('/x/', 'OSError: [Errno 28] No space left on device: DIR/other.hdf5')).toEqual([]);
  });

  it('tells a few places of many', () => {
    const many = Array.from({ length: 50 }, (_one, index) => `E: /x/vuln.xml: ${index + 1}: bad`).join('\n');
    expect(remoteFaults([many], JOB)).toHaveLength(5);
  });
});

describe('a path of the server', () => {
  const inputs = new Map(NAMES.map((name) => [name, name]));

  it('is the input whose name fits best', () => {
    expect(findServerPaths('/a/calc_1/sources/zones.xml', inputs).map(({ input }) => input)).toEqual([
      'sources/zones.xml',
    ]);
    expect(findServerPaths('/a/calc_1/other/zones.xml', inputs).map(({ input }) => input)).toEqual([
      'zones.xml',
    ]);
  });

  it('is no part of a longer name', () => {
    expect(findServerPaths('/a/zones.xml.bak /a/myzones.xml zones.xml', inputs)).toEqual([]);
  });

  it('has its place in the line, whatever stands around it', () => {
    const quiet = fc.string({ unit: fc.constantFrom('a', ' ', '1', '.'), maxLength: 20 });
    fc.assert(
      fc.property(quiet, quiet, fc.constantFrom(...NAMES), (before, behind, name) => {
        const line = `${before} '/srv/calc_9/${name}' ${behind}`;
        const [path] = findServerPaths(line, inputs);
        expect(line.slice(path?.start, path?.end)).toBe(`/srv/calc_9/${name}`);
        expect(path).toMatchObject({ input: name, root: '/srv/calc_9/' });
      }),
    );
  });
});
