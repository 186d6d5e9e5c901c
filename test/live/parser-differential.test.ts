import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENGINE_FLAGS } from '../../src/cli/engine-flags.js';
import { normalizeArgv } from '../../src/cli/normalize-argv.js';
import { parseLine, verbWords } from '../../src/cli/program.js';
import { selectCommand } from '../../src/cli/select-command.js';
import type { RawCommand } from '../../src/commands/command.js';
import { UsageError } from '../../src/errors.js';
import { engineUnderTest } from './engine-under-test.js';

/** What a parser makes of a line. */
type Parsed = { readonly given: Readonly<Record<string, unknown>> } | { readonly refused: string };

/** The same lines on every run: a generator of its own (Park and Miller's). */
function chooser(seed: number): <T>(items: readonly T[]) => T {
  let state = seed;
  return (items) => {
    state = (state * 48271) % 2147483647;
    const item = items[state % items.length];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
}

const TODAY = ENGINE_FLAGS.filter(({ today }) => today !== undefined);
const VALUES: Readonly<Record<string, readonly string[]>> = {
  run: ['a.ini', 'b.zip'],
  'log-level': ['debug', 'info', 'warn', 'error', 'critical', 'verbose'],
  param: ['a=1', 'a=1,b=2', 'x=y=z'],
  exports: ['csv', 'csv,xml'],
  'log-file': ['x.log', '~/x'],
  'make-html-report': ['today', '2026-01-31'],
  'sample-sources': ['0.1'],
  nodes: ['4'],
  'export-output': ['7', '1'],
  'export-outputs': ['7', '-1'],
};
const IDS = ['7', '42', '-1', 'x'];

/** A flag whole, under another name, or cut somewhere, with its values in one of the ways to write them. */
function flagWords(choose: <T>(items: readonly T[]) => T, flag: (typeof TODAY)[number]): string[] {
  const long = choose(flag.today ?? []);
  const cut = choose([long.length, long.length, 1, 2, 4, 6, 9, 12]);
  const typed = `--${long.slice(0, cut)}`;
  const value = (): string => choose(VALUES[flag.name] ?? IDS);
  const wanted = flag.arity === 'many' ? choose([1, 2]) : flag.arity;
  const count = choose([wanted, wanted, wanted, wanted, wanted, wanted, wanted + 1, Math.max(0, wanted - 1)]);
  const values = Array.from({ length: count }, value);
  const useShort = flag.short !== undefined && choose([true, false, false]);
  if (useShort && values.length === 1) {
    const short = `-${flag.short ?? ''}`;
    const [only = ''] = values;
    return choose([[short, only], [`${short}${only}`], [`${short}=${only}`]]);
  }
  if (useShort) return [`-${flag.short ?? ''}`, ...values];
  return values.length === 1 && choose([true, false]) ? [`${typed}=${values[0] ?? ''}`] : [typed, ...values];
}

/** At most one flag of each kind in a line: what a second one means is told in docs/engine-behaviour.md. */
function generateLines(count: number): string[][] {
  const choose = chooser(20261123);
  return Array.from({ length: count }, () => {
    const flags = new Set([choose(TODAY), ...(choose([true, false]) ? [choose(TODAY)] : [])]);
    const words = [...flags].flatMap((flag) => flagWords(choose, flag));
    return choose([words, words, words, ['-y', ...words], [...words, '--ye'], [...words, '--frobnicate']]);
  });
}

async function ours(words: readonly string[]): Promise<Parsed & { readonly raw?: RawCommand }> {
  try {
    const line = await parseLine(normalizeArgv(words, verbWords()).argv, 100);
    if (line.kind === 'help') return { given: { help: true } };
    if (line.kind === 'verb') throw new Error('no verb was generated');
    return { given: line.raw.flags, raw: line.raw };
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message };
    throw error;
  }
}

/** Our values in the engine's names and types. */
function asEngine(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const defaults: Readonly<Record<string, unknown>> = { log_level: 'info', nodes: '1' };
  return Object.fromEntries(
    Object.entries(flags)
      .map(([key, value]): [string, unknown] => {
        const dest = key.replace(/[A-Z]/g, (letter) =>
          letter === 'I' && key === 'whatIfIUpgrade' ? '_I' : `_${letter.toLowerCase()}`,
        );
        return [dest, key === 'param' && Array.isArray(value) ? value.at(-1) : value];
      })
      .filter(([dest, value]) => defaults[dest] !== value),
  );
}

function comparable(given: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(given).map(([dest, value]) => [
    dest.toLowerCase(),
    Array.isArray(value) ? value.map(String) : String(value),
  ]);
  return JSON.stringify(texts.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

describe("the engine's own parser and ours", () => {
  // The engine judges every value: also those of a flag that is repeated, and a level where nothing is run.
  const lines = generateLines(800).filter(
    (words) => !words.some((word) => /^--lo=\D/.test(word) || (word.endsWith('verbose') && words.length > 2)),
  );
  let names: readonly string[];
  let theirs: readonly Parsed[];

  beforeAll(() => {
    const { python, env } = engineUnderTest();
    const script = join(import.meta.dirname, 'parse_engine_lines.py');
    const done = spawnSync(python, [script], {
      env,
      input: JSON.stringify(lines),
      maxBuffer: 64 * 1024 ** 2,
    });
    if (done.status !== 0) throw new Error(done.stderr.toString());
    ({ names, lines: theirs } = JSON.parse(done.stdout.toString()) as {
      names: readonly string[];
      lines: readonly Parsed[];
    });
  });

  it('know the same names of today', () => {
    const today = TODAY.flatMap(({ today: known, short }) => [
      ...(known ?? []).map((name) => `--${name}`),
      ...(short === undefined ? [] : [`-${short}`]),
    ]);
    const more = ['-h', '--help', '-y', '--yes'];
    // 3.23 still had what 3.24 dropped; all three are rows of ours, and -r is refused for its two meanings.
    const dropped = ['--config-file', '-c', '--reuse-input', '-r'];
    const expected = engineUnderTest().version.startsWith('3.23')
      ? [...today, ...more, ...dropped]
      : [...today, ...more];
    expect([...names].toSorted()).toEqual(expected.toSorted());
  });

  it('accept the same lines with the same values, and refuse the same', async () => {
    const differences: string[] = [];
    let accepted = 0;
    for (const [index, words] of lines.entries()) {
      const engine = theirs[index] ?? { refused: 'no answer' };
      const own = await ours(words);
      if ('given' in engine) {
        accepted += 1;
        if ('refused' in own) differences.push(`${words.join(' ')}: refused by us: ${own.refused}`);
        else if (comparable(engine.given) !== comparable(asEngine(own.given))) {
          differences.push(
            `${words.join(' ')}: ${comparable(engine.given)} / ${comparable(asEngine(own.given))}`,
          );
        }
        continue;
      }
      if ('refused' in own) continue;
      // What our parser lets pass is judged when the command reads its options.
      const verdict = await Promise.resolve()
        .then(async () => own.raw && selectCommand(own.raw)?.(own.raw))
        .then(
          () => 'accepted',
          (error: unknown) => (error instanceof UsageError ? 'refused' : String(error)),
        );
      if (verdict !== 'refused')
        differences.push(`${words.join(' ')}: ${verdict} by us; engine: ${engine.refused}`);
    }
    expect(differences).toEqual([]);
    // Both kinds must be there in number, or nothing was compared.
    expect(accepted).toBeGreaterThan(200);
    expect(lines.length - accepted).toBeGreaterThan(200);
  });
});
