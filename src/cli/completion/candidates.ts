import { SCHEMA_NAMES, schemaColumns } from '../../schemas/schemas.js';
import { CLIENT_FLAGS } from '../client-flags.js';
import { ENGINE_FLAGS } from '../engine-flags.js';
import { helpWords } from '../help/find-page.js';
import { resultOfFlag, resultOfVerb } from '../results.js';
import { VERBS } from '../verbs.js';
import type { Verb } from '../verbs/verb.js';
import { type Flag, flagsFor } from './known-flags.js';
import { SHELLS } from './scripts.js';

/** Something that may be typed next. */
export interface Candidate {
  readonly value: string;
  readonly text?: string;
}

/** What may be typed next: words, and which files of this machine. */
export interface Candidates {
  readonly words: readonly Candidate[];
  readonly files: 'none' | 'jobs' | 'folders' | 'files';
}

/** What only the outside world knows; each never throws. */
export interface Sources {
  calculations(): Promise<readonly Candidate[]>;
  profiles(): Promise<readonly Candidate[]>;
}

const NOTHING: Candidates = { words: [], files: 'none' };

/** @param typed the words behind the program's name; the last one is being typed and may be empty. */
export async function candidates(typed: readonly string[], sources: Sources): Promise<Candidates> {
  const current = typed.at(-1) ?? '';
  const line = readLine(typed.slice(0, -1));
  const found = await next(line, current, sources);
  // Of a list with commas the last part is typed.
  const before = /^(?!-).*,/s.exec(current)?.[0] ?? '';
  const words = found.words.map((word) => ({ ...word, value: before + word.value }));
  return { ...found, words: words.filter(({ value }) => value.startsWith(current)) };
}

interface TypedLine {
  /** The flag whose value is typed now, and how many of its values stand there already. */
  readonly open: { readonly flag: Flag; readonly given: number } | undefined;
  readonly verb: Verb | undefined;
  /** Words that are neither flags nor their values, without those of the verb. */
  readonly words: readonly string[];
  readonly given: ReadonlySet<string>;
  readonly onlyWords: boolean;
}

/** Reads what stands before the word, as the parser would, without refusing anything. */
function readLine(before: readonly string[]): TypedLine {
  const words: string[] = [];
  const given = new Set<string>();
  let open: TypedLine['open'];
  let onlyWords = false;
  for (const word of before) {
    if (open !== undefined && (open.given === 0 || !word.startsWith('-'))) {
      const taken: number = open.given + 1;
      open = taken < open.flag.values ? { flag: open.flag, given: taken } : undefined;
      continue;
    }
    open = undefined;
    if (word === '--') onlyWords = true;
    else if (onlyWords || !word.startsWith('-')) words.push(word);
    else {
      const flag = flagsFor(verbOf(words)).find(({ names }) => names.includes(word.split('=')[0] ?? ''));
      if (flag === undefined) continue;
      given.add(flag.names[0] ?? '');
      if (flag.values > 0 && !word.includes('=')) open = { flag, given: 0 };
    }
  }
  const verb = verbOf(words);
  return { open, verb, words: words.slice(verb?.words.split(' ').length ?? 0), given, onlyWords };
}

function verbOf(words: readonly string[]): Verb | undefined {
  // "tags add" before "tags".
  return VERBS.filter((verb) => verb.words.split(' ').every((word, index) => words[index] === word)).toSorted(
    (left, right) => right.words.length - left.words.length,
  )[0];
}

async function next(line: TypedLine, current: string, sources: Sources): Promise<Candidates> {
  const { open, verb, words } = line;
  const [, name, separator] = /^(--?[\w-]+)(=)/.exec(current) ?? [];
  if (name !== undefined && separator !== undefined) {
    const flag = flagsFor(verb).find(({ names }) => names.includes(name));
    if (flag === undefined) return NOTHING;
    const found = await valuesOf(flag.valueNames[0] ?? '', flag, sources);
    return { ...found, words: found.words.map((word) => ({ ...word, value: `${name}=${word.value}` })) };
  }
  if (open !== undefined && (open.given === 0 || !current.startsWith('-'))) {
    if (open.flag.names[0] === '--columns') return { words: columnWords(line), files: 'none' };
    return valuesOf(
      open.flag.valueNames[open.given] ?? open.flag.valueNames.at(-1) ?? '',
      open.flag,
      sources,
    );
  }
  if (current.startsWith('-') && !line.onlyWords) return { words: flagWords(line), files: 'none' };
  if (verb !== undefined) {
    const arg =
      verb.args[words.length] ?? (verb.args.at(-1)?.includes('...') === true ? verb.args.at(-1) : undefined);
    if (arg !== undefined) return valuesOf(arg.replace(/[<>[\].]/g, ''), undefined, sources, verb);
    // "tags" is a verb, and so is "tags add".
    return { words: words.length === 0 ? verbWords([verb.words], line.given) : [], files: 'none' };
  }
  if (words[0] === 'help') return { words: helpPages(words.slice(1)), files: 'none' };
  return { words: verbWords(words, line.given), files: 'none' };
}

