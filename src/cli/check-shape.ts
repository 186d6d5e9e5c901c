import { UsageError } from '../errors.js';
import { ENGINE_FLAGS } from './engine-flags.js';
import type { ParsedLine } from './program.js';
import { resultOfFlag, resultOfVerb } from './results.js';
import { flagKey } from './select-command.js';

/**
 * Refuses --columns and --format where the result is no list: ignoring them would print another shape than was asked for.
 * @throws UsageError
 */
export function checkShape(line: Exclude<ParsedLine, { kind: 'help' }>): void {
  const { flags } = line.raw;
  const asked = ['columns', 'format'].filter((name) => flags[name] !== undefined);
  if (asked.length === 0) return;
  const action = ENGINE_FLAGS.find((flag) => flag.action !== undefined && flags[flagKey(flag)] !== undefined);
  const what = line.kind === 'verb' ? line.verb.words : `--${action?.name ?? ''}`;
  const result =
    line.kind === 'verb'
      ? resultOfVerb(line.verb.words)
      : action?.action === undefined
        ? undefined
        : resultOfFlag(action.action);
  if (result === undefined || result.isList) return;
  throw new UsageError(
    `${asked.map((name) => `--${name}`).join(' and ')} shape lists, and ${what} prints none.`,
    {
      hint: 'Its result as data: --json.',
    },
  );
}
