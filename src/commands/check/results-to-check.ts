import { resolve } from 'node:path';
import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import { LocalFileError, NotFoundError, StillRunningError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { CheckFile } from '../../services/check/check-results.js';
import { filesIn } from '../../services/check/expected-folder.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { expandHome } from '../command.js';
import { exportAll } from '../engine/export-all.js';
import type { ExportReport } from '../engine/export-lines.js';
import { openLogSink } from '../engine/log-sink.js';
import { nextCommand } from '../engine/next-command.js';
import { prepareJobs } from '../engine/prepare-jobs.js';
import { runChain } from '../engine/run-chain.js';
import type { RunOptions } from '../engine/run-options.js';
import { checkNotify } from '../engine/tell-end.js';
import { askWhoAnswers } from '../engine/who-answers.js';

/** What is to be held against what is expected. */
export interface ResultsToCheck {
  /** How it is called: a job, a calculation, a folder. */
  readonly what: string;
  readonly calculationIds: readonly number[];
  readonly files: readonly CheckFile[];
  /** Outputs that could not be exported, in words. */
  readonly failures: readonly string[];
  /** `success`, or why a run did not come to its results: nothing is compared then. */
  readonly exit: ExitCodeName;
}

/**
 * The world of what runs and exports on behalf of a check: it prints no result of its own, for the verdict is the result, and
 * its files are gone when it is told.
 */
export function withoutResult(context: Context): Context {
  const { printer } = context;
  const silent = (): undefined => undefined;
  return {
    ...context,
    globals: { ...context.globals, noCrate: true },
    printer: { ...printer, line: silent, id: silent, json: silent },
  };
}

/** Runs jobs as `run` does, and exports their csv. */
export async function runForCheck(options: RunOptions, context: Context): Promise<ResultsToCheck> {
  await checkNotify(context);
  const jobs = await prepareJobs(options, context);
  const sink = openLogSink(context, options.logFile, options.logLevel);
  try {
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    const asked = options.hazardCalculation;
    const hazardId =
      asked === undefined ? undefined : (await selectCalculation(server, asked, context.stopped)).id;
    const { exit, results } = await runChain(options, context, server, {
      jobs,
      hazardId,
      engineVersion,
      sink,
    });
    const reports = results.flatMap(({ exported }) => (exported === undefined ? [] : [exported]));
    return {
      what: options.paths.join(', '),
      calculationIds: results.map(({ id }) => id),
      files: reports.flatMap(({ files }) => checkFiles(context, files)),
      failures: reports.flatMap(({ failures }) => failures),
      exit: exit === 'incompleteResults' ? 'success' : exit,
    };
  } finally {
    sink.close();
  }
}

/**
 * Exports the csv of a calculation into an empty folder.
 * @throws StillRunningError, NotFoundError where there is nothing to check.
 */
export async function exportForCheck(
  word: string,
  folder: string,
  context: Context,
): Promise<ResultsToCheck> {
  const server = await context.engine();
  const calculation = await selectCalculation(server, word, context.stopped);
  const { id, status } = calculation;
  if (!hasEnded(calculation))
    throw new StillRunningError(`Calculation ${id} is ${status}: there is nothing to check yet.`, {
      hint: `Wait for its end: ${nextCommand(server, `wait ${id}`)}`,
      facts: { calculation_id: id },
    });
  const outputs = await server.outputs(id, context.stopped);
  if (outputs.length === 0)
    throw new NotFoundError(`Calculation ${id} is ${status} and has no outputs: there is nothing to check.`, {
      hint: `Its log: ${nextCommand(server, `logs ${id}`)}`,
      facts: { calculation_id: id },
    });
  const target = { shown: folder, folder, overwrite: false };
  const { files, failures } = await exportAll(context, server, outputs, ['csv'], target, undefined);
  return {
    what: `calculation ${id}`,
    calculationIds: [id],
    files: checkFiles(context, files),
    failures,
    exit: 'success',
  };
}

/** @throws UsageError, LocalFileError where there is no such folder, or no table in it. */
export async function readForCheck(typed: string, context: Context): Promise<ResultsToCheck> {
  const files = await filesIn(resolve(context.cwd, expandHome(context, typed)), typed);
  if (files === undefined)
    throw new UsageError(`${typed} is neither a job file nor a folder with exports.`, {
      hint: 'Export some: openquake export CALC DIR; or check a calculation: openquake check --calc CALC --expect DIR',
    });
  if (!files.some(({ name }) => /\.csv$/i.test(name)))
    throw new LocalFileError(`${typed} holds no csv: there is nothing to check.`, {
      hint: 'Export some: openquake export CALC DIR --exports csv',
    });
  return { what: typed, calculationIds: [], files, failures: [], exit: 'success' };
}

function checkFiles(context: Context, files: ExportReport['files']): readonly CheckFile[] {
  return files.map(({ name, path }) => ({ name, path: resolve(context.cwd, path) }));
}
