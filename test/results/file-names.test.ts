import { describe, expect, it } from 'vitest';
import { isBareName, readDeliveredName } from '../../src/results/file-names.js';

describe('isBareName', () => {
  it.each([
    'a.csv',
    'hazard_map-mean-SA(0.1)_7.csv',
    'größe 地震.csv',
    '.hidden',
    'نتایج\u200cها.csv',
    '..a',
    'console.csv',
    'com10.csv',
    'a:b'.replace(':', '-'),
  ])('takes %j', (name) => {
    expect(isBareName(name)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    'a/b',
    '/a',
    'a\\b',
    'C:a',
    'c:',
    'a\n',
    'a\u0000.csv',
    'a\u007f',
    'a\u009b',
    'a\u202evsc.csv',
    'a\u200b.csv',
    'a\u2066.csv',
    '\ufeffa.csv',
    'a\u{e0041}.csv',
    'a\ud800.csv',
    'CON',
    'nul.csv',
    'LPT1.txt',
    'x'.repeat(256),
  ])('refuses %j', (name) => {
    expect(isBareName(name)).toBe(false);
  });
});

describe('readDeliveredName', () => {
  it.each([
    ['output-13-report_9.rst', 13, 'rst', 'report_9.rst', false],
    ['output-13-hcurves-csv.zip', 13, 'csv', 'hcurves-csv.zip', true],
    ['output-13-exposure-zip.zip', 13, 'zip', 'exposure-zip.zip', true],
    ['output-13-input_7.zip', 13, 'zip', 'input_7.zip', false],
    ['output-14-report_9.rst', 13, 'rst', 'output-14-report_9.rst', false],
    ['report_9.rst', 13, 'rst', 'report_9.rst', false],
    ['output-13-output-13-x.csv', 13, 'csv', 'output-13-x.csv', false],
    ['output-13-hcurves-csv.zip', 13, 'npz', 'hcurves-csv.zip', false],
  ])('of %s for output %d as %s is %s, wrapper %j', (delivered, id, format, name, isWrapper) => {
    expect(readDeliveredName(delivered, id, format)).toEqual({ name, isWrapper });
  });
});
