import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { RawCommand } from '../command.js';
import { readSelection, type SelectionOptions } from './selection.js';
import { changeSharing } from './sharing.js';

/** `openquake share SELECTOR...` */
export function parse(raw: RawCommand): SelectionOptions {
  return readSelection(raw);
}

/** Lets everybody who may log in see calculations. */
export async function run(options: SelectionOptions, context: Context): Promise<ExitCodeName> {
  return changeSharing(options, context, 'share');
}
