import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { OUTPUTS, outputListLines, sortOutputs } from '../../views/output-list.js';
import { type RawCommand, readCalculation, textFlag } from '../command.js';

interface ListOutputsOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `--list-outputs CALC_ID`. */
export function parse(raw: RawCommand): ListOutputsOptions {
  return { calculation: readCalculation(textFlag(raw, 'listOutputs'), 'CALC_ID of --list-outputs') };
}

/** Lists the outputs of a calculation. */
export async function run(options: ListOutputsOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const { id } = await selectCalculation(server, options.calculation, context.stopped);
  const outputs = await server.outputs(id, context.stopped);
  await context.printer.list(OUTPUTS, sortOutputs(outputs), { whole: outputListLines });
  return 'success';
}
