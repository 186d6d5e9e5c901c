import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InterruptedError, OpenquakeError, RefusedJobError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { explainFailure } from '../../services/explain-failure.js';
import { findCalculation } from '../../services/find-calculation.js';
import { hazardCalculationOf } from '../../services/submit-job.js';
import { faultsJson } from '../../views/fault-json.js';
import { faultLines } from '../../views/fault-list.js';
import type { RawCommand } from '../command.js';
import { exitOf, followToEnd } from './follow-to-end.js';
import { InterruptPolicy } from './interrupt-policy.js';
import { type LogSink, openLogSink } from './log-sink.js';
import { followOrAbort, nextCommand } from './next-command.js';
import { dryRun, prepareJobs } from './prepare-jobs.js';
import { findReusable, rememberComplete, type ReuseQuestion } from './reuse.js';
import { type RunOptions, readRunOptions } from './run-options.js';
import { reusedJson, runJson } from './run-report.js';
import { sendJob, wayOf } from './send-job.js';
import { type OneResult, showResults } from './show-results.js';

/** `--run-hazard`, `--run-risk`, `--run`. */
export function parse(raw: RawCommand): RunOptions {
  return readRunOptions(raw);
}

/** Runs one job, or several one after the other, and ends with the outcome of the first that is not complete. */
export async function run(options: RunOptions, context: Context): Promise<ExitCodeName> {
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
    const asked = options.hazardCalculationId;
    let hazardId = asked === undefined ? undefined : (await findCalculation(server, asked)).id;
    const reports: Record<string, unknown>[] = [];
    let exit: ExitCodeName = 'success';
    try {
      for (const [index, job] of jobs.entries()) {
        const question = { job, hazardCalculationId: hazardCalculationOf(job, hazardId), engineVersion };
        const result = await runOne(options, context, server, question, sink);
        reports.push(result.report);
        if (exit === 'success') exit = result.exit;
        // Independent jobs do not suffer from each other; a chain ends with its first failure.
        if (exit !== 'success' && options.chained) break;
        if (index === 0 && options.chained && asked === undefined) hazardId = result.id;
      }
    } catch (error) {
      // What has run by now must not be lost to a script because a later job could not be sent.
      throw error instanceof OpenquakeError && reports.length > 0
        ? error.telling({ calculations: reports })
        : error;
    }
    context.printer.json({ calculations: reports });
    return exit;
  } finally {
    sink.close();
  }
}

/** Before anything is sent it must be known that an engine answers there. */
async function askWhoAnswers(context: Context, server: EngineServer): Promise<string> {
  const live = await context.printer.live(`Asking ${server.url} for its version`);
  try {
    return await server.version(context.stopped);
  } finally {
    live.stop();
  }
}

async function runOne(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  sink: LogSink,
): Promise<OneResult> {
  const { printer } = context;
  const found = options.reuse ? await findReusable(context, server, question) : undefined;
  if (found !== undefined) {
    printer.id(found.id);
    const report = reusedJson(server, found);
    return options.detach
      ? { id: found.id, exit: 'success', report }
      : showResults(options, context, server, question.job, found.id, report);
  }
  const policy = new InterruptPolicy(context.globals.onInterrupt);
  const { job } = question;
  const way = await wayOf(context, server, question, options.upload);
  const sent = await sendJob(context, server, job, way, question.hazardCalculationId, policy).catch(
    async (error: unknown) => {
      throw error instanceof RefusedJobError
        ? error.at(await explainFailure(job, error.traceback, context.cwd))
        : error;
    },
  );
  const { id } = sent;
  printer.note(`Calculation ${id} submitted to ${server.url}`);
  if (way.kind === 'path') printer.note(`Nothing was uploaded: the server reads ${way.path} itself.`);
  if (way.kind === 'job-file')
    printer.note('Only the job file was sent: the server reads the other inputs where they lie.');
  printer.id(id);
  if (options.detach || (sent.interrupted && policy.mode === 'detach')) {
    const hint = followOrAbort(server, id);
    if (sent.interrupted) {
      const facts = { calculation_id: id, host: server.url };
      throw new InterruptedError(`Detached. Calculation ${id} goes on at ${server.url}.`, policy.lastSignal, {
        hint,
        facts,
      });
    }
    printer.note(hint);
    return { id, exit: 'success', report: { calculation_id: id, host: server.url, status: 'created' } };
  }
  if (sent.interrupted) policy.next(policy.lastSignal, context.clock.now());
  const followed = await followToEnd(context, server, id, sink, policy);
  const exit = exitOf(followed.end.outcome);
  const report = runJson(server, followed);
  if (exit !== 'success') {
    const faults =
      exit === 'calculationFailed' ? await explainFailure(job, followed.errors, context.cwd) : [];
    for (const line of faultLines({ faults, warnings: [] }, printer.looks.stderr)) printer.drawn(line);
    printer.warn(`Its log: ${nextCommand(server, `--show-log ${id}`)}`);
    return { id, exit, report: { ...report, ...faultsJson(faults) } };
  }
  const result = await showResults(options, context, server, job, id, report);
  // Behind the results: reading gigabytes of inputs must not stand between a user and the outputs.
  await rememberComplete(context, server, question, followed.end.calculation);
  return result;
}
