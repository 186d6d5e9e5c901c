import type { RawCommand } from '../commands/command.js';
import { UsageError } from '../errors.js';
import { ENGINE_FLAGS, type EngineFlag } from './engine-flags.js';
import { didYouMean } from './did-you-mean.js';
import { explained, wantsExplanation } from './explained.js';
import { FLAG_COMMANDS } from './flag-commands.js';
import { VERBS } from './verbs.js';
import type { CommandLoader, Verb } from './verbs/verb.js';

/**
 * Finds the one command that the flags of a line ask for.
 * @returns undefined when the line asks for nothing.
 * @throws UsageError when it asks for two things, for what a remote client cannot do, or has a stray word.
 */
export function selectCommand(raw: RawCommand): CommandLoader | undefined {
  const given = ENGINE_FLAGS.filter((flag) => raw.flags[flagKey(flag)] !== undefined);
  refuseWhatCannotBe(given);
  const actions = given.filter((flag) => flag.action !== undefined);
  if (actions.length > 1) {
    const names = actions.map((flag) => `--${flag.name}`).join(' and ');
    throw new UsageError(`${names} cannot be done by one command line.`, {
      hint: names.includes('--run-hazard and --run-risk')
        ? 'Hazard and then risk on it: openquake --run hazard.ini risk.ini'
        : 'Give one at a time.',
    });
  }
  const stray = raw.args[0];
  if (stray !== undefined) {
    throw new UsageError(`"${stray}" is neither a flag nor a verb.`, {
      hint: /\.(ini|zip)$/i.test(stray)
        ? `To run it: openquake --run ${stray}`
        : (didYouMean(stray, [...VERBS.map(({ words }) => words), 'help']) ??
          'openquake --help shows what there is.'),
    });
  }
  const action = actions[0]?.action;
  if (action !== undefined) {
    const load = FLAG_COMMANDS[action];
    return wantsExplanation(raw) ? explained('flag', action, load) : load;
  }
  if (given.length > 0) {
    const names = given.map((flag) => `--${flag.name}`).join(', ');
    throw new UsageError(`${names} says how, but not what to do.`, {
      hint: 'Add for example --run JOB_INI or --export-outputs CALC_ID DIR.',
    });
  }
  return undefined;
}

/**
 * @returns the command of a verb.
 * @throws UsageError when flags of the line ask for something else as well: a `--run` must not get lost beside a verb.
 */
export function selectVerb(verb: Verb, raw: RawCommand): CommandLoader {
  const given = ENGINE_FLAGS.filter((flag) => raw.flags[flagKey(flag)] !== undefined);
  refuseWhatCannotBe(given);
  const other = given.find((flag) => flag.action !== undefined);
  if (other !== undefined) {
    throw new UsageError(`--${other.name} and ${verb.words} cannot be done by one command line.`, {
      hint: 'Give one at a time.',
    });
  }
  return wantsExplanation(raw) ? explained('verb', verb.words, verb.load) : verb.load;
}

/** A refused flag stops the whole line: whoever typed it wanted it to count. */
function refuseWhatCannotBe(given: readonly EngineFlag[]): void {
  const refused = given.find((flag) => flag.refusal !== undefined);
  if (refused?.refusal !== undefined) throw new UsageError(refused.refusal);
}

/** The key under which commander keeps a flag: camelCase of its name. */
export function flagKey(flag: Pick<EngineFlag, 'name'>): string {
  return flag.name.replace(/-([a-zA-Z])/g, (_match, letter: string) => letter.toUpperCase());
}
