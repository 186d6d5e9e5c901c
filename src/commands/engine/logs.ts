import type { Context } from '../../context.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { findCalculation } from '../../services/find-calculation.js';
import { isSet, type RawCommand, readInteger } from '../command.js';
import { exitOf, followToEnd } from './follow-to-end.js';
import { InterruptPolicy } from './interrupt-policy.js';
import { openLogSink } from './log-sink.js';
import { runJson } from './run-report.js';
import * as showLog from './show-log.js';

interface LogsOptions {
  readonly calculationId: number;
  readonly follow: boolean;
}

/** `openquake logs CALC_ID [--follow]`. */
export function parse(raw: RawCommand): LogsOptions {
  return { calculationId: readInteger(raw.args[0], 'CALC_ID'), follow: isSet(raw, 'follow') };
}

/** Prints the stored log, or follows the calculation from its first row to its end and takes its outcome. */
export async function run(options: LogsOptions, context: Context): Promise<ExitCodeName> {
  if (!options.follow) return showLog.run(options, context);
  const server = await context.engine();
  const { id } = await findCalculation(server, options.calculationId);
  const policy = new InterruptPolicy(context.globals.onInterrupt);
  const followed = await followToEnd(context, server, id, openLogSink(context, undefined, 'debug'), policy);
  context.printer.json({ calculations: [runJson(server, followed)] });
  return exitOf(followed.end.outcome);
}
