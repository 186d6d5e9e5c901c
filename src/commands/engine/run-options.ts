import { existsSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { parseParams } from '../../job/parameters.js';
import { LOG_LEVELS } from '../../views/log-line.js';
import { isSet, type RawCommand, readFormats, readHazardId, textFlag, textsFlag } from '../command.js';

/** A run, as asked for. */
export interface RunOptions {
  /** Job files or archives, in the order in which they run. */
  readonly paths: readonly string[];
  /** `--run-risk` wants to be told its hazard. */
  readonly needsHazard: boolean;
  /** An id, or a negative number that counts back from the last calculation. */
  readonly hazardCalculationId: number | undefined;
  /** Whether the later jobs start from the first. */
  readonly chained: boolean;
  readonly overrides: ReadonlyMap<string, string>;
  /** Formats to export in at the end, in order of priority; undefined for no export. */
  readonly formats: readonly string[] | undefined;
  readonly exportDir: string | undefined;
  readonly overwrite: boolean;
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
}

/** `--run-hazard INI`, `--run-risk INI`, `--run INI...` with their options. */
export function readRunOptions(raw: RawCommand): RunOptions {
  const hazard = textFlag(raw, 'runHazard');
  const risk = textFlag(raw, 'runRisk');
  const paths =
    hazard !== undefined
      ? [hazard]
      : risk !== undefined
        ? [risk]
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
  const chained = !isSet(raw, 'multi');
  if (detach && chained && paths.length > 1) {
    throw new UsageError('--detach leaves before the hazard of the second job exists.', {
      hint: 'Submit them one by one, or add --multi if they are independent.',
    });
  }
  return {
    paths,
    needsHazard: risk !== undefined,
    hazardCalculationId: readHazardId(raw),
    chained,
    overrides: parseParams(textsFlag(raw, 'param')),
    formats,
    exportDir,
    overwrite: isSet(raw, 'overwrite'),
    logFile: textFlag(raw, 'logFile'),
    logLevel: level,
    detach,
    dryRun: isSet(raw, 'dryRun'),
    preflight: !isSet(raw, 'noPreflight'),
    upload: isSet(raw, 'upload'),
    reuse: isSet(raw, 'reuse'),
  };
}

/** From 1.4 to 2.8 two jobs were written `haz.ini,risk.ini`; a file of that very name wins. */
function splitOldList(text: string): string[] {
  if (!text.includes(',') || existsSync(text)) return [text];
  return text
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
