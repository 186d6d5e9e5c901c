import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calculation, LogRow, Output } from '../../src/engine/types.js';
import { InputError, NotFoundError } from '../../src/errors.js';
import { calculationJson, calculationListLines } from '../../src/views/calculation-list.js';
import { describeError, errorJson, withHost } from '../../src/views/error-text.js';
import { isAtLevel, runningLogLine, storedLogLine } from '../../src/views/log-line.js';
import { outputListLines, sortOutputs } from '../../src/views/output-list.js';
import { safeLine, safeText } from '../../src/views/safe-text.js';
import { humanDuration, humanSize } from '../../src/views/sizes.js';
import { progressBar, taskProgressOf } from '../../src/views/task-progress.js';

const ROW: LogRow = {
  time: '2026-11-22T15:56:36.79',
  level: 'WARNING',
  process: 'SpawnProcess-2/7232',
  message: 'root@vm running',
};
const anyRow = (more: Partial<LogRow>): LogRow => ({ ...ROW, ...more });

describe('a row of a running calculation', () => {
  it('looks as the engine prints it: local time, whole seconds, no process', () => {
    expect(runningLogLine(17, ROW, () => 0)).toBe('[2026-11-22 15:56:36 #17 WARNING] root@vm running');
    expect(runningLogLine(17, ROW, () => 60)).toBe('[2026-11-22 16:56:36 #17 WARNING] root@vm running');
    expect(runningLogLine(17, ROW, () => -9.5 * 60)).toBe(
      '[2026-11-22 06:26:36 #17 WARNING] root@vm running',
    );
    expect(runningLogLine(17, anyRow({ time: '2026-12-31T23:30:00' }), () => 60)).toContain(
      '2027-01-01 00:30:00',
    );
  });

  it('uses the offset of its own moment, for a run may cross the end of summer time', () => {
    const offset = (time: Date): number => (time.getUTCMonth() < 9 ? 120 : 60);
    expect(runningLogLine(1, anyRow({ time: '2026-09-30T12:00:00.1' }), offset)).toContain('14:00:00');
    expect(runningLogLine(1, anyRow({ time: '2026-10-30T12:00:00.1' }), offset)).toContain('13:00:00');
  });

  it('shows a time that it cannot read as it is', () => {
    expect(runningLogLine(1, anyRow({ time: 'soon' }), () => 0)).toBe('[soon #1 WARNING] root@vm running');
  });
});

describe('a stored row', () => {
  it('looks as --show-log prints it: UTC, two decimals, with its process', () => {
    expect(storedLogLine(17, ROW)).toBe(
      '[2026-11-22 15:56:36.79 #17 WARNING] SpawnProcess-2/7232 root@vm running',
    );
    expect(storedLogLine(17, anyRow({ time: '2026-11-22T15:56:36' }))).toContain('[2026-11-22 15:56:36 #17');
    expect(storedLogLine(17, anyRow({ time: '2026-11-22T15:56:36.791234' }))).toContain(
      '[2026-11-22 15:56:36.79 #17',
    );
  });
});

describe('any row', () => {
  it('keeps its lines and shows what a terminal would obey', () => {
    const message = 'one\r\ntwo\tthree\n\u001b[31mred\u001b]0;title\u0007\u009b2J\rover';
    for (const line of [
      storedLogLine(1, anyRow({ message })),
      runningLogLine(1, anyRow({ message }), () => 0),
    ]) {
      expect(line).toContain('one\ntwo\tthree\n\\x1b[31mred\\x1b]0;title\\x07\\x9b2J\\x0dover');
    }
    expect(storedLogLine(1, anyRow({ level: '\u001b', process: '\u001b', time: '\u001b' }))).not.toContain(
      '\u001b',
    );
  });

  it.each([
    ['DEBUG', 'info', false],
    ['INFO', 'info', true],
    ['INFO', 'progress', true],
    ['INFO', 'warn', false],
    ['WARNING', 'warn', true],
    ['WARNING', 'warning', true],
    ['WARNING', 'error', false],
    ['ERROR', 'error', true],
    ['CRITICAL', 'error', true],
    ['ERROR', 'critical', false],
    ['DEBUG', 'debug', true],
    ['NOTICE', 'critical', true],
  ])('%s at level %s: shown %j', (level, from, shown) => {
    expect(isAtLevel(anyRow({ level }), from)).toBe(shown);
  });
});

