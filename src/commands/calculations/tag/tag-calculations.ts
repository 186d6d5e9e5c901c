import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import { parseSelectors } from '../../../services/select-calculations.js';
import { safeLine } from '../../../views/safe-text.js';
import type { RawCommand } from '../../command.js';
import { actOnEach } from '../act-on-each.js';
import { selection, type SelectionOptions } from '../selection.js';
import { readTagName } from './change-tags.js';

/** A tag, and the calculations that shall have it or not. */
export interface TaggingOptions extends SelectionOptions {
  readonly tag: string;
}

/** Reads `TAG SELECTOR...`. @throws UsageError */
export function readTagging(raw: RawCommand, kind: 'add' | 'remove'): TaggingOptions {
  const [tag, ...words] = raw.args;
  return { tag: readTagName(tag, kind), selectors: parseSelectors(words) };
}

const TEXTS = {
  add: { changed: ['tagged', 'has the tag'], 'already-so': ['already-tagged', 'had the tag already:'] },
  remove: {
    changed: ['untagged', 'no longer has the tag'],
    'already-so': ['not-tagged', 'did not have the tag'],
  },
} as const;

/** Gives a tag to calculations, or takes it from them. */
export async function tagCalculations(
  options: TaggingOptions,
  context: Context,
  kind: 'add' | 'remove',
): Promise<ExitCodeName> {
  const { tag } = options;
  const host = await context.engine();
  await host.requireTags(context.stopped);
  const { server, calculations } = await selection(context, options);
  return actOnEach(context, calculations, 1, async ({ id, status }) => {
    const answer = await server.changeTag({ kind, tag, id }, context.stopped);
    const [outcome, words] = TEXTS[kind][answer];
    return { outcome, status, text: `Calculation ${id} ${words} ${safeLine(tag)}` };
  });
}
