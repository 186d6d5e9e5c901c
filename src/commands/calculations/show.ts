import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculations } from '../../services/select-calculations.js';
import { describeCalculation } from '../../services/describe-calculation.js';
import { CALCULATION_DETAILS, calculationDetailText } from '../../views/calculation-detail.js';
import type { RawCommand } from '../command.js';
import { QUESTIONS_AT_A_TIME, runPool } from '../engine/run-pool.js';
import { readSelection, type SelectionOptions } from './selection.js';

/** `openquake show SELECTOR...` */
export function parse(raw: RawCommand): SelectionOptions {
  return readSelection(raw);
}

/** Shows all that the server tells of calculations, one after the other. */
export async function run(options: SelectionOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const all = await server.list(context.stopped);
  const listed = async (): Promise<typeof all> => Promise.resolve(all);
  const calculations = await selectCalculations(
    { ...server, list: listed, newest: listed },
    options.selectors,
    context.stopped,
  );
  let isFirst = true;
  const writer = context.printer.rows(CALCULATION_DETAILS, (detail) => {
    const before = isFirst ? '' : '\n';
    isFirst = false;
    return before + calculationDetailText(detail);
  });
  await runPool(
    calculations,
    QUESTIONS_AT_A_TIME,
    async (calculation) => describeCalculation(server, calculation, all, context.stopped),
    (detail) => writer.add(detail),
  );
  await writer.end();
  return 'success';
}
