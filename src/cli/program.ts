import { Command, CommanderError, Option } from 'commander';
import type { RawCommand } from '../commands/command.js';
import { checkValues, missingValueOf } from './check-values.js';
import { CLIENT_FLAGS, type ClientFlag } from './client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from './engine-flags.js';
import { groupHelp, mainHelp } from './help/main-help.js';
import { helpPage } from './help/find-page.js';
import { verbHelp } from './help/verb-help.js';
import { wrongWords } from './wrong-words.js';
import { VERBS } from './verbs.js';
import type { Verb } from './verbs/verb.js';

/** What the command line asks for. */
export type ParsedLine =
  /** Help was asked for; here it is. */
  | { readonly kind: 'help'; readonly text: string }
  /** Flags without a verb. */
  | { readonly kind: 'flags'; readonly raw: RawCommand }
  | { readonly kind: 'verb'; readonly verb: Verb; readonly raw: RawCommand };

/**
 * Parses a normalized command line. Neither writes nor ends anything.
 * @param columns width for help.
 * @throws UsageError with commander's sentence, which names the flag and a near one, or for a value that cannot be meant.
 */
export async function parseLine(argv: readonly string[], columns: number): Promise<ParsedLine> {
  let help = '';
  let helpOnError = '';
  let parsed: ParsedLine | undefined;
  const program = buildProgram(columns, (line) => {
    parsed = line;
  });
  forEachCommand(program, (command) => {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: (text) => {
        helpOnError += text;
      },
      getOutHelpWidth: () => columns,
    });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || help !== '') return { kind: 'help', text: help };
    // A group without its second word: commander writes the group's help as an error.
    if (error.code === 'commander.help') return { kind: 'help', text: helpOnError };
    if (error.code === 'commander.optionMissingArgument') {
      const missing = missingValueOf(/--([\w-]+)/.exec(error.message)?.[1] ?? '');
      if (missing !== undefined) throw missing;
    }
    throw wrongWords(error, argv);
  }
  if (parsed === undefined) return { kind: 'help', text: mainHelp(columns) };
  if (parsed.kind !== 'help') checkValues(parsed.raw);
  return parsed;
}

/** @returns the words that begin a verb: the parser's own, and help. */
export function verbWords(): ReadonlySet<string> {
  return new Set([...VERBS.map((verb) => verb.words.split(' ')[0] ?? ''), 'help']);
}

function buildProgram(columns: number, choose: (line: ParsedLine) => void): Command {
  const program = new Command('openquake')
    .helpOption('-h, --help', 'Show this help.')
    .configureHelp({ formatHelp: () => mainHelp(columns) })
    .helpCommand(false)
    .allowExcessArguments(true);
  for (const flag of ENGINE_FLAGS) program.addOption(engineOption(flag));
  for (const flag of CLIENT_FLAGS) program.addOption(clientOption(flag));
  program.action(() => {
    choose({ kind: 'flags', raw: { args: program.args, flags: program.opts() } });
  });
  program.command('help [words...]').action((words: readonly string[]) => {
    choose({ kind: 'help', text: helpPage(words, columns) });
  });
  for (const verb of VERBS) addVerb(program, verb, columns, choose);
  return program;
}

function addVerb(program: Command, verb: Verb, columns: number, choose: (line: ParsedLine) => void): void {
  const words = verb.words.split(' ');
  let parent = program;
  for (const word of words.slice(0, -1)) {
    const group = parent.commands.find((command) => command.name() === word);
    parent =
      group ??
      parent
        .command(word)
        .configureHelp({ formatHelp: () => groupHelp(word, columns) ?? '' })
        .helpCommand(false);
  }
  const command = parent.command([words.at(-1) ?? '', ...verb.args].join(' '));
  command.configureHelp({ formatHelp: () => verbHelp(verb, columns) }).allowExcessArguments(false);
  for (const { flags, help, choices, repeatable } of verb.options) {
    const option = new Option(flags, help);
    if (repeatable === true) option.argParser(collected);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  command.action(() => {
    choose({ kind: 'verb', verb, raw: { args: command.args, flags: command.optsWithGlobals() } });
  });
}

/** A flag that may be given several times keeps every value. */
function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function engineOption(flag: EngineFlag): Option {
  return baseOption(flag);
}

function clientOption(flag: ClientFlag): Option {
  const option = baseOption(flag);
  return flag.choices === undefined ? option : option.choices(flag.choices);
}

/** Commander knows one value or any number; two are counted by the command that wants them. */
function baseOption(flag: EngineFlag | ClientFlag): Option {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.arity === 0 ? '' : flag.arity === 1 ? ' <value>' : ' <values...>';
  // "--no-x" would make commander invent an "x" that is true: ours are plain flags whatever their name.
  const option = new Option(`${short}--${flag.name}${value}`, flag.help);
  option.negate = false;
  if (flag.repeatable === true) option.argParser(collected);
  return option;
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}
