import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { actOnEach } from './act-on-each.js';
import { selection, type SelectionOptions } from './selection.js';

/** Shares calculations with everybody who may log in, or takes that back. */
export async function changeSharing(
  options: SelectionOptions,
  context: Context,
  verb: 'share' | 'unshare',
): Promise<ExitCodeName> {
  const { server, calculations } = await selection(context, options);
  // What cannot be done at all is one sentence, not one a calculation.
  await server.requireSharing(context.stopped);
  const [outcome, status] = verb === 'share' ? ['shared', 'shared'] : ['unshared', 'complete'];
  return actOnEach(context, calculations, 1, async ({ id }) => {
    const answer = await server.changeSharing(id, verb, context.stopped);
    return answer === 'changed'
      ? { outcome, status, text: `Calculation ${id} is ${verb === 'share' ? 'shared' : 'no longer shared'}` }
      : {
          outcome: `already-${outcome}`,
          status,
          text: `Calculation ${id} was ${verb === 'share' ? 'shared already' : 'not shared'}`,
        };
  });
}
