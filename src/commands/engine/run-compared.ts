import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { InputError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { agrees, compareExports } from '../../services/compare-exports.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { hazardCalculationOf, type PreparedJob } from '../../services/submit-job.js';
import { COMPARISON, comparisonTable, type ComparisonRow } from '../../views/comparison.js';
import { expandHome } from '../command.js';
import { mergeInputErrors } from '../dry-run.js';
import { foldersOfHosts, hostContext, hostsToCompare } from './compared-hosts.js';
import { type LogSink, openLogSink } from './log-sink.js';
import { prepareJobs } from './prepare-jobs.js';
import type { RunOptions } from './run-options.js';
import { runSeveral, type SeveralEnd } from './run-several.js';
import type { OneResult } from './show-results.js';
import { askWhoAnswers } from './who-answers.js';

/** One of the servers on which the same is run. */
interface Side {
  readonly host: string;
  readonly context: Context;
  readonly server: EngineServer;
  readonly engineVersion: string;
  readonly jobs: readonly PreparedJob[];
  readonly options: RunOptions;
  /** The first calculation, from which later ones start. */
  hazardId: number | undefined;
}

/**
 * `--host A,B --compare`: runs the same on each server at once, exports csv of each into a folder of its own, and
 * compares the numbers of each with those of the first.
 * @returns `resultsDiffer` where they do; the worst outcome of the runs where one did not complete.
 * @throws UsageError where there are not several hosts; InputError with what is wrong for any of them.
 */
export async function runCompared(
  options: RunOptions,
  tolerance: Tolerance,
  context: Context,
): Promise<ExitCodeName> {
  const hosts = hostsToCompare(context.globals.host);
  const contexts = hosts.map((host) => ({ host, context: hostContext(context, host) }));
  const prepared = await prepareForAll(options, contexts);
  const { printer } = context;
  const table =
    printer.mode.json || printer.mode.quiet
      ? undefined
      : printer.rows(comparisonTable({ jobs: options.paths.length > 1, hosts: hosts.length > 2 }));
  const sink = openLogSink(context, options.logFile, options.logLevel);
  const kept =
    options.exportDir === undefined
      ? undefined
      : resolve(context.cwd, expandHome(context, options.exportDir));
  const folder = kept ?? (await makeScratchFolder('compare'));
  try {
    const sides: Side[] = [];
    const folders = foldersOfHosts(hosts);
    for (const [index, { host, context: own }] of contexts.entries()) {
      const server = await own.engine();
      const engineVersion = await askWhoAnswers(own, server);
      sides.push({
        host,
        context: own,
        server,
        engineVersion,
        jobs: prepared.get(host) ?? [],
        options: {
          ...options,
          formats: options.formats ?? ['csv'],
          exportDir: join(folder, folders[index] ?? host),
        },
        hazardId: undefined,
      });
    }
    const rows: ComparisonRow[] = [];
    const calculations: Record<string, unknown>[] = [];
    for (const [stage, path] of options.paths.entries()) {
      const several = await runStage(context, sides, stage, sink);
      calculations.push(...several.ends.map(({ report }) => report));
      if (several.exit !== 'success') {
        printer.warn('Nothing was compared: not every calculation gave its results.');
        printer.json({ calculations, comparison: null });
        return several.exit;
      }
      const job = options.paths.length > 1 ? path : undefined;
      rows.push(...(await compareWithFirst(context, sides, several, tolerance, job)));
    }
    for (const row of rows) table?.add(row);
    await table?.end();
    printer.json({
      calculations,
      comparison: { ...tolerance, outputs: rows.map((row) => COMPARISON.json(row)) },
    });
    if (rows.length === 0) {
      printer.warn('Nothing was compared: the calculations have no output that can be had as csv.');
      return 'incompleteResults';
    }
    const apart = rows.filter(({ compared }) => !agrees(compared)).length;
    const versions = sides.map(({ host, engineVersion }) => `${host} (${engineVersion})`).join(' and ');
    printer.note(
      apart === 0
        ? `${rows.length} outputs agree on ${versions} within rtol ${tolerance.rtol}, atol ${tolerance.atol}.`
        : `${apart} of ${rows.length} outputs differ on ${versions} beyond rtol ${tolerance.rtol}, atol ${tolerance.atol}.`,
    );
    return apart === 0 ? 'success' : 'resultsDiffer';
  } finally {
    sink.close();
    if (kept === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Each server may know other parameters: the job is held to all of them before one is sent anything. */
async function prepareForAll(
  options: RunOptions,
  contexts: readonly { readonly host: string; readonly context: Context }[],
): Promise<Map<string, readonly PreparedJob[]>> {
  const prepared = new Map<string, readonly PreparedJob[]>();
  const invalid: InputError[] = [];
  for (const { host, context } of contexts) {
    try {
      prepared.set(host, await prepareJobs(options, context));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // What is wrong for all is told once.
      if (invalid.every(({ message }) => message !== error.message)) invalid.push(error);
    }
  }
  if (invalid.length > 0) throw mergeInputErrors(invalid);
  return prepared;
}

async function runStage(
  context: Context,
  sides: readonly Side[],
  stage: number,
  sink: LogSink,
): Promise<SeveralEnd> {
  const tasks = sides.flatMap((side) => {
    const job = side.jobs[stage];
    if (job === undefined) return [];
    const { host, context: own, server, options, engineVersion } = side;
    const question = { job, hazardCalculationId: hazardCalculationOf(job, side.hazardId), engineVersion };
    return [{ label: host, context: own, server, options, question }];
  });
  const several = await runSeveral(context, tasks, tasks.length, sink, false);
  for (const [index, { result }] of several.ends.entries()) {
    const side = sides[index];
    if (side !== undefined) side.hazardId ??= result?.id;
  }
  return several;
}

async function compareWithFirst(
  context: Context,
  sides: readonly Side[],
  { ends }: SeveralEnd,
  tolerance: Tolerance,
  job: string | undefined,
): Promise<ComparisonRow[]> {
  const live = await context.printer.live('Comparing the results');
  try {
    const rows: ComparisonRow[] = [];
    const [first, ...others] = sides.map(({ host }, index) => ({ host, result: ends[index]?.result }));
    for (const other of others) {
      if (first?.result === undefined || other.result === undefined) continue;
      const [left, right] = [first.host, other.host];
      const tables = [first.result, other.result].map((result) => tablesOf(context, result));
      const [one, two] = tables;
      if (one === undefined || two === undefined) continue;
      for (const compared of await compareExports(one, two, tolerance, context.stopped))
        rows.push({ job, left, right, compared });
    }
    return rows;
  } finally {
    live.stop();
  }
}

function tablesOf(context: Context, { id, exported }: OneResult) {
  return {
    calculationId: id,
    paths: (exported?.files ?? []).map(({ path }) => resolve(context.cwd, path)),
  };
}