/** What a value is called says what it is. */
async function valuesOf(
  name: string,
  flag: Flag | undefined,
  sources: Sources,
  verb?: Verb,
): Promise<Candidates> {
  if (flag?.choices !== undefined) return { words: flag.choices.map((value) => ({ value })), files: 'none' };
  if (/^(CALC_ID|ID|CALC|SELECTOR)/.test(name))
    return { words: [...(verb === undefined ? [] : LAST), ...(await sources.calculations())], files: 'none' };
  if (/JOB_INI|JOB/.test(name)) return { words: [], files: 'jobs' };
  if (/DIR|FOLDER/.test(name)) return { words: [], files: 'folders' };
  if (/FILE|PATH|\.zip$|PEM|OUT/.test(name)) return { words: [], files: 'files' };
  if (name === 'SHELL') return { words: SHELLS.map((value) => ({ value })), files: 'none' };
  if (name === 'LEVEL') return { words: LEVELS.map((value) => ({ value })), files: 'none' };
  if (name === 'NAME' && verb?.words === 'schema')
    return { words: SCHEMA_NAMES.map((value) => ({ value })), files: 'none' };
  if (name === 'HOST' || name === 'NAME') {
    return verb?.words === 'profile add' || (name === 'HOST' && flag === undefined)
      ? NOTHING
      : { words: name === 'NAME' ? await sources.profiles() : [], files: 'none' };
  }
  return NOTHING;
}

/** A selector that every verb understands. */
const LAST: readonly Candidate[] = [{ value: 'last', text: 'the newest calculation' }];

/** Those of --log-level. */
const LEVELS = ['debug', 'info', 'warn', 'error', 'critical'];

/** The facts of a row that the line's list would print. */
function columnWords({ verb, given }: TypedLine): Candidate[] {
  const action = ENGINE_FLAGS.find(
    ({ name, action: does }) => does !== undefined && given.has(`--${name}`),
  )?.action;
  const result =
    verb === undefined ? (action === undefined ? undefined : resultOfFlag(action)) : resultOfVerb(verb.words);
  if (result?.isList !== true) return [];
  return schemaColumns(result.schema).map((value) => ({ value }));
}

function flagWords({ verb, given }: TypedLine): Candidate[] {
  const acts = ENGINE_FLAGS.some(({ name, action }) => action !== undefined && given.has(`--${name}`));
  return flagsFor(verb)
    .filter((flag) => !given.has(flag.names[0] ?? '') || flag.repeatable)
    .filter((flag) => !(flag.acts && (acts || verb !== undefined)))
    .flatMap((flag) =>
      flag.names
        .filter((name) => name.startsWith('--'))
        .slice(0, 1)
        .map((value) => ({ value, text: flag.help })),
    );
}

function verbWords(words: readonly string[], given: ReadonlySet<string>): Candidate[] {
  if (ENGINE_FLAGS.some(({ name, action }) => action !== undefined && given.has(`--${name}`))) return [];
  const [group] = words;
  if (group !== undefined) {
    return VERBS.filter((verb) => words.length === 1 && verb.words.startsWith(`${group} `)).map((verb) => ({
      value: verb.words.slice(group.length + 1),
      text: verb.help,
    }));
  }
  const firsts = new Map<string, string>();
  for (const verb of VERBS) {
    const [first = '', second] = verb.words.split(' ');
    firsts.set(
      first,
      second === undefined ? verb.help : [firsts.get(first), second].filter(Boolean).join(', '),
    );
  }
  return [
    ...[...firsts].map(([value, text]) => ({ value, text })),
    { value: 'help', text: 'Help on a verb or a topic' },
  ];
}

function helpPages(before: readonly string[]): Candidate[] {
  const start = before.map((word) => `${word} `).join('');
  const rest = helpWords().flatMap((page) =>
    page.startsWith(start) ? [page.slice(start.length).split(' ')[0] ?? ''] : [],
  );
  return [...new Set(rest)].map((value) => ({ value }));
}

/** @returns the flags of a line that say where its server is, for {@link Sources}. */
export function serverFlags(typed: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name } of CLIENT_FLAGS.filter(({ group, arity }) => group === 'Server' && arity === 1)) {
    for (const [index, word] of typed.slice(0, -1).entries()) {
      const value =
        word === `--${name}`
          ? typed[index + 1]
          : word.startsWith(`--${name}=`)
            ? word.slice(name.length + 3)
            : undefined;
      const isTyped = index + 1 === typed.length - 1 && word === `--${name}`;
      if (value !== undefined && value !== '' && !isTyped)
        found[name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())] = value;
    }
  }
  return found;
}
