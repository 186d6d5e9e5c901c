import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { deleteCalculation } from '../../services/delete-calculation.js';
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
  const request = abortRequest(context, (text) => printer.warn(text), context.stopped);
  await deleteCalculation(server, calculation, request, ({ kind, calculation: ended }) =>
    printer.line(kind === 'aborted' ? `Job ${id} aborted` : `Job ${id} is ${safeLine(ended.status)}`),
  );
  printer.line(`Removed ${id}`);
  printer.json({ removed: id });
  return 'success';
}
