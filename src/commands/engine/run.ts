import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { OpenquakeError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { hazardCalculationOf, type PreparedJob } from '../../services/submit-job.js';
import type { RawCommand } from '../command.js';
import { type LogSink, openLogSink } from './log-sink.js';
import { dryRun, prepareJobs } from './prepare-jobs.js';
import { askWhoAnswers } from './who-answers.js';
import { runOne } from './run-one.js';
import { type RunOptions, readRunOptions } from './run-options.js';
import { checkNotify } from './tell-end.js';
import { runSeveral } from './run-several.js';

/** `--run-hazard`, `--run-risk`, `--run` and the verb `run`. */
export function parse(raw: RawCommand): RunOptions {
  return readRunOptions(raw);
}

/** Runs one job, a chain of jobs, or several independent ones at once. */
export async function run(options: RunOptions, context: Context): Promise<ExitCodeName> {
  await checkNotify(context);
  if (options.compare !== undefined) {
    const { runCompared } = await import('./run-compared.js');
    return runCompared(options, options.compare, context);
  }
  if (options.dryRun) {
    await dryRun(options, context);
    return 'success';
  }
  const jobs = await prepareJobs(options, context);
  const sink = openLogSink(context, options.logFile, options.logLevel);
  try {
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    if (options.logLevel === 'debug') {
      context.printer.warn(
        'The server decides what it logs; rows below its own level (info by default) do not exist.',
      );
    }
    const asked = options.hazardCalculation;
    const hazardId =
      asked === undefined ? undefined : (await selectCalculation(server, asked, context.stopped)).id;
    if (jobs.length === 1 || options.chained)
      return await runChain(options, context, server, { jobs, hazardId, engineVersion, sink });
    const tasks = jobs.map((job) => ({
      label: job.path,
      context,
      server,
      options,
      question: { job, hazardCalculationId: hazardCalculationOf(job, hazardId), engineVersion },
    }));
    return (await runSeveral(context, tasks, options.concurrency, sink)).exit;
  } finally {
    sink.close();
  }
}

interface Chain {
  readonly jobs: readonly PreparedJob[];
  readonly hazardId: number | undefined;
  readonly engineVersion: string;
  readonly sink: LogSink;
}

/** One job after the other: the first gives the hazard of the others, and the chain ends with its first failure. */
async function runChain(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  { jobs, hazardId: asked, engineVersion, sink }: Chain,
): Promise<ExitCodeName> {
  const share = { sink, turn: async <Value>(work: () => Promise<Value>): Promise<Value> => work() };
  let hazardId = asked;
  const reports: Record<string, unknown>[] = [];
  let exit: ExitCodeName = 'success';
  try {
    for (const job of jobs) {
      const question = { job, hazardCalculationId: hazardCalculationOf(job, hazardId), engineVersion };
      const result = await runOne(options, context, server, question, share);
      reports.push(result.report);
      exit = result.exit;
      if (exit !== 'success') break;
      hazardId ??= result.id;
    }
  } catch (error) {
    // What has run by now must not be lost to a script because a later job could not be sent.
    throw error instanceof OpenquakeError && reports.length > 0
      ? error.telling({ calculations: reports })
      : error;
  }
  context.printer.json({ calculations: reports });
  return exit;
}
