import { UsageError } from '../errors.js';
import { CLIENT_FLAGS } from './client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from './engine-flags.js';

/** Names that the engine's parser knows besides the rows of {@link ENGINE_FLAGS}: rows of ours, and help. */
const ALSO_IN_THE_ENGINE = ['help', 'yes'];

/** What a typed name of a flag stands for. */
interface FoundFlag {
  readonly name: string;
  /** How it was understood. */
  readonly by: 'name' | 'beginning' | 'underscores';
}

/**
 * Finds the flag that a name of two dashes means, as argparse in the engine does: a whole name wins, else the beginning
 * of exactly one flag of today's engine, else the beginning of exactly one flag of an older one.
 * @param name without dashes and without value.
 * @returns undefined where the parser shall judge the word itself.
 * @throws UsageError when several flags begin so.
 */
export function findFlag(name: string): FoundFlag | undefined {
  const exact = engineFlagNamed(name);
  if (exact !== undefined) return { name: exact.name, by: 'name' };
  if (ALSO_IN_THE_ENGINE.includes(name) || CLIENT_FLAGS.some((flag) => flag.name === name)) return undefined;
  const dashed = name.includes('_') ? engineFlagNamed(name.replaceAll('_', '-')) : undefined;
  if (dashed !== undefined) return { name: dashed.name, by: 'underscores' };
  const today = [...ENGINE_FLAGS.flatMap((flag) => flag.today ?? []), ...ALSO_IN_THE_ENGINE];
  const ofToday = choose(name, today);
  if (ofToday !== undefined) return { name: ofToday, by: 'beginning' };
  // The engine's parser would refuse it from here on; flags of ours are not guessed, and keep others from being guessed.
  if (CLIENT_FLAGS.some((flag) => flag.name.startsWith(name))) return undefined;
  const ofOld = choose(
    name,
    ENGINE_FLAGS.flatMap((flag) => [flag.name, ...flag.aliases]),
  );
  return ofOld === undefined ? undefined : { name: ofOld, by: 'beginning' };
}

/** @returns the flag of the engine with this very name, of whatever era. */
export function engineFlagNamed(name: string): EngineFlag | undefined {
  return ENGINE_FLAGS.find((flag) => flag.name === name || flag.aliases.includes(name));
}

function choose(beginning: string, names: readonly string[]): string | undefined {
  const found = names.filter((name) => name.startsWith(beginning));
  const flags = new Set(found.map((name) => engineFlagNamed(name)?.name ?? name));
  if (flags.size < 2) return [...flags][0];
  throw new UsageError(
    `Ambiguous option: --${beginning} could match ${found.map((name) => `--${name}`).join(', ')}.`,
    { hint: 'Write more of it; openquake --help shows what there is.' },
  );
}
