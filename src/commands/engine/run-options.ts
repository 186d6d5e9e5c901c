import { existsSync } from 'node:fs';
import { normalize } from 'node:path';
import { UsageError } from '../../errors.js';
import { parseParams } from '../../job/parameters.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { LOG_LEVELS } from '../../views/log-line.js';
import { readCompare } from './compare-options.js';
import { isSet, type RawCommand, readFormats, readHazardId, textFlag, textsFlag } from '../command.js';

/** A run, as asked for. */
export interface RunOptions {
  /** Job files or archives, in the order in which they run. */
  readonly paths: readonly string[];
  /** `--run-risk` wants to be told its hazard. */
  readonly needsHazard: boolean;
  /** As the user names it. */
  readonly hazardCalculation: string | undefined;
  /** Whether the later jobs start from the first; else they are independent and run at once. */
  readonly chained: boolean;
  /** How many independent jobs are under way at a time. */
  readonly concurrency: number;
  readonly overrides: ReadonlyMap<string, string>;
  /** Formats to export in at the end, in order of priority; undefined for no export. */
  readonly formats: readonly string[] | undefined;
  readonly exportDir: string | undefined;
  readonly overwrite: boolean;
  /** Whether the inputs are put into the export folder, packed. */
  readonly keepInputs: boolean;
  readonly logFile: string | undefined;
  readonly logLevel: string;
  readonly detach: boolean;
  /** Only tell what would be sent. */
  readonly dryRun: boolean;
  /** Whether the job is checked beyond what packing it needs. */
  readonly preflight: boolean;
  /** Whether the inputs are sent even to a server that could read them in place. */
  readonly upload: boolean;
  /** Whether an earlier calculation of the same may stand for this one. */
  readonly reuse: boolean;
  /** How the results of several hosts are compared; undefined for a run on one. */
  readonly compare: Tolerance | undefined;
}

/** `--run-hazard INI`, `--run-risk INI`, `--run INI...` with their options. */
export function readRunOptions(raw: RawCommand): RunOptions {
  // Flags without a verb leave no words.
  const isVerb = raw.args.length > 0;
  const hazard = textFlag(raw, 'runHazard');
  const risk = textFlag(raw, 'runRisk');
  const paths =
    hazard !== undefined
      ? [hazard]
      : risk !== undefined
        ? [risk]
        : isVerb
          ? raw.args
          : textsFlag(raw, 'run').flatMap(splitOldList);
  const level = textFlag(raw, 'logLevel')?.toLowerCase() ?? 'info';
  if (!LOG_LEVELS.includes(level)) {
    throw new UsageError(`--log-level is debug, info, warn, error or critical, not "${level}".`);
  }
  const formats = readFormats(raw);
  const exportDir = textFlag(raw, 'exportDir');
  if (exportDir !== undefined && formats === undefined) {
    throw new UsageError('--export-dir says where, but nothing is to be exported.', {
      hint: 'Add the formats, for example --exports csv.',
    });
  }
  if (isSet(raw, 'upload') && isSet(raw, 'inPlace')) {
    throw new UsageError('--upload sends everything, --in-place nothing: give one of them.');
  }
  const detach = isSet(raw, 'detach');
  if (detach && formats !== undefined) {
    throw new UsageError('--detach leaves before there is anything to export.', {
      hint: 'Export later: openquake --export-outputs CALC_ID DIR',
    });
  }
  const chained = isVerb ? isSet(raw, 'chain') : !isSet(raw, 'multi');
  if (isVerb && chained && isSet(raw, 'multi'))
    throw new UsageError('--chain starts the later jobs from the first, --multi does not: give one of them.');
  if (!chained) refuseTwice(paths);
  const isTable = isSet(raw, 'compare') || (!chained && paths.length > 1);
  const shape = ['columns', 'format'].find((name) => textFlag(raw, name) !== undefined);
  if (shape !== undefined && !isTable) {
    throw new UsageError(`--${shape} shapes lists, and one run gives none.`, {
      hint: 'Take --json, or run several: openquake run *.ini --columns job,status',
    });
  }
  if (detach && chained && paths.length > 1) {
    throw new UsageError('--detach leaves before the hazard of the second job exists.', {
      hint: 'Submit them one by one, or if they are independent: openquake run JOB_INI... --detach',
    });
  }
  return {
    paths,
    needsHazard: risk !== undefined,
    hazardCalculation: readHazardId(raw),
    chained,
    concurrency: readConcurrency(textFlag(raw, 'concurrency')),
    overrides: parseParams(textsFlag(raw, 'param')),
    formats,
    exportDir,
    overwrite: isSet(raw, 'overwrite'),
    keepInputs: readKeepInputs(raw, formats !== undefined),
    logFile: textFlag(raw, 'logFile'),
    logLevel: level,
    detach,
    dryRun: isSet(raw, 'dryRun'),
    preflight: !isSet(raw, 'noPreflight'),
    upload: isSet(raw, 'upload'),
    reuse: isSet(raw, 'reuse'),
    compare: readCompare(raw, { formats, detach, chained: chained || paths.length === 1 }),
  };
}

function readKeepInputs(raw: RawCommand, exports: boolean): boolean {
  if (!isSet(raw, 'keepInputs')) return false;
  if (!exports && !isSet(raw, 'compare'))
    throw new UsageError('--keep-inputs puts the inputs beside the results, but nothing is to be exported.', {
      hint: 'Add the formats, for example --exports csv.',
    });
  if (isSet(raw, 'noCrate'))
    throw new UsageError('--keep-inputs needs the description that --no-crate leaves out: give one of them.');
  return true;
}

/** As many as a small server works at without one starving the other; the others would only wait there. */
const DEFAULT_CONCURRENCY = 4;

function readConcurrency(text: string | undefined): number {
  if (text === undefined) return DEFAULT_CONCURRENCY;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--concurrency takes a number of jobs from 1 to 9999, not "${text}".`);
}

/** Independent jobs of the same file would be the same calculation twice: two patterns that overlap. */
function refuseTwice(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const name = normalize(path);
    if (seen.has(name))
      throw new UsageError(`${path} is given twice; it would run twice.`, { hint: 'Give each job once.' });
    seen.add(name);
  }
}

/** From 1.4 to 2.8 two jobs were written `haz.ini,risk.ini`; a file of that very name wins. */
function splitOldList(text: string): string[] {
  if (!text.includes(',') || existsSync(text)) return [text];
  return text
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
