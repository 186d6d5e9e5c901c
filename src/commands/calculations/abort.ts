import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import type { RawCommand } from '../command.js';
import { abortRequest } from '../engine/abort-request.js';
import { actOnEach } from './act-on-each.js';
import { readSelection, selection, type SelectionOptions } from './selection.js';

/** Each waits for its end, which takes the engine half a minute where it is starting one; together they wait once. */
const ABORTS_AT_A_TIME = 8;

/** `openquake abort SELECTOR...` */
export function parse(raw: RawCommand): SelectionOptions {
  return readSelection(raw);
}

/** Aborts calculations and waits until they are over; what has ended already is left as it is. */
export async function run(options: SelectionOptions, context: Context): Promise<ExitCodeName> {
  const { server, calculations } = await selection(context, options);
  return actOnEach(context, calculations, ABORTS_AT_A_TIME, async ({ id }) => {
    const say = (text: string): void => context.printer.note(`Calculation ${id}: ${text}`);
    const { kind, calculation } = await abortCalculation(
      server,
      id,
      abortRequest(context, say, context.stopped),
    );
    const { status } = calculation;
    return kind === 'aborted'
      ? { outcome: 'aborted', status, text: `Calculation ${id} aborted` }
      : { outcome: 'already-ended', status, text: `Calculation ${id} had ended: ${status}` };
  });
}
