import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, type InputFault } from '../../src/errors.js';
import { describeError, errorJson } from '../../src/views/error-text.js';
import { showExcerpt } from '../../src/views/excerpt-lines.js';
import { faultCount, faultLines, type FaultLooks, PLAIN_LOOKS } from '../../src/views/fault-list.js';
import { githubAnnotations } from '../../src/views/github-annotations.js';
import { shownCharacters } from '../../src/shown-characters.js';

const line = (text: string, column?: number, more: Partial<InputFault> = {}): InputFault => ({
  file: 'job.ini',
  line: 3,
  column,
  message: 'wrong',
  excerpt: { text, start: 0, goesOn: false },
  ...more,
});

/** What stands above the caret. */
function pointedAt(fault: InputFault, columns = 80): string {
  if (fault.excerpt === undefined) throw new Error('no excerpt');
  const { line: text, caretIndent = -1 } = showExcerpt(fault.excerpt, fault, columns);
  let column = 0;
  for (const { shown, width } of shownCharacters(text)) {
    if (column === caretIndent) return shown;
    column += width;
  }
  return column === caretIndent ? 'END' : 'NOTHING';
}

describe('a fault', () => {
  it('has its place, its line, a caret, what is wrong and the fix', () => {
    const fault = line('sites_csv = s.csv', 13, { message: 'there is no s.csv', fix: 'there is t.csv' });
    expect(faultLines({ faults: [fault], warnings: [] }, PLAIN_LOOKS)).toEqual([
      'job.ini:3:13: error: there is no s.csv',
      '    3 | sites_csv = s.csv',
      '      |             ^',
      '  fix: there is t.csv',
    ]);
  });

  it('begins no line with what a file is called or holds', () => {
    const fault = { file: 'a\n::error::b', message: 'names c\n::error::d', fix: 'e\n::error::f' };
    const lines = faultLines({ faults: [fault], warnings: [] }, PLAIN_LOOKS);
    expect(lines.join('\n')).not.toMatch(/^\s*::/m);
  });

  it('says as much of its place as is known', () => {
    const heads = [
      line('', undefined, { line: undefined, excerpt: undefined }),
      line('key', undefined),
      line('', 1),
    ].map((fault) => faultLines({ faults: [fault], warnings: [] }, PLAIN_LOOKS));
    expect(heads).toEqual([
      ['job.ini: error: wrong'],
      ['job.ini:3: error: wrong', '    3 | key'],
      ['job.ini:3:1: error: wrong'],
    ]);
  });

  it('is broken between words on a terminal, and not at all in a pipe', () => {
    const message = 'names a file with a rather long name that does not exist, unlike many others';
    const report = { faults: [line('', undefined, { message, fix: message })], warnings: [] };
    expect(
      faultLines(report, { ...PLAIN_LOOKS, columns: 40 })
        .join('\n')
        .split('\n'),
    ).toEqual([
      'job.ini:3: error: names a file with a',
      '  rather long name that does not exist,',
      '  unlike many others',
      '  fix: names a file with a rather long',
      '  name that does not exist, unlike many',
      '  others',
    ]);
    expect(faultLines(report, PLAIN_LOOKS)).toHaveLength(2);
    const path = 'x'.repeat(50);
    expect(
      faultLines({ faults: [line('', 1, { message: path })], warnings: [] }, { ...PLAIN_LOOKS, columns: 20 }),
    ).toEqual([`job.ini:3:1: error: ${path}`]);
  });

  it('is coloured in its parts', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const looks: FaultLooks = {
      bold: mark('b'),
      dim: (text) => text,
      red: mark('red'),
      yellow: mark('yellow'),
      cyan: mark('cyan'),
    };
    const [error, , caret, fix, warning] = faultLines(
      { faults: [line('a', 1, { fix: 'mend' })], warnings: [line('a', undefined)] },
      looks,
    );
    expect(error).toBe('<b>job.ini:3:1</b>: <red>error</red>: wrong');
    expect(caret).toContain('<red>^</red>');
    expect(fix).toBe('  <cyan>fix:</cyan> mend');
    expect(warning).toBe('<b>job.ini:3</b>: <yellow>warning</yellow>: wrong');
  });

  it('cannot reach the terminal with what it holds', () => {
    const evil = '\u001b[2J\u0007\u202e';
    const fault = line(evil, 1, { file: `${evil}.ini`, message: evil, fix: evil });
    const shown = faultLines({ faults: [fault], warnings: [] }, PLAIN_LOOKS).join('\n');
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(shown.split('\n')[1]).toBe('    3 | \\x1b[2J\\x07\\u202e');
  });
});

