import { CLIENT_FLAGS } from './client-flags.js';
import { ENGINE_FLAGS } from './engine-flags.js';

/** A command line in the one spelling that the parser knows. */
export interface NormalizedArgv {
  readonly argv: readonly string[];
  /** What was expanded, for a word on stderr: `--list-haz` to `--list-hazard-calculations`. */
  readonly expanded: readonly { readonly from: string; readonly to: string }[];
}

/** Flags that commander adds itself. */
const BUILT_IN = ['help'];

/**
 * Brings every spelling of the engine's eras to one: `--rh` and other old names become today's, unambiguous prefixes
 * of engine flags are completed as the engine's own parser does, and `openquake engine --run …` (from `oq engine`)
 * loses its first word. What follows a verb keeps its words, but for the engine's short names (`zip job.ini --hc 7`).
 */
export function normalizeArgv(argv: readonly string[], verbs: ReadonlySet<string>): NormalizedArgv {
  const words = argv[0] === 'engine' && isEngineFlag(argv[1] ?? '') ? argv.slice(1) : argv;
  const expanded: { from: string; to: string }[] = [];
  const result: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word === '--' || (verbs.has(word) && !takesValue(words[index - 1] ?? ''))) {
      result.push(...afterVerb(words.slice(index)));
      break;
    }
    // The engine's parser takes "-e=csv" too; commander would read a value "=csv".
    const short = /^(-[A-Za-z])=(.*)$/s.exec(word);
    if (short?.[1] !== undefined && takesValue(short[1])) {
      result.push(short[1], short[2] ?? '');
      continue;
    }
    const name = /^--([^=]+)/.exec(word)?.[1];
    const full = name === undefined ? undefined : fullName(name);
    if (name === undefined || full === undefined || full === name) {
      result.push(word);
      continue;
    }
    if (!isAlias(name)) expanded.push({ from: `--${name}`, to: `--${full}` });
    result.push(`--${full}${word.slice(2 + name.length)}`);
  }
  return { argv: result, expanded };
}

/** Old names only, whole ones: a verb has options of its own, which no prefix may catch. */
function afterVerb(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  return words.map((word, index) => {
    const [, name, rest] = /^--([^=]+)(.*)$/s.exec(word) ?? [];
    const flag = ENGINE_FLAGS.find(({ aliases }) => name !== undefined && aliases.includes(name));
    return flag === undefined || (end !== -1 && index > end) ? word : `--${flag.name}${rest ?? ''}`;
  });
}

function isAlias(name: string): boolean {
  return ENGINE_FLAGS.some((flag) => flag.aliases.includes(name));
}

/** @returns today's name of a flag, or undefined where the parser shall judge the word itself. */
function fullName(name: string): string | undefined {
  const exact = ENGINE_FLAGS.find((flag) => flag.name === name || flag.aliases.includes(name));
  if (exact !== undefined) return exact.name;
  if (BUILT_IN.includes(name) || CLIENT_FLAGS.some((flag) => flag.name === name)) return undefined;
  const found = new Set(
    ENGINE_FLAGS.filter((flag) => [flag.name, ...flag.aliases].some((full) => full.startsWith(name))).map(
      (flag) => flag.name,
    ),
  );
  const own = CLIENT_FLAGS.some((flag) => flag.name.startsWith(name));
  return found.size === 1 && !own && name.length > 2 ? [...found][0] : undefined;
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
