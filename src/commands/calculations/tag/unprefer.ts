import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import type { RawCommand } from '../../command.js';
import { changeTags, readTagNames, type TagNames } from './change-tags.js';

/** `openquake tags unprefer TAG` */
export function parse(raw: RawCommand): TagNames {
  return readTagNames(raw, 'unprefer');
}

/** Leaves tags without a preferred calculation; the calculations keep them. */
export async function run(options: TagNames, context: Context): Promise<ExitCodeName> {
  return changeTags(options, context, 'unprefer');
}