describe('the caret', () => {
  it.each([
    ['plain', 'key = value', 7, 'v'],
    ['behind a tab', 'a\tbc', 3, 'b'],
    ['behind tabs', '\t\tkey', 3, 'k'],
    ['behind wide characters', '地震 = x', 6, 'x'],
    ['behind a letter with marks', 'e\u0301a\u0300b', 5, 'b'],
    ['inside a letter with marks', 'xe\u0301y', 3, 'e\u0301'],
    ['behind an emoji of two units', '🌋x', 3, 'x'],
    ['behind a control character', '\u0001x', 2, 'x'],
    ['at the end', 'abc', 4, 'END'],
    ['far behind the end', 'abc', 99, 'END'],
  ])('stands under its character: %s', (_what, text, column, character) => {
    expect(pointedAt(line(text, column))).toBe(character);
  });

  it('stands under its character in a line of any length, and the line fits', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\t', '地', '🌋', 'e\u0301', ' '), { minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(60), fc.integer({ min: 20, max: 120 }), (before, tail, columns) => {
        const start = before.join('');
        const fault = line(`${start}!${'z'.repeat(tail)}`, start.length + 1);
        expect(pointedAt(fault, columns)).toBe('!');
        const shown = showExcerpt(fault.excerpt ?? { text: '', start: 0, goesOn: false }, fault, columns);
        const width = shownCharacters(shown.line).reduce((sum, character) => sum + character.width, 0);
        expect(width).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('says where a line was cut', () => {
    const excerpt = { text: `${'a'.repeat(200)}X${'b'.repeat(200)}`, start: 1000, goesOn: true };
    const { line: shown, caretIndent } = showExcerpt(excerpt, line('', 1201), 40);
    expect(shown).toMatch(/^\.\.\.a+Xb+\.\.\.$/);
    expect(shown[caretIndent ?? -1]).toBe('X');
  });
});

describe('a list of faults', () => {
  const at = (file: string, place?: number, column?: number): InputFault => ({
    file,
    line: place,
    column,
    message: `${file} ${place ?? ''} ${column ?? ''}`.trim(),
  });
  const report = {
    faults: [at('job.ini', 9), at('b.xml', 2), at('job.ini', 2, 7), at('job.ini', 2, 1), at('job.ini')],
    warnings: [at('a.csv', 1)],
  };

  it('is by file, line and column, with the warnings behind', () => {
    expect(
      faultLines(report, PLAIN_LOOKS).map((text) => text.replace(/:? (error|warning): .*/, ' $1')),
    ).toEqual([
      'job.ini error',
      'job.ini:2:1 error',
      'job.ini:2:7 error',
      'job.ini:9 error',
      'b.xml:2 error',
      'a.csv:1 warning',
    ]);
  });

  it('is counted', () => {
    expect(faultCount(report)).toBe('5 errors, 1 warning in 3 files.');
    expect(faultCount({ faults: [at('a')], warnings: [] })).toBe('1 error in 1 file.');
    expect(faultCount({ faults: [], warnings: [at('a'), at('a', 2)] })).toBe('2 warnings in 1 file.');
  });

  it('closes with what was not done, and is data with --json', () => {
    const error = new InputError([line('key = value', 7)], {}, [at('a.csv', 1)]);
    expect(describeError(error, '')).toMatch(/\n1 error, 1 warning in 2 files\. Nothing was sent\.\n$/);
    expect(describeError(error.telling({ calculations: [] }), '')).not.toContain('Nothing was sent');
    expect(errorJson(error, '')).toMatchObject({
      error: {
        kind: 'invalid-input',
        exit_code: 5,
        faults: [
          {
            file: 'job.ini',
            line: 3,
            column: 7,
            severity: 'error',
            message: 'wrong',
            fix: null,
            excerpt: { text: 'key = value', caret: 7 },
          },
        ],
        warnings: [{ file: 'a.csv', severity: 'warning', column: null, excerpt: null }],
      },
    });
  });
});

describe('annotations for GitHub', () => {
  const annotate = (fault: InputFault, workspace?: string): string =>
    githubAnnotations({ faults: [fault], warnings: [] }, { cwd: '/w/repo/jobs', workspace })[0] ?? '';

  it('name the file from the workspace, the place and a title', () => {
    expect(annotate(line('', 5), '/w/repo')).toBe(
      '::error file=jobs/job.ini,line=3,col=5,title=OpenQuake input::wrong',
    );
    expect(annotate(line('', undefined, { file: '../../else/job.ini' }), '/w/repo')).toContain(
      'file=/w/else/job.ini,line=3,title',
    );
    expect(annotate(line('', undefined), undefined)).toContain('file=job.ini,');
    expect(annotate(line('', undefined, { file: '-p', line: undefined }))).toBe(
      '::error title=OpenQuake input::wrong',
    );
  });

  it('cannot be broken by what they say', () => {
    const fault = line('', 1, { file: 'a,b:c%.ini', message: '100%\r\n::error::x', fix: 'mend' });
    expect(annotate(fault)).toBe(
      '::error file=a%2Cb%3Ac%25.ini,line=3,col=1,title=OpenQuake input::100%25%0A::error::x%0Afix: mend',
    );
  });

  it('tell warnings too', () => {
    const warnings = [line('', 1)];
    expect(githubAnnotations({ faults: [], warnings }, { cwd: '/', workspace: undefined })[0]).toMatch(
      /^::warning /,
    );
  });
});
