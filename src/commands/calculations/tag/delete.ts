import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import type { RawCommand } from '../../command.js';
import { changeTags, readTagNames, type TagNames } from './change-tags.js';

/** `openquake tags delete TAG...` */
export function parse(raw: RawCommand): TagNames {
  return readTagNames(raw, 'delete');
}

/** Deletes tags, and takes them from every calculation; the calculations stay. */
export async function run(options: TagNames, context: Context): Promise<ExitCodeName> {
  return changeTags(options, context, 'delete');
}
