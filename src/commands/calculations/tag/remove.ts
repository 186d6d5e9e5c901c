import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import type { RawCommand } from '../../command.js';
import { readTagging, tagCalculations, type TaggingOptions } from './tag-calculations.js';

/** `openquake tags remove TAG SELECTOR...` */
export function parse(raw: RawCommand): TaggingOptions {
  return readTagging(raw, 'remove');
}

/** Takes a tag from calculations; the tag stays. */
export async function run(options: TaggingOptions, context: Context): Promise<ExitCodeName> {
  return tagCalculations(options, context, 'remove');
}
