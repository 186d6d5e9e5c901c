import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../context.js';
import { LocalFileError, UsageError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { type WrittenArchive, writeArchive } from '../job/archive/archive.js';
import type { JobInputs } from '../job/job-inputs.js';
import { parseParams } from '../job/parameters.js';
import { humanSize } from '../views/sizes.js';
import { ByteLine } from './byte-line.js';
import { expandHome, isSet, type RawCommand, readHazardId, textFlag, textsFlag } from './command.js';
import { readDespiteFaults, tellDryRun } from './dry-run.js';
import { knowledgeForAnyEngine } from './preflight-knowledge.js';
import { readJob } from './read-job.js';
import { showWarnings } from './show-warnings.js';

/** An archive, as asked for. */
interface ZipOptions {
  readonly jobPath: string;
  readonly output: string;
  /** The calculation that the job will start from: an id, or a negative number that counts back. */
  readonly hazardCalculation: string | undefined;
  readonly overrides: ReadonlyMap<string, string>;
  readonly overwrite: boolean;
  /** Only tell what would be in it. */
  readonly dryRun: boolean;
  /** Whether the contents of the files are checked, too. */
  readonly preflight: boolean;
}

/** The name that `oq zip` gives. */
const DEFAULT_OUTPUT = 'job.zip';

/** `openquake zip JOB_INI [-o OUT.zip] [--hc CALC_ID] [-p NAME=VALUE,...] [--overwrite] [--no-preflight]`. */
export function parse(raw: RawCommand): ZipOptions {
  const jobPath = raw.args[0] ?? '';
  if (/\.zip$/i.test(jobPath)) {
    throw new UsageError(`${jobPath} is an archive already.`, {
      hint: `Run it as it is: openquake --run ${jobPath}`,
    });
  }
  const output = textFlag(raw, 'output') ?? DEFAULT_OUTPUT;
  if (!/\.zip$/i.test(output)) {
    throw new UsageError(
      `--output must end in .zip, not "${output}": the engine tells an archive by its name.`,
    );
  }
  return {
    jobPath,
    output,
    hazardCalculation: readHazardId(raw),
    overrides: parseParams(textsFlag(raw, 'param')),
    overwrite: isSet(raw, 'overwrite'),
    dryRun: isSet(raw, 'dryRun'),
    preflight: !isSet(raw, 'noPreflight'),
  };
}

/** Writes the archive that a run would send. Asks a server only what it knows, and only one that was named. */
export async function run(options: ZipOptions, context: Context): Promise<ExitCodeName> {
  const { cwd } = context;
  const shown = expandHome(context, options.output);
  const target = resolve(cwd, shown);
  if (!options.dryRun) await mustBeFree(target, shown, options.overwrite);
  const { jobPath, overrides } = options;
  const preflight = options.preflight
    ? {
        knowledge: await knowledgeForAnyEngine(context),
        hasHazard: options.hazardCalculation !== undefined,
        willRun: false,
      }
    : undefined;
  const request = { path: jobPath, overrides, preflight };
  if (options.dryRun) {
    const { job, invalid } = await readDespiteFaults(context, request);
    await tellDryRun(context, job === undefined ? [] : [job], invalid === undefined ? [] : [invalid]);
    return 'success';
  }
  const job = await readJob(context, request);
  if (job.kind === 'zip') throw new UsageError(`${jobPath} is an archive already.`);
  showWarnings(context, job.warnings);
  mustNotBeAnInput(target, shown, job.inputs);
  const written = await packWithProgress(job.inputs, target, context);
  report(written, shown, job.inputs, options, context);
  return 'success';
}

/** Like `oq zip`, never replaces what it was not told to replace. */
async function mustBeFree(target: string, shown: string, overwrite: boolean): Promise<void> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined || (overwrite && there.isFile())) return;
  throw new LocalFileError(`${shown} ${there.isFile() ? 'exists already' : 'exists and is not a file'}.`, {
    hint: there.isFile()
      ? '--overwrite replaces it; -o writes the archive under another name.'
      : '-o writes the archive under another name.',
  });
}

/** A job may name zips of its own, and one may have the very name of the archive. */
function mustNotBeAnInput(target: string, shown: string, inputs: JobInputs): void {
  const isInput = inputs.files.some(
    ({ path, source }) => path === target || (source.kind === 'member' && source.zipPath === target),
  );
  if (!isInput) return;
  throw new UsageError(`${shown} is an input of the job.`, {
    hint: '-o writes the archive under another name.',
  });
}

async function packWithProgress(
  inputs: JobInputs,
  target: string,
  context: Context,
): Promise<WrittenArchive> {
  const live = await context.printer.live('Packing the inputs');
  try {
    const bytes = new ByteLine(live, context.clock);
    return await writeArchive(inputs, target, {
      onProgress: ({ doneBytes, totalBytes }) => {
        bytes.show(`Packing ${inputs.files.length} files`, doneBytes, totalBytes);
      },
      signal: context.stopped,
    });
  } finally {
    live.stop();
  }
}

function report(
  written: WrittenArchive,
  shown: string,
  inputs: JobInputs,
  options: ZipOptions,
  { printer }: Context,
): void {
  const { entries, sizeBytes, sha256 } = written;
  printer.json({
    path: written.path,
    entries,
    size_bytes: sizeBytes,
    unpacked_bytes: inputs.totalBytes,
    sha256,
    job_ini: inputs.files.find((file) => file.path === inputs.iniPath)?.name ?? inputs.jobIni,
  });
  printer.line(
    printer.mode.quiet
      ? shown
      : `${shown}: ${entries} entries, ${humanSize(sizeBytes)} (${humanSize(inputs.totalBytes)} unpacked), sha256 ${sha256}`,
  );
  const hazardId = options.hazardCalculation ?? numberIn(inputs);
  const hazard = hazardId === undefined ? '' : ` --hc ${hazardId}`;
  printer.note(`Run it: openquake --run ${shown}${hazard}`);
}

/** A `hazard_calculation_id` in the job file is without effect in an archive: it must be given with the run. */
function numberIn({ hazardCalculation }: JobInputs): number | undefined {
  return hazardCalculation?.kind === 'number' ? hazardCalculation.calculationId : undefined;
}
