import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { describeCalculation } from '../../services/describe-calculation.js';
import { CALCULATION_DETAILS, calculationDetailText } from '../../views/calculation-detail.js';
import type { RawCommand } from '../command.js';
import { readSelection, selection, type SelectionOptions } from './selection.js';

/** `openquake show SELECTOR...` */
export function parse(raw: RawCommand): SelectionOptions {
  return readSelection(raw);
}

/** Shows all that the server tells of calculations, one after the other. */
export async function run(options: SelectionOptions, context: Context): Promise<ExitCodeName> {
  const { server, calculations } = await selection(context, options);
  const all = await server.list(context.stopped);
  let isFirst = true;
  const writer = context.printer.rows(CALCULATION_DETAILS, (detail) => {
    const before = isFirst ? '' : '\n';
    isFirst = false;
    return before + calculationDetailText(detail);
  });
  for (const calculation of calculations) {
    writer.add(await describeCalculation(server, calculation, all, context.stopped));
  }
  await writer.end();
  return 'success';
}
