import { UsageError } from '../../errors.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { isSet, type RawCommand, textFlag } from '../command.js';

/**
 * Numbers that the engine prints have five to seven digits: this is ten times the last of five. Which machine and which release
 * of a library computed them moves less.
 */
const DEFAULT_RTOL = 1e-4;
/** Probabilities and losses below it are noise of the sums that they come from. */
const DEFAULT_ATOL = 1e-9;

/** What of the run decides whether a comparison makes sense. */
interface RunParts {
  readonly formats: readonly string[] | undefined;
  readonly detach: boolean;
  /** One job, or jobs that start from the first. */
  readonly chained: boolean;
}

/**
 * `--compare [--rtol R] [--atol A]`.
 * @returns undefined where nothing is to be compared.
 * @throws UsageError
 */
export function readCompare(raw: RawCommand, { formats, detach, chained }: RunParts): Tolerance | undefined {
  const given = ['rtol', 'atol'].find((name) => textFlag(raw, name) !== undefined);
  if (!isSet(raw, 'compare')) {
    if (given === undefined) return undefined;
    throw new UsageError(`--${given} goes with --compare.`, {
      hint: 'openquake --host A,B --compare --run job.ini',
    });
  }
  if (detach) throw new UsageError('--compare waits for the results, --detach does not: give one of them.');
  if (isSet(raw, 'dryRun'))
    throw new UsageError('--compare runs the job on several hosts, --dry-run on none: give one of them.');
  if (!chained) {
    throw new UsageError('--compare takes one job, or several that start from the first.', {
      hint: 'For independent jobs, one line each; hazard and risk on it: openquake run hazard.ini risk.ini --chain --host A,B --compare',
    });
  }
  if (textFlag(raw, 'hazardCalculationId') !== undefined) {
    throw new UsageError(
      '--hazard-calculation-id names a calculation of one server, and there are several.',
      {
        hint: 'Run hazard and risk on each: openquake run hazard.ini risk.ini --chain --host A,B --compare',
      },
    );
  }
  if (formats !== undefined && formats[0] !== 'csv') {
    throw new UsageError('--compare reads csv: --exports must begin with it.', {
      hint: 'Leave --exports out, or give --exports csv,xml.',
    });
  }
  return readTolerances(raw);
}

/** `--rtol R --atol A`, for commands that compare in any case. @throws UsageError */
export function readTolerances(raw: RawCommand): Tolerance {
  return { rtol: readTolerance(raw, 'rtol', DEFAULT_RTOL), atol: readTolerance(raw, 'atol', DEFAULT_ATOL) };
}

function readTolerance(raw: RawCommand, name: 'rtol' | 'atol', fallback: number): number {
  const text = textFlag(raw, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`--${name} takes a number from 0 on, such as 1e-3, not "${text}".`);
}
