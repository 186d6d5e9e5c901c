import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { type LogFilter, wantsRow } from '../../services/log-filter.js';
import { selectCalculation } from '../../services/select-calculations.js';
import type { NumberedRow } from '../../services/log-thread.js';
import { readLogTail, storedRows } from '../../services/stored-log.js';
import { isAtLevel } from '../../views/log-line.js';
import { LOG_ROWS, markedLogLine } from '../../views/log-rows.js';
import type { RawCommand } from '../command.js';
import { momentMs } from '../../durations.js';
import { findFollowed } from './find-followed.js';
import { exitOf, type Followed, followToEnd } from './follow-to-end.js';
import { ReaderLeftError } from './reader-left.js';
import { InterruptPolicy } from './interrupt-policy.js';
import { ROWS_AT_ONCE } from './show-log.js';
import { checkNotify, tellEnd } from './tell-end.js';
import { type LogsOptions, readLogsOptions } from './logs-options.js';

/** `openquake logs CALC_ID`. */
export function parse(raw: RawCommand): LogsOptions {
  return readLogsOptions(raw);
}

/**
 * Prints the log as it is stored, or follows the calculation to its end and takes its outcome. The rows are the result
 * either way, so they go to stdout.
 */
export async function run(options: LogsOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  await checkNotify(context);
  const server = await context.engine();
  const find = async () => selectCalculation(server, options.word, context.stopped);
  const { id } = await (options.follow ? findFollowed(context, server, find) : find());
  const { stdout } = printer.looks;
  const mark = (text: string): string => stdout.bold(stdout.red(text));
  const writer = printer.rows(LOG_ROWS, ({ row }) => markedLogLine(id, row, options.pattern, mark));
  const filter: LogFilter = {
    sinceMs: options.since === undefined ? undefined : momentMs(options.since, context.clock.now()),
    pattern: options.pattern,
    isAtLevel: (row) => isAtLevel(row, options.level),
  };
  if (!options.follow) {
    let askAt = 0;
    for await (const row of wantedRows(server, id, options, filter, context.stopped)) {
      writer.add(row);
      if (row.ordinal < askAt) continue;
      askAt = row.ordinal + ROWS_AT_ONCE;
      if (!(await printer.isTaken())) break;
    }
    await writer.end();
    return 'success';
  }
  let fromRow = 0;
  if (options.tail !== undefined) {
    const { tail: rows } = options;
    const accepts = (row: NumberedRow['row']): boolean => wantsRow(filter, row);
    const read = async () => readLogTail(server, id, rows, accepts, context.stopped);
    const tail = await findFollowed(context, server, read);
    for (const row of tail.rows) writer.add(row);
    fromRow = tail.count;
  }
  // Whoever reads them from a pipe, or looks for a word, wants the rows that the bar stands for as well.
  const mayHide = stdout.columns !== undefined && !printer.mode.json && options.pattern === undefined;
  const sink = {
    write: (_id: number, row: NumberedRow['row'], hide: boolean, ordinal: number) => {
      if (!(hide && mayHide) && wantsRow(filter, row)) writer.add({ ordinal, row });
    },
    isTaken: async () => printer.isTaken(),
    close: () => undefined,
  };
  const policy = new InterruptPolicy(context.globals.onInterrupt);
  let followed: Followed;
  try {
    followed = await followToEnd(context, server, id, sink, policy, fromRow);
  } catch (error) {
    // Of a calculation that has ended nothing is left undone: the reader has what it wanted.
    if (error instanceof ReaderLeftError && error.hasEnded) return 'success';
    throw error;
  }
  await writer.end();
  const { durationMs, end } = followed;
  await tellEnd(context, server, { calculationId: id, job: undefined, status: end.outcome, durationMs });
  return exitOf(end.outcome);
}

async function* wantedRows(
  server: EngineServer,
  id: number,
  options: LogsOptions,
  filter: LogFilter,
  signal: AbortSignal,
): AsyncGenerator<NumberedRow, void, void> {
  if (options.tail === undefined) {
    for await (const numbered of storedRows(server, id, 0, signal)) {
      if (wantsRow(filter, numbered.row)) yield numbered;
    }
    return;
  }
  const accepts = (row: NumberedRow['row']): boolean => wantsRow(filter, row);
  yield* (await readLogTail(server, id, options.tail, accepts, signal)).rows;
}
