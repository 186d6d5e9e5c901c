import type { RawCommand } from '../commands/command.js';
import { UsageError } from '../errors.js';
import { CLIENT_FLAGS, type ClientFlag } from './client-flags.js';
import { ENGINE_FLAGS, type EngineFlag } from './engine-flags.js';
import { flagKey } from './select-command.js';

/**
 * Refuses values that nobody means: an empty one (`--log-file "$UNSET"`), and a flag that stands where the value of
 * the one before it was forgotten (`--host --lhc`), which the parser would take for the value.
 * @throws UsageError
 */
export function checkValues(raw: RawCommand): void {
  for (const flag of [...ENGINE_FLAGS, ...CLIENT_FLAGS]) {
    const given = raw.flags[flagKey(flag)];
    for (const value of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (typeof value !== 'string') continue;
      if (value.trim() === '') throw missingValue(flag, 'and what was given is empty');
      if (/^--?[A-Za-z]/.test(value)) throw missingValue(flag, `and "${value}" is a flag`);
    }
  }
}

/** @returns the error for a flag without its value; undefined when there is no flag of that long name. */
export function missingValueOf(name: string): UsageError | undefined {
  const flag = [...ENGINE_FLAGS, ...CLIENT_FLAGS].find((row) => row.name === name);
  return flag === undefined ? undefined : missingValue(flag);
}

function missingValue(flag: EngineFlag | ClientFlag, why?: string): UsageError {
  const needs = `--${flag.name} needs ${flag.arity === 1 ? 'a value' : 'values'}`;
  return new UsageError(why === undefined ? `${needs}.` : `${needs}, ${why}.`, {
    hint: `Write it as --${flag.name} ${flag.values ?? 'VALUE'}; openquake --help tells more.`,
  });
}
