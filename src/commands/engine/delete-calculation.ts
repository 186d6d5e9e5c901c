import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { safeLine } from '../../views/safe-text.js';
import { type RawCommand, readCalculation, textFlag } from '../command.js';
import { abortRequest } from './abort-request.js';

interface DeleteOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** The engine's own words. */
const QUESTION =
  'Are you sure you want to (abort and) delete this calculation and all associated outputs?\nThis action cannot be undone.';

/** `--delete-calculation CALC_ID`. */
export function parse(raw: RawCommand): DeleteOptions {
  return {
    calculation: readCalculation(textFlag(raw, 'deleteCalculation'), 'CALC_ID of --delete-calculation'),
  };
}

/** Aborts a calculation where it still runs (the server would not check) and deletes it for good. */
export async function run(options: DeleteOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const calculation = await selectCalculation(server, options.calculation, context.stopped);
  const { id } = calculation;
  if (
    !(await context.confirm({ text: `${QUESTION} [calculation ${id} at ${server.url}]`, yesInCi: false }))
  ) {
    printer.note('Nothing was deleted.');
    printer.json({ removed: null });
    return 'success';
  }
  if (hasEnded(calculation)) printer.line(`Job ${id} is ${safeLine(calculation.status)}`);
  else {
    const request = abortRequest(context, (text) => printer.warn(text), context.stopped);
    const { kind, calculation: ended } = await abortCalculation(server, id, request);
    printer.line(kind === 'aborted' ? `Job ${id} aborted` : `Job ${id} is ${safeLine(ended.status)}`);
  }
  await server.remove(id, context.stopped);
  printer.line(`Removed ${id}`);
  printer.json({ removed: id });
  return 'success';
}
