import type { Context } from '../../context.js';
import type { LogRow } from '../../engine/types.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { storedRows } from '../../services/stored-log.js';
import { logRowJson, storedLogLine } from '../../views/log-line.js';
import { type RawCommand, readCalculation, textFlag } from '../command.js';

interface ShowLogOptions {
  /** As the user names it. */
  readonly calculation: string;
}

/** `--show-log CALC_ID`. */
export function parse(raw: RawCommand): ShowLogOptions {
  return { calculation: readCalculation(textFlag(raw, 'showLog'), 'CALC_ID of --show-log') };
}

/** Prints the log as it is stored now, on stdout: here it is the result. */
export async function run(options: ShowLogOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const { id } = await selectCalculation(server, options.calculation, context.stopped);
  const rows: LogRow[] = [];
  for await (const { row } of storedRows(server, id, 0, context.stopped)) {
    context.printer.line(storedLogLine(id, row));
    if (context.printer.mode.json) rows.push(row);
  }
  context.printer.json(rows.map(logRowJson));
  return 'success';
}
