import { describe, expect, it } from 'vitest';
import { trueFlags } from '../../src/cli/true-flags.js';
import { runMain, testSystem } from '../support/test-system.js';
import { LINES, WRONG_LINES } from './lines.js';
import { runLine } from './run-line.js';

const titled = [...LINES, ...WRONG_LINES].map(
  (line) => [`${line.of}: ${line.words.join(' ')}`, line] as const,
);

/** What a wrong line says; on stdout it would be taken for a result. */
const FOR_PEOPLE = /^openquake: |Nothing was|submitted to|Export them|Saved\./m;

describe('stdout', () => {
  it.each(titled)('is the result and nothing else: %s', async (_title, line) => {
    const { exit, stdout, stderr } = await runLine(line);
    expect(exit).toBe(line.exit ?? 0);
    if (line.of !== 'check-input') expect(stdout).not.toMatch(FOR_PEOPLE);
    if (WRONG_LINES.includes(line)) expect(stderr).toMatch(/^(openquake: |\S+: error: )/m);
    expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  });

  it.each(titled)('is one JSON value with --json, wherever that stands: %s', async (_title, line) => {
    const before = await runLine(line, '--json');
    expect(before.exit).toBe(line.exit ?? 0);
    expect(() => JSON.parse(before.stdout) as unknown).not.toThrow();
    const after = await runLine({ ...line, words: [...line.words, '--json'] });
    // A flag that wants a value takes the word behind it.
    if (line.words.join() === '--lo') return;
    expect(after.exit).toBe(line.exit ?? 0);
    expect(() => JSON.parse(after.stdout) as unknown).not.toThrow();
  });

  it.each(titled)('has a JSON value on each line with --jsonl: %s', async (_title, line) => {
    const { exit, stdout } = await runLine(line, '--jsonl');
    expect(exit).toBe(line.exit ?? 0);
    for (const text of stdout.split('\n').slice(0, -1))
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  });

  it.each(titled)(
    'has with --quiet no word for people, and stderr only what is wrong: %s',
    async (_title, line) => {
      const { exit, stdout, stderr } = await runLine(line, '--quiet');
      expect(exit).toBe(line.exit ?? 0);
      if (line.of !== 'check-input') expect(stdout).not.toMatch(FOR_PEOPLE);
      if (exit === 0) expect(stderr).toBe('');
    },
  );

  it.each<[string, readonly string[], string]>([
    ['calculations', ['--lhc'], '7\n8\n'],
    ['outputs', ['--lo', '7'], '13\n14\n'],
    ['a run', ['--run', 'job.ini'], '7\n'],
    ['a detached run', ['--run', 'job.ini', '--detach'], '7\n'],
    ['saved hosts', ['profile', 'list'], 'local\n'],
  ])('is with --quiet the ids of %s', async (_what, words, ids) => {
    const line = LINES.find((known) => known.words.join(' ') === words.join(' '));
    if (line === undefined) throw new Error('no such line');
    expect((await runLine(line, '--quiet')).stdout).toBe(ids);
  });

  it('is one JSON value for help and for a line that asks for nothing, too', async () => {
    for (const words of [
      ['--help', '--json'],
      ['help', 'json', '--json'],
      ['logs', '--json', '--help'],
      ['--json'],
    ]) {
      const { exit, stdout } = await runMain(words);
      expect(exit).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ help: expect.any(String) as string });
    }
  });
});

describe('--json in a line that is wrong', () => {
  it.each<[string, readonly string[]]>([
    ['before the wrong flag', ['--json', '--bogus']],
    ['behind it', ['--bogus', '--json']],
    ['behind a verb', ['logs', '7', '--bogus', '--json']],
    ['before a verb', ['--json', 'logs', '7', '--bogus']],
    ['where a setting is nonsense', ['--json', '--lhc', '--patience', 'x']],
  ])('is heard %s', async (_where, words) => {
    const { exit, stdout } = await runMain(words);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', exit_code: 2 } });
  });

  it.each<[string, readonly string[]]>([
    ['the value of another flag', ['--host', '--json', '--bogus']],
    ['the value of a flag with one letter', ['-L', '--json', '--bogus']],
    ["the value of a verb's flag", ['zip', 'job.ini', '-o', '--json', '--bogus']],
    ['behind --', ['logs', '7', '8', '--', '--json']],
    ['part of a value', ['--host=--json', '--bogus']],
  ])('is not heard as %s', async (_where, words) => {
    const { exit, stdout, stderr } = await runMain(words);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^openquake: /);
  });

  it('is one line with --jsonl', async () => {
    const { stdout } = await runMain(['--jsonl', '--bogus']);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toHaveProperty('error');
  });

  it('is found among flags only', () => {
    expect([...trueFlags(['--json', '--host', '--quiet', '--', '--yes'])]).toEqual(['json']);
  });
});

describe('--columns and --format', () => {
  it.each(['--version', 'engine status', 'check-input job.ini', 'profile add a b', '--abort 7'])(
    'are refused where the result is no list: %s',
    async (words) => {
      for (const more of [
        ['--columns', 'id'],
        ['--format', 'csv'],
      ]) {
        const { exit, stdout, stderr } = await runMain([...words.split(' '), ...more]);
        expect([exit, stdout]).toEqual([2, '']);
        expect(stderr).toContain(`${more[0] ?? ''} shape`);
      }
    },
  );
});

describe('a question', () => {
  const line = LINES.find(({ of }) => of === 'delete-calculation');

  it('is not asked with --no-input, though a terminal is there, nor without a terminal', async () => {
    const words = line?.words.filter((word) => word !== '--yes') ?? [];
    const asked = {
      of: 'x',
      words,
      exit: 2,
      prepare: WRONG_LINES.find(({ of }) => of.startsWith('a question'))?.prepare,
    };
    const { exit, stderr } = await runLine(asked as typeof asked & { prepare: never });
    expect(exit).toBe(2);
    expect(stderr).toContain('there is nobody to ask');
    const system = testSystem({ answers: ['y'] });
    const wrong = await runMain(['engine', 'uninstall', '--purge', '--no-input'], system);
    expect(wrong.stderr).not.toContain('(y/n)');
  });
});
