import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { abortCalculation } from '../../services/abort-calculation.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { safeLine } from '../../views/safe-text.js';
import { type RawCommand, readCalculation, textFlag } from '../command.js';
import { abortRequest } from './abort-request.js';

interface AbortOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `--abort CALC_ID`. */
export function parse(raw: RawCommand): AbortOptions {
  return { calculation: readCalculation(textFlag(raw, 'abort'), 'CALC_ID of --abort') };
}

/** Aborts a calculation and waits until it is over; one that has ended already is left as it is. */
export async function run(options: AbortOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const found = await selectCalculation(server, options.calculation, context.stopped);
  const { id } = found;
  if (hasEnded(found)) {
    printer.line(`Job ${id} is ${safeLine(found.status)}`);
    printer.json({ calculation_id: id, outcome: 'already-ended', status: found.status });
    return 'success';
  }
  const request = abortRequest(context, (text) => printer.note(text), context.stopped);
  const result = await abortCalculation(server, id, request);
  printer.line(
    result.kind === 'aborted' ? `Job ${id} aborted` : `Job ${id} is ${safeLine(result.calculation.status)}`,
  );
  printer.json({ calculation_id: id, outcome: result.kind, status: result.calculation.status });
  return 'success';
}
