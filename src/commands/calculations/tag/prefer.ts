import type { Context } from '../../../context.js';
import type { ExitCodeName } from '../../../exit-codes.js';
import { selectCalculation } from '../../../services/select-calculations.js';
import { safeLine } from '../../../views/safe-text.js';
import { type RawCommand, readCalculation } from '../../command.js';
import { actOnEach } from '../act-on-each.js';
import { readTagName } from './change-tags.js';

interface PreferOptions {
  readonly tag: string;
  /** As the user names it. */
  readonly calculation: string;
}

/** `openquake tags prefer TAG SELECTOR` */
export function parse(raw: RawCommand): PreferOptions {
  return { tag: readTagName(raw.args[0], 'prefer'), calculation: readCalculation(raw.args[1], 'CALC') };
}

/** Makes a calculation the preferred one of a tag; the one before it is so no longer. It gets the tag where it lacks it. */
export async function run(options: PreferOptions, context: Context): Promise<ExitCodeName> {
  const { tag } = options;
  const server = await context.engine();
  await server.requireTags(context.stopped);
  const calculation = await selectCalculation(server, options.calculation, context.stopped);
  return actOnEach(context, [calculation], 1, async ({ id, status }) => {
    await server.changeTag({ kind: 'prefer', tag, id }, context.stopped);
    return {
      outcome: 'preferred',
      status,
      text: `Calculation ${id} is preferred for the tag ${safeLine(tag)}`,
    };
  });
}
