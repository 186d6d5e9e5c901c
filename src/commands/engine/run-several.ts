import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InterruptedError, OpenquakeError, RefusedJobError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { safeLine } from '../../views/safe-text.js';
import { describeError, errorJson } from '../../views/error-text.js';
import { RUN_ROWS, type RunRow } from '../../views/run-summary.js';
import { serverWords } from '../../global-options.js';
import type { StopSignal } from '../../system.js';
import { type JobContext, jobContext } from './job-context.js';
import { liveBoard } from './live-board.js';
import type { LogSink } from './log-sink.js';
import type { ReuseQuestion } from './reuse.js';
import { runOne } from './run-one.js';
import type { RunOptions } from './run-options.js';
import type { OneResult } from './show-results.js';
import { oneAtATime, runPool } from './run-pool.js';
import { brokenTeller } from './tell-broken.js';
import { worstExit } from './worst-exit.js';

/** One of several runs. */
export interface RunTask {
  /** What people call it: its job file, or the server that it goes to. */
  readonly label: string;
  /** The world that it sees, with the server that it goes to. */
  readonly context: Context;
  readonly server: EngineServer;
  readonly options: RunOptions;
  readonly question: ReuseQuestion;
  /** See RunShare. */
  readonly inputsElsewhere?: boolean | undefined;
}

/** How one of several runs ended. */
interface TaskEnd {
  readonly row: RunRow;
  readonly exit: ExitCodeName;
  readonly report: Record<string, unknown>;
  /** What came of it; undefined where it did not come to an end. */
  readonly result?: OneResult;
}

/** How several runs ended. */
export interface SeveralEnd {
  /** The worst of all. */
  readonly exit: ExitCodeName;
  readonly ends: readonly TaskEnd[];
}

/**
 * Runs independent jobs at once, so many at a time, and sums up. They are packed and sent one after the other, so that
 * one archive at a time takes room and ids rise in the order in which the jobs were named. What goes wrong with
 * one does not touch the others. A stop signal reaches all that are under way; those that were not sent are not sent then.
 * @param summarize prints what each gave, and the table or the one JSON value at the end; else the caller tells it.
 */
export async function runSeveral(
  context: Context,
  tasks: readonly RunTask[],
  concurrency: number,
  sink: LogSink,
  summarize = true,
): Promise<SeveralEnd> {
  const { printer, interrupts } = context;
  const { mode } = printer;
  // Made before anything is sent: a column that there is not must not cost a run.
  const table = summarize && !mode.json && !mode.quiet ? printer.rows(RUN_ROWS) : undefined;
  const live = await printer.live('');
  const board = liveBoard(live, () => printer.looks.stderr.rows);
  const jobs = tasks.map((task) => ({ task, world: jobContext(task.context, task.label, board) }));
  const underWay = new Set<JobContext>();
  let signal: StopSignal | undefined;
  const release = interrupts.take((came) => {
    signal = came;
    for (const world of underWay) world.interrupt(came);
  });
  const turn = oneAtATime();
  const broken = brokenTeller(printer);
  const ends: TaskEnd[] = [];
  const tally = (): void => board.sum(tallyText(tasks.length, ends.length, underWay.size));
  try {
    const all = await runPool(jobs, concurrency, async ({ task, world }) => {
      if (signal === undefined) underWay.add(world);
      tally();
      const startedMs = context.clock.now();
      try {
        if (signal !== undefined)
          throw new InterruptedError('Interrupted before its turn; it was not sent.', signal);
        const share = { sink, turn, inputsElsewhere: task.inputsElsewhere };
        const result = await runOne(task.options, world.context, task.server, task.question, share);
        const end = endOf(task, result, context.clock.now() - startedMs);
        ends.push(end);
        if (summarize) tellResult(context, task, world, end);
        return end;
      } catch (error) {
        const end = brokenEnd(task, error);
        ends.push(end);
        if (printer.mode.jsonl && summarize) printer.json(end.report);
        broken.tell(task.label, describeError(error, serverWords(task.context.globals)).trimEnd());
        return end;
      } finally {
        underWay.delete(world);
        world.release();
        tally();
      }
    });
    live.stop();
    broken.rest();
    const exit = worstExit(all.map((end) => end.exit));
    for (const { row } of all) table?.add(row);
    await table?.end();
    // With --jsonl each was told when it ended.
    if (summarize && !mode.jsonl) printer.json({ calculations: all.map(({ report }) => report) });
    return { exit, ends: all };
  } finally {
    release();
    board.stop();
  }
}

function tallyText(all: number, ended: number, underWay: number): string {
  const waiting = all - ended - underWay;
  return `${ended} of ${all} ended, ${underWay} under way${waiting > 0 ? `, ${waiting} waiting` : ''}`;
}

/** The result of each job stays together. */
function tellResult(context: Context, { label }: RunTask, world: JobContext, end: TaskEnd): void {
  const { printer } = context;
  const { mode } = printer;
  if (mode.jsonl) printer.json(end.report);
  if (mode.quiet || mode.format !== undefined || mode.columns !== undefined || world.lines.length === 0)
    return;
  printer.line(`${safeLine(label)}, calculation ${end.row.calculationId ?? ''}:`);
  for (const line of world.lines) printer.line(line);
  printer.line('');
}

function endOf({ label }: RunTask, result: OneResult, durationMs: number): TaskEnd {
  const { report, exit, id, exported } = result;
  const reused = report['reused'] === true;
  const isDetached = report['outcome'] === undefined;
  const outcome = typeof report['outcome'] === 'string' ? report['outcome'] : 'submitted';
  const status =
    exit === 'incompleteResults' ? `${outcome}, exports incomplete` : reused ? `${outcome} before` : outcome;
  return {
    exit,
    report: { job: label, ...report },
    row: {
      job: label,
      calculationId: id,
      status,
      durationMs: reused || isDetached ? undefined : durationMs,
      exportFolder: exported?.folder,
    },
    result,
  };
}

function brokenEnd({ label }: RunTask, error: unknown): TaskEnd {
  const facts = error instanceof OpenquakeError ? error.facts : {};
  const told = facts['calculation_id'];
  const calculationId = typeof told === 'number' ? told : undefined;
  const status = brokenStatus(error, calculationId);
  const row = { job: label, calculationId, status, durationMs: undefined, exportFolder: undefined };
  return {
    row,
    exit: error instanceof OpenquakeError ? error.exit : 'internal',
    report: { job: label, calculation_id: calculationId ?? null, ...errorJson(error, '') },
  };
}

function brokenStatus(error: unknown, calculationId: number | undefined): string {
  if (error instanceof RefusedJobError) return 'refused';
  if (error instanceof OpenquakeError && error.kind === 'doubtful-submit') return 'unknown';
  if (calculationId === undefined) return 'not sent';
  return error instanceof InterruptedError ? 'left' : 'unknown';
}
