import type { ClientFlag } from '../client-flags.js';
import type { EngineFlag } from '../engine-flags.js';
import type { Entry } from './layout.js';

/** `--rh, --run-hazard JOB_INI`: the engine's short name, today's name, what its values are called. */
export function flagTerm(flag: EngineFlag | ClientFlag): string {
  const short = flag.short === undefined ? [] : [`-${flag.short}`];
  const abbreviation = 'aliases' in flag ? flag.aliases.filter((alias) => alias.length <= 3).slice(0, 1) : [];
  return (
    [...short, ...abbreviation.map((alias) => `--${alias}`), `--${flag.name}`].join(', ') +
    (flag.values === undefined ? '' : ` ${flag.values}`)
  );
}

/** @returns a flag for a list of help: with its choices and its variable. */
export function flagEntry(flag: EngineFlag | ClientFlag): Entry {
  const { choices: words, env }: Pick<ClientFlag, 'name' | 'choices' | 'env'> = flag;
  const choices = words === undefined ? '' : ` (${words.join(', ')})`;
  const variable = env === undefined ? '' : ` [${env}]`;
  return [flagTerm(flag), `${flag.help}${choices}${variable}`];
}
