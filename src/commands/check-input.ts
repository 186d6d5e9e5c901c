import type { Context } from '../context.js';
import { InputError, type InputFault } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { parseParams } from '../job/parameters.js';
import type { PreparedJob } from '../services/submit-job.js';
import { faultCount, faultLines, plural } from '../views/fault-list.js';
import { faultReportJson } from '../views/fault-json.js';
import { annotationPlaces, githubAnnotations } from '../views/github-annotations.js';
import { safeLine } from '../views/safe-text.js';
import { humanSize } from '../views/sizes.js';
import { isSet, type RawCommand, readHazardId, textsFlag } from './command.js';
import { knowledgeForAnyEngine } from './preflight-knowledge.js';
import { readJob } from './read-job.js';

interface CheckInputOptions {
  readonly paths: readonly string[];
  readonly overrides: ReadonlyMap<string, string>;
  /** A hazard calculation will be given; which one does not matter here. */
  readonly hasHazard: boolean;
  /** A warning counts as an error. */
  readonly strict: boolean;
}

/** `openquake check-input JOB_INI... [--hc ID] [-p NAME=VALUE]`. */
export function parse(raw: RawCommand): CheckInputOptions {
  return {
    paths: raw.args,
    overrides: parseParams(textsFlag(raw, 'param')),
    hasHazard: readHazardId(raw) !== undefined,
    strict: isSet(raw, 'strict'),
  };
}

/** What came out for one job. */
interface CheckedJob {
  readonly path: string;
  readonly faults: readonly InputFault[];
  readonly warnings: readonly InputFault[];
  /** Undefined where it has faults. */
  readonly job: PreparedJob | undefined;
}

/** Checks each job on its own and tells all that is wrong; the verdict is the result, so it goes to stdout. */
export async function run(options: CheckInputOptions, context: Context): Promise<ExitCodeName> {
  const { printer } = context;
  const knowledge = await knowledgeForAnyEngine(context);
  const places = annotationPlaces(context);
  const checked: CheckedJob[] = [];
  for (const path of options.paths) {
    const found = await checkOne(path, options, context, knowledge);
    const job = options.strict ? withoutMercy(found) : found;
    checked.push(job);
    for (const line of faultLines(job, printer.looks.stdout)) printer.line(line);
    if (job.job !== undefined) printer.line(verdict(job, job.job));
    if (places !== undefined) for (const line of githubAnnotations(job, places)) printer.command(line);
  }
  const all = {
    faults: checked.flatMap(({ faults }) => faults),
    warnings: checked.flatMap(({ warnings }) => warnings),
  };
  if (all.faults.length > 0) {
    printer.line(`${faultCount(all)} Nothing was sent.`);
    printer.note(`Held to ${knowledge.of}; --host or --engine-version name another.`);
  }
  printer.json({ held_to: knowledge.of, jobs: checked.map(jobJson) });
  return all.faults.length > 0 ? 'invalidInput' : 'success';
}

/** `--strict`: what is a warning to others is an error. */
function withoutMercy({ path, faults, warnings, job }: CheckedJob): CheckedJob {
  return {
    path,
    faults: [...faults, ...warnings],
    warnings: [],
    job: warnings.length === 0 ? job : undefined,
  };
}

async function checkOne(
  path: string,
  { overrides, hasHazard }: CheckInputOptions,
  context: Context,
  knowledge: Awaited<ReturnType<typeof knowledgeForAnyEngine>>,
): Promise<CheckedJob> {
  try {
    const job = await readJob(context, {
      path,
      overrides,
      preflight: { knowledge, hasHazard, willRun: false },
    });
    return { path, faults: [], warnings: job.warnings, job };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { path, faults: error.faults, warnings: error.warnings, job: undefined };
  }
}

function verdict({ path, warnings }: CheckedJob, job: PreparedJob): string {
  const { files, bytes } = extent(job);
  const careful = warnings.length === 0 ? '' : `, ${plural(warnings.length, 'warning')}`;
  return `${safeLine(path)}: no errors${careful} (${plural(files, 'file')}, ${humanSize(bytes)})`;
}

function extent(job: PreparedJob): { readonly files: number; readonly bytes: number } {
  return { files: job.inputs?.files.length ?? 0, bytes: job.inputs?.totalBytes ?? 0 };
}

function jobJson(checked: CheckedJob): Record<string, unknown> {
  const { path, job } = checked;
  const size = job === undefined ? undefined : extent(job);
  return {
    path,
    valid: job !== undefined,
    ...faultReportJson(checked),
    files: size?.files ?? null,
    total_bytes: size?.bytes ?? null,
  };
}
