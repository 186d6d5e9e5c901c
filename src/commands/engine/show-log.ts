import type { Context } from '../../context.js';
import { LOG_PAGE_ROWS } from '../../engine/log.js';
import type { EngineServer } from '../../engine/server.js';
import type { LogRow } from '../../engine/types.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { findCalculation } from '../../services/find-calculation.js';
import { logRowJson, storedLogLine } from '../../views/log-line.js';
import { type RawCommand, readInteger, textFlag } from '../command.js';

interface ShowLogOptions {
  readonly calculationId: number;
}

/** `--show-log CALC_ID`. */
export function parse(raw: RawCommand): ShowLogOptions {
  return { calculationId: readInteger(textFlag(raw, 'showLog'), 'CALC_ID of --show-log') };
}

/** Prints the log as it is stored now, on stdout: here it is the result. */
export async function run(options: ShowLogOptions, context: Context): Promise<ExitCodeName> {
  const server = await context.engine();
  const { id } = await findCalculation(server, options.calculationId);
  const rows: LogRow[] = [];
  for await (const row of storedRows(server, id, context.stopped)) {
    context.printer.line(storedLogLine(id, row));
    if (context.printer.mode.json) rows.push(row);
  }
  context.printer.json(rows.map(logRowJson));
  return 'success';
}

async function* storedRows(
  server: Pick<EngineServer, 'logPage'>,
  id: number,
  signal: AbortSignal,
): AsyncGenerator<LogRow, void, void> {
  for (let next = 0; ; ) {
    const page = await server.logPage(id, next, signal);
    yield* page;
    next += page.length;
    if (page.length < LOG_PAGE_ROWS) return;
  }
}
