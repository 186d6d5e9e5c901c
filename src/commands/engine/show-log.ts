import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { storedRows } from '../../services/stored-log.js';
import { storedLogLine } from '../../views/log-line.js';
import { LOG_ROWS } from '../../views/log-rows.js';
import { type RawCommand, readCalculation, textFlag } from '../command.js';

interface ShowLogOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `--show-log CALC_ID`. */
export function parse(raw: RawCommand): ShowLogOptions {
  return { calculation: readCalculation(textFlag(raw, 'showLog'), 'CALC_ID of --show-log') };
}

/** Written before it is asked whether anybody still reads: `| head` wants no million rows. */
export const ROWS_AT_ONCE = 1000;

/** Prints the log as it is stored now, on stdout: here it is the result. */
export async function run(options: ShowLogOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const { id } = await selectCalculation(server, options.calculation, context.stopped);
  const writer = context.printer.rows(LOG_ROWS, ({ row }) => storedLogLine(id, row));
  for await (const row of storedRows(server, id, 0, context.stopped)) {
    writer.add(row);
    if (row.ordinal % ROWS_AT_ONCE === 0 && !(await context.printer.isTaken())) break;
  }
  await writer.end();
  return 'success';
}
