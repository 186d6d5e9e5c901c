import { CLIENT_FLAGS } from './client-flags.js';
import { ENGINE_FLAGS } from './engine-flags.js';
import { VERBS } from './verbs.js';

/**
 * The flags without a value that stand in a line, also in one that the parser refuses: `--json` says how an error is
 * to be told. What is the value of another flag, or stands behind `--`, is no flag.
 * @returns long names without dashes.
 */
export function trueFlags(argv: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (takesNext(word)) index += 1;
    else if (word.startsWith('--')) found.add(word.slice(2));
  }
  return found;
}

const VALUED: ReadonlySet<string> = new Set([
  ...[...ENGINE_FLAGS, ...CLIENT_FLAGS]
    .filter(({ arity }) => arity !== 0)
    .flatMap((flag) => [
      `--${flag.name}`,
      ...(flag.short === undefined ? [] : [`-${flag.short}`]),
      ...('aliases' in flag ? flag.aliases.map((alias) => `--${alias}`) : []),
    ]),
  ...VERBS.flatMap(({ options }) =>
    options.flatMap(({ flags }) =>
      flags.includes('<') ? (flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? []) : [],
    ),
  ),
]);

/** The parser takes the word behind such a flag whatever it looks like. */
function takesNext(word: string): boolean {
  return VALUED.has(word);
}
