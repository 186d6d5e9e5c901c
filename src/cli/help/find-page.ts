import { UsageError } from '../../errors.js';
import { nearestName } from '../../near-names.js';
import { VERBS } from '../verbs.js';
import { groupHelp, mainHelp } from './main-help.js';
import { TOPICS } from './topics.js';
import { verbHelp } from './verb-help.js';

/**
 * @param words what stands behind `help`.
 * @returns the page of a verb, a group of verbs or a topic; the main page for no words.
 * @throws UsageError with the nearest page when there is none of that name.
 */
export function helpPage(words: readonly string[], columns: number): string {
  const wanted = words.join(' ');
  if (wanted === '' || wanted === 'help') return mainHelp(columns);
  const verb = VERBS.find((row) => row.words === wanted);
  if (verb !== undefined) return verbHelp(verb, columns);
  const topic = TOPICS.find(({ name }) => name === wanted);
  const found = topic?.page(columns) ?? groupHelp(wanted, columns);
  if (found !== undefined) return found;
  const near = nearestName(wanted, helpWords());
  throw new UsageError(`There is no help on "${wanted}".`, {
    hint:
      near === undefined
        ? 'openquake help lists the pages that there are.'
        : `Did you mean openquake help ${near}?`,
  });
}

/** @returns every word that may stand behind `help`. */
export function helpWords(): readonly string[] {
  const groups = VERBS.flatMap(({ words }) => (words.includes(' ') ? [words.split(' ')[0] ?? ''] : []));
  return [...TOPICS.map(({ name }) => name), ...new Set(groups), ...VERBS.map(({ words }) => words)];
}
