import { parseSelectors, type Selector } from '../../services/selectors.js';
import type { CurlWriter } from '../../views/curl-lines.js';
import { shellWord } from '../../views/shell-words.js';
import { type RawCommand, textsFlag } from '../command.js';
import type { Explanation } from './explanation.js';

/** Every calculation that the server shows. */
export const LIST = '/v1/calc/list?limit=1000000';

/** @returns an explanation without notes, or with some. */
export function told(
  oq: string | undefined,
  curl: readonly string[],
  ...notes: readonly string[]
): Explanation {
  return { oq, curl, notes };
}

/** The calculations that a flag's value or a verb's words name. */
function words(raw: RawCommand, flag: string): readonly string[] {
  const value = textsFlag(raw, flag)[0];
  return value === undefined ? raw.args : [value];
}

/** One line for each calculation of a flag or a verb. */
export function each(
  raw: RawCommand,
  curl: CurlWriter,
  flag: string,
  oq: string | undefined,
  lines: (id: string) => readonly string[],
  ...notes: readonly string[]
): Explanation {
  const selectors = parseSelectors(words(raw, flag));
  return told(spelled(oq, selectors), curl.each(selectors, lines), ...notes);
}

/** A line of oq for each calculation; it knows ids and counts back, no ranges and no tags. */
export function spelled(oq: string | undefined, selectors: readonly Selector[]): string | undefined {
  if (oq === undefined) return undefined;
  const ids = selectors.flatMap((one) =>
    one.kind === 'id' ? [String(one.id)] : one.kind === 'back' ? [`-${one.steps}`] : [],
  );
  return ids.length < selectors.length ? undefined : ids.map((id) => `${oq} ${id}`).join('\n');
}

/** What the names of downloads mean. */
export const NAMES =
  'Exports of several files arrive as output-N-KEY-TYPE.zip, single files as output-N-NAME.';

/** @returns the words for oq that name formats; none for its defaults. */
export function exportsWord(formats: readonly string[] | undefined): string {
  return formats === undefined ? '' : ` --exports ${shellWord(formats.join(','))}`;
}
