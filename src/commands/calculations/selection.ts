import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { UsageError } from '../../errors.js';
import { parseSelectors, selectCalculations } from '../../services/select-calculations.js';
import type { Selector } from '../../services/selectors.js';
import type { RawCommand } from '../command.js';

/** Calculations as the words of a verb name them. */
export interface SelectionOptions {
  readonly selectors: readonly Selector[];
}

/** Reads the words of a verb, all of which name calculations. @throws UsageError */
export function readSelection(raw: RawCommand): SelectionOptions {
  return { selectors: parseSelectors(raw.args) };
}

/** @returns what the words name, all of it looked up before anything is done. @throws NotFoundError */
export async function selection(
  context: Context,
  options: SelectionOptions,
): Promise<{ readonly server: EngineServer; readonly calculations: readonly Calculation[] }> {
  const server = await context.engine();
  return { server, calculations: await selectCalculations(server, options.selectors, context.stopped) };
}

/** @returns the words of a flag that takes several with commas; undefined where it was not given. @throws UsageError */
export function readWords(text: string | undefined, flag: string): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length > 0) return words;
  throw new UsageError(`${flag} needs a word, and "${text}" holds none.`);
}
