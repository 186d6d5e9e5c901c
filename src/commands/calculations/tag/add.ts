import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import type { RawCommand } from '../../command.js';
import { readTagging, tagCalculations, type TaggingOptions } from './tag-calculations.js';

/** `openquake tags add TAG SELECTOR...` */
export function parse(raw: RawCommand): TaggingOptions {
  return readTagging(raw, 'add');
}

/** Gives a tag to calculations; one that is not there yet is made. */
export async function run(options: TaggingOptions, context: Context): Promise<ExitCodeName> {
  return tagCalculations(options, context, 'add');
}
