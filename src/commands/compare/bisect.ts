import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import type { ExitCodeName } from '../../exit-codes.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { agrees, compareExports, type ExportedTables } from '../../services/compare-exports.js';
import { type Culprit, isolateChanges } from '../../services/compare/isolate-changes.js';
import {
  changesBetween,
  type JobChange,
  type LaidOutJob,
  layOut,
  writeVariant,
} from '../../services/compare/job-variants.js';
import { makeScratchFolder } from '../../services/scratch-folder.js';
import { hazardCalculationOf, prepareJob } from '../../services/submit-job.js';
import { type Bisection, bisectionJson, bisectionLines, changeLine } from '../../views/bisection.js';
import { type RawCommand, readInteger, textFlag } from '../command.js';
import { readTolerances } from '../engine/compare-options.js';
import { openLogSink } from '../engine/log-sink.js';
import { readRunOptions, type RunOptions } from '../engine/run-options.js';
import { runSeveral } from '../engine/run-several.js';
import { askWhoAnswers } from '../engine/who-answers.js';
import { findComparedJob } from './find-compared-job.js';

interface BisectOptions {
  readonly from: string;
  readonly to: string;
  readonly maxRuns: number;
  readonly tolerance: Tolerance;
  readonly run: RunOptions;
}

const DEFAULT_RUNS = 20;

/** No more runs are allowed. */
class OutOfRuns extends Error {}

/** `openquake bisect A B [--max-runs N]` with options of a run. */
export function parse(raw: RawCommand): BisectOptions {
  const flags = Object.fromEntries(Object.entries(raw.flags).filter(([name]) => !/^[ra]tol$/.test(name)));
  const [from = '', to = ''] = raw.args;
  for (const flag of ['param', 'exports', 'exportDir', 'detach', 'dryRun', 'compare'])
    if (flags[flag] !== undefined) throw new UsageError(`--${flag} is not for bisect.`);
  const maxRuns = textFlag(raw, 'maxRuns');
  const allowed = maxRuns === undefined ? DEFAULT_RUNS : readInteger(maxRuns, '--max-runs');
  if (allowed < 2) throw new UsageError('--max-runs is at least 2: both jobs are run.');
  return {
    ...{ from, to, maxRuns: allowed, tolerance: readTolerances(raw) },
    run: { ...readRunOptions({ args: [from], flags }), formats: ['csv'], reuse: true },
  };
}

