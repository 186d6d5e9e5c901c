import { CLIENT_FLAGS } from '../client-flags.js';
import { ENGINE_FLAGS } from '../engine-flags.js';
import type { Verb } from '../verbs/verb.js';

/** A flag as completion sees it, wherever it comes from. */
export interface Flag {
  /** With dashes; the first one is today's long name. */
  readonly names: readonly string[];
  /** How many values follow; many are 99. */
  readonly values: number;
  /** What the values are called, e.g. `OUTPUT_ID`, `DIR`. */
  readonly valueNames: readonly string[];
  readonly choices: readonly string[] | undefined;
  readonly help: string;
  readonly repeatable: boolean;
  /** Says what is done: there is one per line, and none beside a verb. */
  readonly acts: boolean;
}

const MANY = 99;

const PROGRAM_FLAGS: readonly Flag[] = [
  ...ENGINE_FLAGS.filter(({ refusal }) => refusal === undefined),
  ...CLIENT_FLAGS,
].map((flag) => {
  const { choices }: Pick<(typeof CLIENT_FLAGS)[number], 'name' | 'choices'> = flag;
  const aliases = 'aliases' in flag ? flag.aliases.map((alias) => `--${alias}`) : [];
  return {
    names: [`--${flag.name}`, ...aliases, ...(flag.short === undefined ? [] : [`-${flag.short}`])],
    values: flag.arity === 'many' ? MANY : flag.arity,
    valueNames: flag.values?.split(' ') ?? [],
    choices,
    help: flag.help,
    repeatable: 'repeatable' in flag,
    acts: 'action' in flag,
  };
});

const HELP: Flag = {
  names: ['--help', '-h'],
  values: 0,
  valueNames: [],
  choices: undefined,
  help: 'Show help.',
  repeatable: false,
  acts: false,
};

/** @returns every flag that may stand in a line, those of its verb first. */
export function flagsFor(verb: Verb | undefined): readonly Flag[] {
  const own = (verb?.options ?? []).map(({ flags, help, choices }): Flag => {
    const value = /[<[](.+?)[>\]]/.exec(flags)?.[1];
    const names = flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
    return {
      names: names.toSorted((a, b) => b.length - a.length),
      values: value === undefined ? 0 : value.endsWith('...') ? MANY : 1,
      valueNames: value === undefined ? [] : [value.replace(/\.+$/, '')],
      choices,
      help,
      repeatable: false,
      acts: false,
    };
  });
  return [...own, ...PROGRAM_FLAGS, HELP];
}
