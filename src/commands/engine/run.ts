import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import type { Output } from '../../engine/types.js';
import {
  InputError,
  InterruptedError,
  OpenquakeError,
  RefusedJobError,
  UnreachableError,
  UsageError,
} from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import { retry } from '../../http/retry.js';
import { explainFailure } from '../../services/explain-failure.js';
import { findCalculation } from '../../services/find-calculation.js';
import { hazardCalculationOf, type PreparedJob, prepareJob } from '../../services/submit-job.js';
import { faultsJson } from '../../views/fault-json.js';
import { faultLines } from '../../views/fault-list.js';
import { outputListLines } from '../../views/output-list.js';
import type { RawCommand } from '../command.js';
import { preflightKnowledge } from '../preflight-knowledge.js';
import { exportRun } from './export-run.js';
import { exitOf, followToEnd } from './follow-to-end.js';
import { InterruptPolicy } from './interrupt-policy.js';
import { type LogSink, openLogSink } from './log-sink.js';
import { followOrAbort, nextCommand } from './next-command.js';
import { type RunOptions, readRunOptions } from './run-options.js';
import { runJson } from './run-report.js';
import { sendJob } from './send-job.js';

/** `--run-hazard`, `--run-risk`, `--run`. */
export function parse(raw: RawCommand): RunOptions {
  return readRunOptions(raw);
}

/** Runs one job, or several one after the other, and ends with the outcome of the first that is not complete. */
export async function run(options: RunOptions, context: Context): Promise<ExitCodeName> {
  const jobs = await prepareAll(options, context);
  const sink = openLogSink(context, options.logFile, options.logLevel);
  try {
    const server = await context.engine();
    await askWhoAnswers(context, server);
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
        const result = await runOne(options, context, server, job, hazardCalculationOf(job, hazardId), sink);
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
async function askWhoAnswers(context: Context, server: EngineServer): Promise<void> {
  const live = await context.printer.live(`Asking ${server.url} for its version`);
  try {
    await server.version(context.stopped);
  } finally {
    live.stop();
  }
}

/** Reads every job before the first is sent: a fault in the second must not cost the time of the first. */
async function prepareAll(options: RunOptions, context: Context): Promise<PreparedJob[]> {
  const jobs: PreparedJob[] = [];
  const invalid: InputError[] = [];
  const knowledge = options.preflight ? await preflightKnowledge() : undefined;
  for (const [index, path] of options.paths.entries()) {
    const { cwd } = context;
    const { overrides } = options;
    const hasHazard = options.hazardCalculationId !== undefined || (index > 0 && options.chained);
    const preflight = knowledge === undefined ? undefined : { knowledge, hasHazard };
    const job = await prepareJob({ path, cwd, overrides, preflight }, context.stopped).catch(
      (error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        invalid.push(error);
      },
    );
    if (job === undefined) continue;
    const named = hasHazard ? undefined : hazardCalculationOf(job, undefined);
    if (!hasHazard && named === undefined && options.needsHazard) {
      throw new UsageError(
        "Please specify '--hazard-calculation-id=<id>': a risk calculation starts from a hazard calculation.",
        {
          hint: `openquake --run-risk ${path} --hc CALC_ID, or hazard and risk in one go: openquake --run hazard.ini ${path}`,
        },
      );
    }
    jobs.push(job);
  }
  if (invalid.length > 0) throw mergeInputErrors(invalid);
  return jobs;
}

/** What is wrong with several jobs comes in one go. */
function mergeInputErrors(errors: readonly InputError[]): InputError {
  const [only] = errors;
  if (only !== undefined && errors.length === 1) return only;
  return new InputError(
    errors.flatMap(({ faults }) => faults),
    { cause: only },
    errors.flatMap(({ warnings }) => warnings),
  );
}

/** Tries to list the outputs of a calculation that was seen to be complete. */
const LIST_ATTEMPTS = 6;

interface OneResult {
  readonly id: number;
  readonly exit: ExitCodeName;
  readonly report: Record<string, unknown>;
}

async function runOne(
  options: RunOptions,
  context: Context,
  server: EngineServer,
  job: PreparedJob,
  hazardId: number | undefined,
  sink: LogSink,
): Promise<OneResult> {
  const { printer } = context;
  const policy = new InterruptPolicy(context.globals.onInterrupt);
  const sent = await sendJob(context, server, job, hazardId, policy).catch(async (error: unknown) => {
    throw error instanceof RefusedJobError
      ? error.at(await explainFailure(job, error.traceback, context.cwd))
      : error;
  });
  const { id } = sent;
  printer.note(`Calculation ${id} submitted to ${server.url}`);
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
  if (exit !== 'success') {
    const faults =
      exit === 'calculationFailed' ? await explainFailure(job, followed.errors, context.cwd) : [];
    for (const line of faultLines({ faults, warnings: [] }, printer.looks.stderr)) printer.drawn(line);
    printer.warn(`Its log: ${nextCommand(server, `--show-log ${id}`)}`);
    return {
      id,
      exit,
      report: { ...runJson(server, followed, undefined, undefined), ...faultsJson(faults) },
    };
  }
  const outputs = await outputsOf(context, server, id);
  if (!printer.mode.quiet) for (const line of outputListLines(outputs)) printer.line(line);
  if (options.formats === undefined) {
    printer.note(`Export them: ${nextCommand(server, `--export-outputs ${id} DIR`)}`);
    return { id, exit, report: runJson(server, followed, outputs, undefined) };
  }
  const exported = await exportRun(options, context, server, job, id, outputs, options.formats);
  const nothing = exported.files.length === 0 && outputs.length > 0;
  if (nothing) {
    printer.warn(`Nothing was exported: no output has one of the formats ${options.formats.join(', ')}.`);
    printer.note(`See which they have: ${nextCommand(server, `--list-outputs ${id} --json`)}`);
  }
  const complete = exported.failures.length === 0 && !nothing;
  return {
    id,
    exit: complete ? exit : 'incompleteResults',
    report: runJson(server, followed, outputs, exported),
  };
}

/** A complete calculation must not look lost because of one cut right after its end. */
async function outputsOf(context: Context, server: EngineServer, id: number): Promise<Output[]> {
  const isTransient = (error: unknown): boolean =>
    error instanceof UnreachableError && !context.stopped.aborted;
  try {
    return await retry(LIST_ATTEMPTS, context.clock, isTransient, async () =>
      server.outputs(id, context.stopped),
    );
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new UnreachableError(`${error.message} Calculation ${id} is complete.`, {
      cause: error,
      hint: `When it answers again: ${nextCommand(server, `--list-outputs ${id}`)}`,
      facts: { ...error.facts, calculation_id: id },
    });
  }
}