describe('text of a server', () => {
  it('never holds a control character but tab and line feed, and loses nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(safeLine(text)).not.toContain('\n');
        expect(safeText(safe)).toBe(safe);
      }),
    );
    expect(safeText('a\u202eb\u2066c\u2028')).toBe(String.raw`a\u202eb\u2066c\u2028`);
    expect(safeText('größer 地震 🌋\ttab')).toBe('größer 地震 🌋\ttab');
    expect(safeLine('one  \n  two\r\nthree')).toBe('one two three');
    // A million blanks would take minutes where the time grows with their square.
    expect(safeLine(`${' '.repeat(1_000_000)}x\n\n y `)).toHaveLength(1_000_004);
  });
});

describe('a percentage', () => {
  it.each([
    [
      'classical  50% [10 submitted, 0 queued]',
      { task: 'classical', percent: 50, detail: '10 submitted, 0 queued' },
    ],
    ['read_source_model 100% [2 submitted, 0 queued]', { task: 'read_source_model', percent: 100 }],
    [' event_based   0% []', { task: 'event_based', percent: 0, detail: '' }],
  ])('is progress: %s', (message, progress) => {
    expect(taskProgressOf(anyRow({ message }))).toMatchObject(progress);
  });

  it.each([
    'Memory occupation 85%, the user should free some memory',
    'Reducing 50% of the sources',
    'using 95% [of something] here',
    'poe 120% [x]',
    'a 50%\nb 60% [x]',
    '50% [x]',
    'Sent 10 classical tasks',
  ])('is not progress: %s', (message) => {
    expect(taskProgressOf(anyRow({ message }))).toBeUndefined();
  });

  it('is drawn as a bar', () => {
    const bar = (percent: number): string =>
      progressBar({ task: 'classical', percent, detail: '2 queued' }, 10);
    expect(bar(0)).toBe('classical   0% ░░░░░░░░░░ 2 queued');
    expect(bar(50)).toBe('classical  50% █████░░░░░ 2 queued');
    expect(bar(100)).toBe('classical 100% ██████████ 2 queued');
    expect(progressBar({ task: '\u001b[2J', percent: 1, detail: '\n' }, 2)).not.toMatch(/[\n\u001b]/);
  });
});

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1 KB'],
    [158_167, '154.46 KB'],
    [1_048_576, '1 MB'],
    [1.5 * 1024 ** 3, '1.5 GB'],
    [1024 ** 5 * 2048, '2048 PB'],
  ])('of %d bytes is %s', (bytes, text) => {
    expect(humanSize(bytes)).toBe(text);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [7_600, '8 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [360_000_000, '100 h 0 min'],
  ])('of %d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('a list of calculations', () => {
  const one: Calculation = {
    id: 3,
    owner: 'anna',
    calculationMode: 'classical',
    status: 'complete',
    isRunning: false,
    description: 'Classical Hazard QA Test, Case 1',
    parentId: undefined,
    sizeMb: undefined,
    startTime: '2026-11-22 15:27:32',
    tags: [],
    preferredFor: [],
  };

  it('is the one of the engine, column by column', () => {
    expect(calculationListLines([one])).toEqual([
      '   job_id|  calculation_mode|   status|          start_time|                             description',
      '        3|         classical| complete| 2026-11-22 15:27:32| Classical Hazard QA Test, Case 1',
    ]);
    expect(calculationListLines([])).toEqual(['None']);
  });

  it('cuts a description at 39 characters and keeps it on its line', () => {
    const [, row] = calculationListLines([{ ...one, description: `🌋\n${'x'.repeat(60)}` }]);
    expect(row?.split('|')[4]).toBe(` 🌋 ${'x'.repeat(37)}`);
    const [, cut] = calculationListLines([{ ...one, description: '🌋'.repeat(50) }]);
    expect(cut?.split('|')[4]).toBe(` ${'🌋'.repeat(39)}`);
  });

  it('keeps its columns without a time', () => {
    const [head = '', row = ''] = calculationListLines([{ ...one, startTime: undefined }]);
    const bars = (line: string): number[] => [...line.matchAll(/\|/g)].map(({ index }) => index);
    expect(bars(row)).toEqual(bars(head));
  });

  it('has null in JSON for what is not known', () => {
    expect(calculationJson(one)).toMatchObject({ hazard_calculation_id: null, size_mb: null });
  });
});

