import { describe, expect, it } from 'vitest';
import { createPrinter, type OutputMode } from '../../src/output/printer.js';
import { loadStyle, plainStyle, wantsColour } from '../../src/output/style.js';
import type { Column } from '../../src/listing.js';
import { renderTable } from '../../src/output/table.js';
import { testSystem } from '../support/test-system.js';

const PLAIN = { jsonl: false, columns: undefined, format: undefined };

async function speak(mode: OutputMode): Promise<{ stdout: string; stderr: string }> {
  const { streams, written } = testSystem();
  const printer = createPrinter(streams, mode, plainStyle);
  printer.line('line');
  printer.id(42);
  printer.json({ a: 1 });
  await printer.table([{ header: 'h', cell: (row: string) => row }], ['cell']);
  printer.note('note');
  printer.warn('warn');
  const live = await printer.live('live');
  live.update('newer');
  printer.note('above');
  live.above('written');
  live.stop();
  printer.warn('after');
  return written;
}

describe('colour', () => {
  it.each([
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['a pipe', {}, false],
  ])('is used for warnings, and for nothing else: %s', async (_what, env, coloured) => {
    const { streams, written } = testSystem();
    const style = await loadStyle(wantsColour(streams.stderr, env, false));
    const printer = createPrinter(streams, { ...PLAIN, json: false, quiet: false }, style);
    printer.line('line');
    printer.note('note');
    printer.warn('warn');
    expect(written.stdout).toBe('line\n');
    expect(written.stderr).toBe(coloured ? 'note\n\u001b[33mwarn\u001b[39m\n' : 'note\nwarn\n');
  });
});

describe('the printer', () => {
  it('keeps the result on stdout and all else on stderr', async () => {
    expect(await speak({ ...PLAIN, json: false, quiet: false })).toEqual({
      stdout: 'line\nh\ncell\n',
      stderr: 'note\nwarn\nabove\nwritten\nafter\n',
    });
  });

  it('prints one JSON value and nothing beside it', async () => {
    const { stdout, stderr } = await speak({ ...PLAIN, json: true, quiet: false });
    expect(JSON.parse(stdout)).toEqual({ a: 1 });
    expect(stderr).toContain('note');
  });

  it('is quiet but for results and warnings', async () => {
    expect(await speak({ ...PLAIN, json: false, quiet: true })).toEqual({
      stdout: 'line\n42\nh\ncell\n',
      stderr: 'warn\nwritten\nafter\n',
    });
    expect((await speak({ ...PLAIN, json: true, quiet: true })).stdout).toBe('{\n  "a": 1\n}\n');
  });
});

describe('a table', () => {
  it('has columns and no lines', async () => {
    const rows = [
      { name: 'one', size: '5' },
      { name: 'eleven', size: '1234' },
    ];
    const text = renderTable(
      [
        { header: 'name', cell: (row: (typeof rows)[number]) => row.name },
        { header: 'size', cell: (row) => row.size, align: 'right' },
      ],
      rows,
    );
    expect(text.split('\n')).toEqual(['name    size', 'one        5', 'eleven  1234']);
  });

  const WORDS: readonly Column<string>[] = [
    { header: 'n', cell: (text) => String(text.length), align: 'right' },
    { header: 'text', cell: (text) => text, givesWay: true },
    { header: 'end', cell: () => 'z' },
  ];

  it('is cut to the terminal in the column that gives way, wide characters counted as two', () => {
    const rows = [
      'short',
      'a description that is long',
      '\u6771\u4eac\u6771\u4eac\u6771\u4eac\u6771\u4eac\u6771',
    ];
    expect(renderTable(WORDS, rows, 23).split('\n')).toEqual([
      ' n  text            end',
      ' 5  short           z',
      '26  a description\u2026  z',
      ' 9  \u6771\u4eac\u6771\u4eac\u6771\u4eac\u2026   z',
    ]);
  });

  it('keeps a readable part on whatever terminal, and all in a pipe', () => {
    const rows = ['a description that is long'];
    expect(renderTable(WORDS, rows, 5).split('\n')[1]).toBe('26  a descripti\u2026  z');
    expect(renderTable(WORDS, rows).split('\n')[1]).toBe('26  a description that is long  z');
  });
});

describe('colour', () => {
  const terminal = { ...testSystem().streams.stderr, isTerminal: true };
  const pipe = { ...terminal, isTerminal: false };

  it.each([
    ['a terminal', terminal, {}, false, true],
    ['a pipe', pipe, {}, false, false],
    ['--no-color', terminal, { FORCE_COLOR: '1' }, true, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, false, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false, false],
    ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, false, true],
    ['CLICOLOR_FORCE in a pipe', pipe, { CLICOLOR_FORCE: '1' }, false, true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false, false],
  ])('with %s', (_what, stream, env, flag, wanted) => {
    expect(wantsColour(stream, env, flag)).toBe(wanted);
  });

  it('changes looks and never words', async () => {
    const coloured = await loadStyle(true);
    const plain = await loadStyle(false);
    for (const look of ['bold', 'dim', 'red', 'yellow', 'green', 'cyan'] as const) {
      expect(coloured[look]('text')).toMatch(/^\u001b\[\d+mtext\u001b\[\d+m$/);
      expect(plain[look]('text')).toBe('text');
    }
  });
});
