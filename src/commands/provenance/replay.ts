import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import type { EngineServer } from '../../engine/server.js';
import { ExportError, UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import type { DescribedCalculation } from '../../results/crate/crate-facts.js';
import { calculationsOf } from '../../results/crate/read-crate.js';
import { verifyFolder } from '../../results/crate/verify-folder.js';
import { agrees, compareExports, type OutputComparison } from '../../services/compare-exports.js';
import { DEFAULT_FORMATS } from '../../services/export-outputs.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { selectCalculation } from '../../services/select-calculations.js';
import { COMPARISON, comparisonTable } from '../../views/comparison.js';
import { safeText } from '../../views/safe-text.js';
import { type RawCommand, readInteger, textFlag } from '../command.js';
import { readTolerances } from '../engine/compare-options.js';
import { openLogSink } from '../engine/log-sink.js';
import { readRunOptions, type RunOptions } from '../engine/run-options.js';
import { runSeveral } from '../engine/run-several.js';
import { serverName } from '../engine/server-name.js';
import type { OneResult } from '../engine/show-results.js';
import { askWhoAnswers } from '../engine/who-answers.js';
import { findJob, type FoundJob } from './find-job.js';
import { type OpenCrate, openCrate } from './open-crate.js';

interface ReplayOptions {
  readonly folder: string;
  /** Where several are described. */
  readonly calculationId: number | undefined;
  /** Job file or archive that the user names. */
  readonly job: string | undefined;
  readonly run: RunOptions;
  readonly tolerance: Tolerance;
}

/** `openquake replay DIR [--calc ID] [--job JOB_INI]` with options of a run. */
export function parse(raw: RawCommand): ReplayOptions {
  // Those of --compare are refused where a run compares nothing.
  const flags = Object.fromEntries(Object.entries(raw.flags).filter(([name]) => !/^[ra]tol$/.test(name)));
  for (const flag of ['param', 'exports', 'reuse', 'detach', 'dryRun', 'compare'])
    if (flags[flag] !== undefined)
      throw new UsageError(`replay runs the same again: --${flag.replace('R', '-r')} is not for it.`);
  const exportDir = textFlag(raw, 'exportDir');
  const run = readRunOptions({ args: raw.args, flags: { ...flags, ...(exportDir && { exports: 'csv' }) } });
  const id = textFlag(raw, 'calc');
  return {
    folder: raw.args[0] ?? '.',
    calculationId: id === undefined ? undefined : readInteger(id, '--calc'),
    job: textFlag(raw, 'job'),
    run,
    tolerance: readTolerances(raw),
  };
}

/** Runs the inputs of an export folder again, and compares what comes out with what is in it. */
export async function run(options: ReplayOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const crate = await openCrate(context, options.folder);
  const calculation = choose(crate, options.calculationId);
  const tables = await wholeTables(context, crate, calculation);
  const scratch = await makeScratchFolder('replay');
  const sink = openLogSink(context, options.run.logFile, options.run.logLevel);
  try {
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    const hazardCalculationId = await hazardOf(context, server, calculation, options.run.hazardCalculation);
    const found = await findJob(context, server, crate.folder, calculation, options.job, scratch);
    tellInputs(context, crate, found);
    if (calculation.engineVersion !== engineVersion)
      printer.warn(
        safeText(
          `The engine is ${engineVersion} now, and was ${calculation.engineVersion ?? 'not told'} then.`,
        ),
      );
    const runOptions: RunOptions = {
      ...options.run,
      formats: formatsOf(calculation),
      exportDir: options.run.exportDir ?? join(scratch, 'replayed'),
      upload: options.run.upload || found.from === 'server',
      reuse: false,
    };
    const task = {
      ...{ label: `replay of ${calculation.calculationId}`, context, server, options: runOptions },
      question: { job: found.job, hazardCalculationId, engineVersion },
      inputsElsewhere: found.from === 'server',
    };
    const several = await runSeveral(context, [task], 1, sink, false);
    const [end] = several.ends;
    const result = end?.result;
    if (several.exit !== 'success' || result === undefined) {
      printer.json({ calculations: several.ends.map(({ report }) => report), comparison: null });
      return several.exit;
    }
    const rows = await compareWith(context, calculation, tables, result, options.tolerance);
    const then = `calculation ${calculation.calculationId}`;
    const table =
      printer.mode.json || printer.mode.quiet
        ? undefined
        : printer.rows(comparisonTable({ jobs: false, hosts: false }));
    const told = rows.map((compared) => ({
      job: undefined,
      left: then,
      right: `calculation ${result.id}`,
      compared,
    }));
    for (const row of told) table?.add(row);
    await table?.end();
    const apart = rows.filter((row) => !agrees(row)).length;
    printer.json({
      replay_of: calculation.calculationId,
      calculation_id: result.id,
      host: server.url,
      engine_version_then: calculation.engineVersion ?? null,
      engine_version: engineVersion,
      inputs_from: found.from,
      inputs_proven: found.isProven,
      same: apart === 0,
      comparison: { ...options.tolerance, outputs: told.map((row) => COMPARISON.json(row)) },
    });
    printer.note(verdict(calculation, result.id, rows, apart, options.tolerance));
    return apart === 0 ? 'success' : 'resultsDiffer';
  } finally {
    sink.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function choose({ graph, shown }: OpenCrate, id: number | undefined): DescribedCalculation {
  const all = calculationsOf(graph);
  const named = id === undefined ? all : all.filter(({ calculationId }) => calculationId === id);
  const [first, ...others] = named;
  if (first !== undefined && others.length === 0) return first;
  const ids = all.map(({ calculationId }) => calculationId).join(', ');
  throw new UsageError(
    named.length === 0
      ? `${shown} describes no calculation${id === undefined ? '' : ` ${id}`}.`
      : `${shown} describes several calculations.`,
    { hint: `Name one with --calc: ${ids === '' ? 'there is none' : ids}.` },
  );
}

/** @returns the csv files to compare with. @throws ExportError where they are not those of the export any more. */
async function wholeTables(
  context: Context,
  { graph, folder, shown }: OpenCrate,
  { outputs, keptInputs }: DescribedCalculation,
): Promise<string[]> {
  const files = await verifyFolder(folder, graph, () => undefined, context.stopped);
  const ours = new Set(
    [...outputs, ...(keptInputs === undefined ? [] : [keptInputs])].map(({ name }) => name),
  );
  const wrong = files.filter(({ name, state }) => ours.has(name) && state !== 'same');
  if (wrong.length > 0)
    throw new ExportError(
      safeText(
        `${wrong.length} files of ${shown} are not as they were exported, ${wrong[0]?.name ?? ''} first.`,
      ),
      { hint: `See which: openquake verify ${shown}` },
    );
  const tables = outputs.filter(({ name }) => name.toLowerCase().endsWith('.csv'));
  if (tables.length > 0) return tables.map(({ name }) => join(folder, name));
  throw new ExportError(`${shown} holds no csv of that calculation, and nothing else can be compared.`, {
    hint: 'Export as csv: openquake export CALC DIR -e csv',
  });
}

async function hazardOf(
  context: Context,
  server: EngineServer,
  { hazardCalculationId, host }: DescribedCalculation,
  asked: string | undefined,
): Promise<number | undefined> {
  if (asked !== undefined) return (await selectCalculation(server, asked, context.stopped)).id;
  if (hazardCalculationId === undefined) return undefined;
  if ((await serverName(context, server)) === host) return hazardCalculationId;
  throw new UsageError(`It started from hazard calculation ${hazardCalculationId} of ${host}.`, {
    hint: 'Name the same hazard on this server with --hc CALC_ID.',
  });
}

/** The formats of the files that are there, those of the engine's own default first. */
function formatsOf({ outputs }: DescribedCalculation): string[] {
  const there = new Set(outputs.map(({ name }) => name.split('.').at(-1)?.toLowerCase() ?? ''));
  const first = DEFAULT_FORMATS.filter((format) => there.has(format));
  return [...first, ...[...there].filter((format) => !first.includes(format)).toSorted()];
}

function tellInputs({ printer }: Context, { shown }: OpenCrate, { from, job, isProven }: FoundJob): void {
  const where = {
    folder: `in ${shown}`,
    named: job.path,
    'this-machine': `${job.path}, where they were sent from`,
    server: "as they lie on the server's disk now",
  }[from];
  printer.note(
    safeText(
      `Inputs: ${where}${isProven ? ', each with the SHA-256 of then.' : '; that they are the same is not proved.'}`,
    ),
  );
}

async function compareWith(
  context: Context,
  { calculationId }: DescribedCalculation,
  tables: readonly string[],
  { id, exported }: OneResult,
  tolerance: Tolerance,
): Promise<OutputComparison[]> {
  const live = await context.printer.live('Comparing the results');
  try {
    const paths = (exported?.files ?? []).map(({ path }) => resolve(context.cwd, path));
    const all = await compareExports(
      { calculationId, paths: tables },
      { calculationId: id, paths },
      tolerance,
      context.stopped,
    );
    // Of a part of the outputs that part is compared.
    return all.filter(({ verdict: found }) => found !== 'only-right');
  } finally {
    live.stop();
  }
}

function verdict(
  { calculationId }: DescribedCalculation,
  id: number,
  rows: readonly OutputComparison[],
  apart: number,
  { rtol, atol }: Tolerance,
): string {
  const exact = rows.every((row) => row.verdict === 'identical');
  if (exact)
    return `Calculation ${id} gave the numbers of calculation ${calculationId}, all ${rows.length} outputs, digit by digit.`;
  return apart === 0
    ? `Calculation ${id} gave the numbers of calculation ${calculationId} within rtol ${rtol}, atol ${atol}.`
    : `${apart} of ${rows.length} outputs differ from those of calculation ${calculationId} beyond rtol ${rtol}, atol ${atol}.`;
}