describe('a list of outputs', () => {
  const output = (id: number, name: string): Output => ({
    id,
    name,
    type: 't',
    formats: ['csv'],
    sizeMb: undefined,
  });

  it('is sorted by name, code point by code point, as the engine does', () => {
    const outputs = [
      output(12, 'Zones'),
      output(9, 'average'),
      output(10, 'Full Report'),
      output(8, 'Full Report'),
    ];
    expect(outputListLines(outputs)).toEqual([
      '  id | name',
      '   8 | Full Report',
      '  10 | Full Report',
      '  12 | Zones',
      '   9 | average',
    ]);
    expect(outputs[0]?.id).toBe(12);
    expect(sortOutputs([])).toEqual([]);
  });

  it('is nothing at all without outputs', () => {
    expect(outputListLines([])).toEqual([]);
  });
});

describe('an error', () => {
  const error = new NotFoundError('No calculation 7 on \u001b[2J.', {
    hint: 'See openquake --list-outputs ID or openquake logs ID; openquake --host x --abort 7; openquake profile list.',
    facts: { calculation_id: 7 },
  });

  it('is what is wrong and what to do, with the host where it was typed', () => {
    expect(describeError(error, '')).toBe(
      'openquake: No calculation 7 on \\x1b[2J.\n  See openquake --list-outputs ID or openquake logs ID; openquake --host x --abort 7; openquake profile list.\n',
    );
    expect(withHost(error.hint ?? '', '--host h')).toBe(
      'See openquake --host h --list-outputs ID or openquake --host h logs ID; openquake --host x --abort 7; openquake profile list.',
    );
    expect(withHost('openquake --profile a --lhc, openquake --help', '--profile b')).toBe(
      'openquake --profile a --lhc, openquake --help',
    );
    expect(withHost('openquake --lhc', "--host $&$'")).toBe("openquake --host $&$' --lhc");
  });

  it('is the same in JSON', () => {
    expect(errorJson(error, '--host h')).toEqual({
      error: {
        kind: 'not-found',
        message: error.message,
        hint: expect.stringContaining('openquake --host h --list-outputs') as string,
        exit_code: 8,
        calculation_id: 7,
      },
    });
    expect(errorJson(new InputError([{ file: 'job.ini', line: 3, message: 'x' }]), '')).toMatchObject({
      error: { exit_code: 5, message: 'job.ini:3: x', faults: [{ file: 'job.ini', line: 3 }], hint: null },
    });
  });

  it('that is a fault of ours shows its stack, for the report', () => {
    const fault = new TypeError('x is not a function');
    expect(describeError(fault, '')).toContain('please report it');
    expect(describeError(fault, '')).toContain('views.test.ts');
    expect(describeError('thrown text', '')).toContain('thrown text');
    expect(errorJson(fault, '')).toMatchObject({ error: { kind: 'internal', exit_code: 70 } });
  });
});
