import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { OUTPUTS, sortOutputs } from '../../views/output-list.js';
import { safeLine } from '../../views/safe-text.js';
import { type RawCommand, readCalculation } from '../command.js';

interface OutputsOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `openquake outputs SELECTOR` */
export function parse(raw: RawCommand): OutputsOptions {
  return { calculation: readCalculation(raw.args[0], 'CALC') };
}

/** Lists the outputs of a calculation with what `export --output` takes: id, name, type and formats. */
export async function run(options: OutputsOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const server = await context.engine();
  const { id, status } = await selectCalculation(server, options.calculation, context.stopped);
  const outputs = await server.outputs(id, context.stopped);
  await printer.list(OUTPUTS, sortOutputs(outputs));
  if (outputs.length === 0) printer.note(`Calculation ${id} is ${safeLine(status)} and has no outputs.`);
  return 'success';
}
