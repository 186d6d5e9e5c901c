import type { Context } from '../../../context.js';
import { checkTagName, type TagChange } from '../../../engine/tags.js';
import { UsageError } from '../../../errors.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import { safeLine } from '../../../views/safe-text.js';
import { TAG_ACTIONS } from '../../../views/tag-list.js';
import type { RawCommand } from '../../command.js';

/** Tags as the words of a verb name them. */
export interface TagNames {
  readonly tags: readonly string[];
}

const WORDS = {
  create: { changed: 'created', 'already-so': 'already-there' },
  delete: { changed: 'deleted', 'already-so': 'not-there' },
  unprefer: { changed: 'unpreferred', 'already-so': 'not-preferred' },
} as const;

const TEXTS: Readonly<Record<string, string>> = {
  created: 'is there now',
  'already-there': 'was there already',
  deleted: 'deleted',
  'not-there': 'was not there',
  unpreferred: 'has no preferred calculation now',
};

/** @returns the tags of a line; an `@` before a name is what selectors want, and no part of it. @throws UsageError */
export function readTagNames(raw: RawCommand, kind: TagChange['kind']): TagNames {
  const tags = raw.args.map((word) => readTagName(word, kind));
  return { tags: [...new Set(tags)] };
}

/** @throws UsageError for an empty name, and for one that the server cannot hold. */
export function readTagName(word: string | undefined, kind: TagChange['kind']): string {
  const name = (word ?? '').replace(/^@/, '');
  if (name !== '') return checkTagName(name, kind);
  throw new UsageError('A tag needs a name.', { hint: 'For example: openquake tags add nightly last' });
}

/** Changes tags as such, one after the other. */
export async function changeTags(
  options: TagNames,
  context: Context,
  kind: 'create' | 'delete' | 'unprefer',
): Promise<ExitCodeName> {
  const server = await context.engine();
  const writer = context.printer.rows(TAG_ACTIONS, ({ text }) => text);
  for (const tag of options.tags) {
    const outcome = WORDS[kind][await server.changeTag({ kind, tag }, context.stopped)];
    writer.add({ tag, outcome, text: `Tag ${safeLine(tag)} ${TEXTS[outcome] ?? outcome}` });
  }
  await writer.end();
  return 'success';
}
