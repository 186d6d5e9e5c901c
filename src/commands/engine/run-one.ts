import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InterruptedError, RefusedJobError } from '../../errors.js';
import { explainFailure } from '../../services/explain-failure.js';
import { faultsJson } from '../../views/fault-json.js';
import { faultLines } from '../../views/fault-list.js';
import { exitOf, type Followed, followToEnd } from './follow-to-end.js';
import { InterruptPolicy } from './interrupt-policy.js';
import type { LogSink } from './log-sink.js';
import { followOrAbort, nextCommand } from './next-command.js';
import { noteInputs, type NotingInputs } from './note-inputs.js';
import { findReusable, rememberComplete, type ReuseQuestion } from './reuse.js';
import type { RunOptions } from './run-options.js';
import { reusedJson, runJson } from './run-report.js';
import { sendJob, type SentJob, wayOf } from './send-job.js';
import { type OneResult, showResults } from './show-results.js';
import { serverTells, warnOfSilence, watchAfterLeaving } from './tell-after-leaving.js';
import { tellEnd } from './tell-end.js';

/** What the jobs of one line share. */
export interface RunShare {
  readonly sink: LogSink;
  /** Does the work when it is this job's turn to be packed and sent. */
  turn<Value>(work: () => Promise<Value>): Promise<Value>;
  /** The inputs are on the server, and were not sent: nothing can be noted of them. */
  readonly inputsElsewhere?: boolean | undefined;
}

/**
 * Runs one job: takes an earlier calculation where that is asked for, else sends it, follows it to its end and shows
 * what it gave.
 * @throws InterruptedError when the user leaves it; what sending, following and exporting throw.
 */
export async function runOne(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  share: RunShare,
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
  const sent = await share.turn(async () => send(options, context, server, question, policy));
  const noting =
    share.inputsElsewhere === true
      ? undefined
      : noteInputs(context, server, question.job, options.overrides, sent);
  try {
    const result = await followSent(options, context, server, question, share, policy, { ...sent, noting });
    return sent.takenUp ? { ...result, report: { ...result.report, taken_up: true } } : result;
  } finally {
    await noting?.stop();
    await sent.close();
  }
}

async function followSent(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  { sink }: RunShare,
  policy: InterruptPolicy,
  sent: SentJob & { readonly noting: NotingInputs | undefined },
): Promise<OneResult> {
  const { printer } = context;
  const { job } = question;
  const { id } = sent;
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
    await sent.noting?.settle(undefined);
    await watchAfterLeaving(context, server, id, question.engineVersion);
    return { id, exit: 'success', report: { calculation_id: id, host: server.url, status: 'created' } };
  }
  if (sent.interrupted) policy.next(policy.lastSignal, context.clock.now());
  const startedMs = context.clock.now();
  const told = { calculationId: id, job: job.path };
  const followed = await followToEnd(context, server, id, sink, policy).catch(async (error: unknown) => {
    if (error instanceof InterruptedError) warnOfSilence(context);
    else {
      const durationMs = context.clock.now() - startedMs;
      await tellEnd(context, server, { ...told, status: 'unknown', durationMs });
    }
    throw error;
  });
  const { outcome } = followed.end;
  // Beside the exports: who waits elsewhere hears it first.
  const telling = tellEnd(context, server, { ...told, status: outcome, durationMs: followed.durationMs });
  try {
    await sent.noting?.settle(followed.end.calculation);
    return await finish(options, context, server, question, followed);
  } finally {
    await telling;
  }
}

/** What is shown, exported and remembered of a calculation that has ended. */
async function finish(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  followed: Followed,
): Promise<OneResult> {
  const { printer } = context;
  const { job } = question;
  const { id } = followed.end.calculation;
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

async function send(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  question: ReuseQuestion,
  policy: InterruptPolicy,
): Promise<SentJob> {
  const { printer, stopped } = context;
  stopped.throwIfAborted();
  const { job, hazardCalculationId } = question;
  const way = await wayOf(context, server, question, options.upload);
  const notifyTo = options.detach ? serverTells(context, question.engineVersion) : undefined;
  const sent = await sendJob(context, server, job, way, { hazardCalculationId, notifyTo }, policy).catch(
    async (error: unknown) => {
      throw error instanceof RefusedJobError
        ? error.at(await explainFailure(job, error.traceback, context.cwd))
        : error;
    },
  );
  if (sent.takenUp) {
    // In the words of any other run, for those who look for them in what it prints.
    printer.note(`Calculation ${sent.id} submitted to ${server.url} by an earlier program, and taken up now`);
    printer.id(sent.id);
    return sent;
  }
  printer.note(`Calculation ${sent.id} submitted to ${server.url}`);
  if (way.kind === 'path') printer.note(`Nothing was uploaded: the server reads ${way.path} itself.`);
  if (way.kind === 'job-file')
    printer.note('Only the job file was sent: the server reads the other inputs where they lie.');
  printer.id(sent.id);
  return sent;
}
