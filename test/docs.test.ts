import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENT_FLAGS } from '../src/cli/client-flags.js';
import { ENGINE_FLAGS } from '../src/cli/engine-flags.js';
import { normalizeArgv } from '../src/cli/normalize-argv.js';
import { parseLine, verbWords } from '../src/cli/program.js';
import { selectCommand, selectVerb } from '../src/cli/select-command.js';
import { VERBS } from '../src/cli/verbs.js';
import { EXIT_CODES } from '../src/exit-codes.js';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Command lines in code blocks: what a reader copies. Explanations behind two blanks, options in brackets and other choices behind a bar are not. */
const COMMANDS = [...README.matchAll(/^(?:[\w .&-]*&& )?(?:openquake|node bin\/openquake\.js) (.+)$/gm)]
  .map((match) => (match[1] ?? '').replace(/ {2,}.*$/, ''))
  .map((line) => line.replace(/ [[|].*$/, ''));

/** All that is set in code type, where flags are named. */
const CODE = [...README.matchAll(/```[\s\S]*?```|`[^`]+`/g)].map(([code]) => code).join('\n');

describe('the README', () => {
  it.each(Object.values(EXIT_CODES))(
    'has exit code $code in its table, as the program means it',
    ({ code, meaning }) => {
      const row = new RegExp(`^\\| *\`?${code}\`? *\\|.*$`, 'm').exec(README)?.[0] ?? '';
      expect(row).not.toBe('');
      expect(row.replace(/[`*]/g, '')).toContain(meaning);
    },
  );

  it('has no exit code that the program has not', () => {
    const table = /\| *(?:exit )?code[\s\S]*?\n\n/i.exec(README)?.[0] ?? '';
    const codes = [...table.matchAll(/^\| *`?(\d+)`? *\|/gm)].map((match) => Number(match[1]));
    expect(codes.toSorted((a, b) => a - b)).toEqual(
      Object.values(EXIT_CODES)
        .map(({ code }) => code)
        .toSorted((a, b) => a - b),
    );
  });

  it('names no flag that the program has not', () => {
    const known = new Set([
      '--help',
      ...ENGINE_FLAGS.flatMap(({ name, aliases }) => [name, ...aliases]).map((name) => `--${name}`),
      ...CLIENT_FLAGS.map(({ name }) => `--${name}`),
      ...VERBS.flatMap(({ options }) => options.flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? [])),
    ]);
    const named = new Set(CODE.match(/(?<![\w-])--[a-zA-Z][\w-]*/g) ?? []);
    expect([...named].filter((flag) => !known.has(flag))).toEqual([]);
  });

  it('names every variable of the environment that stands for a flag', () => {
    const variables = CLIENT_FLAGS.flatMap(({ env }) => env ?? []);
    expect(variables.filter((name) => !README.includes(name))).toEqual([]);
  });

  it('has commands to copy', () => {
    expect(COMMANDS.length).toBeGreaterThan(10);
  });

  it.each(COMMANDS)('shows a line that the program understands: openquake %s', async (words) => {
    const line = await parseLine(normalizeArgv(shellWords(words), verbWords()).argv, 100);
    if (line.kind === 'verb') expect(await selectVerb(line.verb, line.raw)(line.raw)).toBeTypeOf('function');
    else if (line.kind === 'flags') {
      const load = selectCommand(line.raw);
      expect(load).toBeDefined();
      expect(await load?.(line.raw)).toBeTypeOf('function');
    } else expect(line.text).not.toBe('');
  });

  it('leads to files that are there', () => {
    const targets = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    const examples = [...CODE.matchAll(/\bexamples\/[\w./-]+/g)].map(([path]) => path);
    expect([...targets, ...examples].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('the page about the flags of the engine', () => {
  const page = readFileSync(join(ROOT, 'docs', 'mirror.md'), 'utf8');

  it.each(ENGINE_FLAGS.filter(({ eras }) => eras !== 'never'))('has a true row for --$name', (flag) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`--${flag.name}\` | `)) ?? '';
    const [, , names = '', eras, does = ''] = row.split('|').map((cell) => cell.trim());
    const short = flag.short === undefined ? [] : [`-${flag.short}`];
    expect(names.match(/-[^` ]+/g) ?? []).toEqual([...short, ...flag.aliases.map((alias) => `--${alias}`)]);
    expect(eras).toBe(flag.eras);
    expect(does.startsWith('refused')).toBe(flag.refusal !== undefined);
    expect(does.includes('with a warning')).toBe(flag.instead !== undefined);
  });
});

/** The words as a shell would hand them over, as far as quotes go. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
