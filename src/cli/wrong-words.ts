import type { CommanderError } from 'commander';
import { UsageError } from '../errors.js';
import { CLIENT_FLAGS } from './client-flags.js';
import { didYouMean } from './did-you-mean.js';
import { ENGINE_FLAGS } from './engine-flags.js';
import { VERBS } from './verbs.js';

/**
 * @param argv the line that the parser refused.
 * @returns the parser's sentence as an error of ours, with the nearest thing that there is.
 */
export function wrongWords(error: CommanderError, argv: readonly string[]): UsageError {
  const [sentence = '', ownNear = ''] = error.message.replace(/^error: /, '').split('\n');
  const near = nearOf(error, sentence) ?? /Did you mean .*\?/.exec(ownNear)?.[0];
  return new UsageError(finished(near === undefined ? sentence : `${finished(sentence)} ${near}`), {
    hint: `${helpLine(argv)} shows what there is.`,
  });
}

/** Commander looks for near names of flags and verbs itself, but among fewer than there are. */
function nearOf(error: CommanderError, sentence: string): string | undefined {
  const wanted = /'([^']*)'(?: is invalid)?\.?(?: Allowed choices are (.*)\.)?$/.exec(sentence);
  switch (error.code) {
    case 'commander.invalidArgument': {
      const [, value = '', choices = ''] =
        /argument '(.*)' is invalid\. Allowed choices are (.*)\.$/.exec(sentence) ?? [];
      return didYouMean(value, choices.split(', '));
    }
    case 'commander.unknownOption': {
      const names = [...ENGINE_FLAGS, ...CLIENT_FLAGS].map(({ name }) => `--${name}`);
      const own = VERBS.flatMap(({ options }) =>
        options.flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? []),
      );
      return didYouMean((wanted?.[1] ?? '').split('=')[0] ?? '', [...names, ...own]);
    }
    default:
      return undefined;
  }
}

function helpLine(argv: readonly string[]): string {
  const verb = VERBS.find(({ words }) => words.split(' ').every((word, index) => argv[index] === word));
  return verb === undefined ? 'openquake --help' : `openquake ${verb.words} --help`;
}

function finished(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!)]$/.test(sentence) ? sentence : `${sentence}.`;
}