/** Finds which of the changes from one job to another move the result, by running what lies between. */
export async function run(options: BisectOptions, context: Context): Promise<ExitCodeName> {
  const { printer, stopped } = context;
  const scratch = await makeScratchFolder('bisect');
  const sink = openLogSink(context, options.run.logFile, options.run.logLevel);
  try {
    const sides: LaidOutJob[] = [];
    for (const [nth, word] of [options.from, options.to].entries()) {
      const found = join(scratch, `found-${nth}`);
      await mkdir(found);
      sides.push(
        await layOut(await findComparedJob(context, word, found), join(scratch, `side-${nth}`), stopped),
      );
    }
    const [from, to] = sides;
    if (from === undefined || to === undefined) throw new Error('two jobs were laid out');
    const changes = changesBetween(from, to);
    for (const change of changes) printer.note(changeLine(change));
    if (changes.length === 0) {
      printer.line('The two jobs have the same parameters and inputs.');
      printer.json(bisectionJson(noneOf(options)));
      return 'success';
    }
    const plan = `${changes.length} changes; at most ${options.maxRuns} runs on ${(await context.engine()).url}, each as long as the job takes. Runs that are complete already are taken again.`;
    if (!(await context.confirm({ text: `${plan} Go on?`, yesInCi: false }))) return 'success';
    const search = new Search(options, context, scratch, from, to, sink);
    const told = await search.find(changes);
    for (const line of bisectionLines(told)) printer.line(line);
    printer.json(bisectionJson(told));
    return told.isComplete ? 'success' : 'incompleteResults';
  } finally {
    sink.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function noneOf({ tolerance, maxRuns }: BisectOptions): Bisection {
  return {
    changes: [],
    culprits: [],
    distance: 0,
    runs: 0,
    maxRuns,
    tolerance,
    isComplete: true,
    explainsAll: true,
  };
}

/** One search: which sets of changes were run, and what came out. */
class Search {
  readonly #done = new Map<string, ExportedTables | undefined>();
  #runs = 0;

  constructor(
    private readonly options: BisectOptions,
    private readonly context: Context,
    private readonly scratch: string,
    private readonly from: LaidOutJob,
    private readonly to: LaidOutJob,
    private readonly sink: ReturnType<typeof openLogSink>,
  ) {}

  async find(changes: readonly JobChange[]): Promise<Bisection> {
    const { tolerance, maxRuns } = this.options;
    const distance = await this.#between([], changes);
    const told = { changes, distance, maxRuns, tolerance };
    let culprits: Culprit<JobChange>[] = [];
    try {
      culprits = await isolateChanges(changes, async (subset) => (await this.#between([], subset)) > 0);
      const all = culprits.flatMap((culprit) => culprit.changes);
      const rest = culprits.length === 0 ? 0 : await this.#between(all, changes);
      const shares: { changes: readonly JobChange[]; distance: number }[] = [];
      for (const culprit of culprits)
        shares.push({ changes: culprit.changes, distance: await this.#between([], culprit.changes) });
      return { ...told, culprits: shares, runs: this.#runs, isComplete: true, explainsAll: rest === 0 };
    } catch (error) {
      if (!(error instanceof OutOfRuns)) throw error;
      return { ...told, culprits: [], runs: this.#runs, isComplete: false, explainsAll: false };
    }
  }

  /** @returns how far two variants lie apart: the largest relative distance of a cell beyond the tolerance; 0 for none. */
  async #between(one: readonly JobChange[], other: readonly JobChange[]): Promise<number> {
    const [left, right] = [await this.#result(one), await this.#result(other)];
    // What does not run moves the result as far as can be.
    if (left === undefined || right === undefined) return left === right ? 0 : Number.POSITIVE_INFINITY;
    const outputs = await compareExports(left, right, this.options.tolerance, this.context.stopped);
    return outputs
      .filter((output) => !agrees(output))
      .reduce((most, { tables }) => {
        const isShape = tables === undefined || tables.cellsBeyond === 0;
        return Math.max(
          most,
          isShape ? Number.POSITIVE_INFINITY : (tables.maxRelative ?? Number.POSITIVE_INFINITY),
        );
      }, 0);
  }

  async #result(changes: readonly JobChange[]): Promise<ExportedTables | undefined> {
    const key = changes
      .map(({ kind, name }) => `${kind} ${name}`)
      .toSorted()
      .join('\n');
    if (this.#done.has(key)) return this.#done.get(key);
    if (this.#runs >= this.options.maxRuns) throw new OutOfRuns();
    this.#runs += 1;
    const { context } = this;
    const folder = join(this.scratch, `variant-${this.#runs}`);
    const path = await writeVariant(this.from, this.to, changes, folder);
    const job = await prepareJob(
      { path, cwd: folder, overrides: new Map(), preflight: undefined },
      context.stopped,
    );
    const server = await context.engine();
    const engineVersion = await askWhoAnswers(context, server);
    const label = `run ${this.#runs}, A with ${changes.length} changes`;
    const world = { ...context, globals: { ...context.globals, noCrate: true } };
    const task = {
      ...{ label, context: world, server },
      options: { ...this.options.run, exportDir: join(this.scratch, `results-${this.#runs}`) },
      question: { job, hazardCalculationId: hazardCalculationOf(job, undefined), engineVersion },
    };
    const { exit, ends } = await runSeveral(world, [task], 1, this.sink, false);
    const result = ends[0]?.result;
    context.stopped.throwIfAborted();
    const tables =
      exit !== 'success' || result === undefined
        ? undefined
        : {
            calculationId: result.id,
            paths: (result.exported?.files ?? []).map((file) => resolve(context.cwd, file.path)),
          };
    this.#done.set(key, tables);
    return tables;
  }
}
