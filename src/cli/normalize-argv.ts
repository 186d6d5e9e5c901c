import { UsageError } from '../errors.js';
import { CLIENT_FLAGS } from './client-flags.js';
import { deprecation } from './deprecations.js';
import { ENGINE_FLAGS } from './engine-flags.js';
import { engineFlagNamed, findFlag } from './find-flag.js';

/** A command line in the one spelling that the parser knows. */
export interface NormalizedArgv {
  readonly argv: readonly string[];
  /** Lines for stderr: beginnings that were completed, names that have gone out of use. */
  readonly notes: readonly string[];
}

/**
 * Brings every spelling of the engine's eras to one: `--rh` and other old names become today's, unambiguous prefixes
 * of engine flags are completed as the engine's own parser does, and `openquake engine --run …` (from `oq engine`)
 * loses its first word. What follows a verb keeps its words, but for the engine's short names (`zip job.ini --hc 7`).
 * @throws UsageError for a beginning of several flags, and for `-r`.
 */
export function normalizeArgv(argv: readonly string[], verbs: ReadonlySet<string>): NormalizedArgv {
  const words = argv[0] === 'engine' && isEngineFlag(argv[1] ?? '') ? argv.slice(1) : argv;
  const notes: string[] = [];
  const result: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word === '--' || (verbs.has(word) && !takesValue(words[index - 1] ?? ''))) {
      result.push(...afterVerb(words.slice(index), notes));
      break;
    }
    result.push(...normalizeWord(word, notes));
  }
  return { argv: result, notes };
}

function normalizeWord(word: string, notes: string[]): readonly string[] {
  if (/^-r(?![A-Za-z-])|^-rtoday$/.test(word)) throw rOfTwoEras();
  // The engine's parser takes "-e=csv" too; commander would read a value "=csv".
  const short = /^(-[A-Za-z])=(.*)$/s.exec(word);
  if (short?.[1] !== undefined && takesValue(short[1])) return [short[1], short[2] ?? ''];
  const typed = /^--[^=]+/.exec(word)?.[0];
  const found = typed === undefined ? undefined : findFlag(typed.slice(2));
  if (typed === undefined || found === undefined) return [word];
  if (found.by === 'beginning') notes.push(`${typed} is short for --${found.name}`);
  noteDeprecation(found.by === 'beginning' ? `--${found.name}` : typed, found.name, notes);
  return [`--${found.name}${word.slice(typed.length)}`];
}

function noteDeprecation(typed: string, name: string, notes: string[]): void {
  const flag = engineFlagNamed(name);
  const note = flag === undefined ? undefined : deprecation(flag, typed);
  if (note !== undefined) notes.push(note);
}

/** `-1,12` names calculations and no flag; alone, `-1` is known to the parser for what it is. */
function countedBack(word: string): string {
  return word.replace(/^-([1-9]\d{0,8})(?=,)/, (_word, steps: string) =>
    steps === '1' ? 'last' : `last-${Number(steps) - 1}`,
  );
}

/** Old names only, whole ones: a verb has options of its own, which no prefix may catch. */
function afterVerb(words: readonly string[], notes: string[]): string[] {
  const end = words.indexOf('--');
  return words.map((word, index) => {
    const [, name, rest] = /^--([^=]+)(.*)$/s.exec(word) ?? [];
    const flag = ENGINE_FLAGS.find(({ aliases }) => name !== undefined && aliases.includes(name));
    if (end !== -1 && index > end) return word;
    if (flag === undefined) return countedBack(word);
    noteDeprecation(`--${name ?? ''}`, flag.name, notes);
    return `--${flag.name}${rest ?? ''}`;
  });
}

/** From 1.2 to 3.2 it made the report of a day, from 3.3 to 3.23 it read inputs from a cache: never guess. */
function rOfTwoEras(): UsageError {
  return new UsageError(
    '-r meant --make-html-report up to 3.2 and --reuse-input from 3.3 to 3.23: say --make-html-report DATE, or run the job without it.',
  );
}

function isEngineFlag(word: string): boolean {
  return /^-/.test(word) && word !== '--help' && word !== '-h';
}

/** Whether the word after this one is its value, so that `--profile engine` names a profile and not the verb. */
function takesValue(word: string): boolean {
  const flag = [...ENGINE_FLAGS, ...CLIENT_FLAGS].find(
    (row) =>
      word === `--${row.name}` ||
      word === `-${row.short ?? ''}` ||
      ('aliases' in row && row.aliases.includes(word.slice(2))),
  );
  return flag !== undefined && flag.arity !== 0;
}
