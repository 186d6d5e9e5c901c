import { UsageError } from '../../errors.js';
import type { Tolerance } from '../../results/compare/comparison.js';
import { isSet, type RawCommand, readCalculation, textFlag, textsFlag } from '../command.js';

/**
 * Numbers that the engine prints have five to seven digits: this is ten times the last of six. The engine's own tests take 1e-4 to
 * 1e-6 of the number, and the same again in its unit, for whole files (docs/results.md).
 */
const DEFAULT_RTOL = 1e-5;
/** Probabilities and losses below it are noise of the sums that they come from. */
const DEFAULT_ATOL = 1e-8;

/** A tolerance of some outputs; what it leaves open is that of all. */
interface OutputTolerance {
  /** Name of an output or of its expected file; `*` stands for any letters. */
  readonly pattern: RegExp;
  readonly rtol: number;
  readonly atol: number | undefined;
}

/** What is held against what is expected. */
type CheckSource =
  /** Jobs to run, the later ones on the hazard of the first. */
  | { readonly kind: 'jobs' }
  /** A calculation of the server, as the user names it. */
  | { readonly kind: 'calculation'; readonly word: string }
  /** A folder with exports. */
  | { readonly kind: 'folder'; readonly folder: string };

/** `openquake check`, as asked for. */
export interface CheckOptions {
  readonly source: CheckSource;
  readonly expectFolder: string;
  readonly toleranceOf: (output: string) => Tolerance;
  readonly strict: boolean;
  readonly update: boolean;
  /** Where the JUnit report goes. */
  readonly junit: string | undefined;
}

/**
 * `openquake check [JOB_INI...|DIR] --expect DIR [--calc CALC]` and its flags.
 * @throws UsageError
 */
export function readCheckOptions(raw: RawCommand): CheckOptions {
  const expectFolder = textFlag(raw, 'expect');
  if (expectFolder === undefined || expectFolder === '')
    throw new UsageError('--expect is missing: the folder with the expected tables.', {
      hint: 'openquake check job.ini --expect expected; with --update the folder is filled.',
    });
  return {
    source: readSource(raw),
    expectFolder,
    toleranceOf: readTolerances(raw),
    strict: isSet(raw, 'strict'),
    update: isSet(raw, 'update'),
    junit: textFlag(raw, 'junit'),
  };
}

function readSource(raw: RawCommand): CheckSource {
  const word = textFlag(raw, 'calc');
  const [first, ...more] = raw.args;
  if (word !== undefined) {
    if (first === undefined) return { kind: 'calculation', word: readCalculation(word, '--calc') };
    throw new UsageError(
      `--calc ${word} names what is to be checked, and so does ${first}: give one of them.`,
    );
  }
  if (first === undefined)
    throw new UsageError('What is to be checked? A job, a calculation or a folder with its exports.', {
      hint: 'openquake check job.ini --expect DIR; openquake check --calc CALC --expect DIR; openquake check RESULTS_DIR --expect DIR',
    });
  const isJob = (path: string): boolean => /\.(?:ini|zip)$/i.test(path);
  if ([first, ...more].every(isJob)) return { kind: 'jobs' };
  if (more.length === 0 && !isJob(first)) return { kind: 'folder', folder: first };
  throw new UsageError('check takes job files, or one folder with exports.', {
    hint: 'Hazard and risk on it: openquake check hazard.ini risk.ini --expect DIR',
  });
}

function readTolerances(raw: RawCommand): (output: string) => Tolerance {
  const all: Tolerance = {
    rtol: readNumber('--rtol', textFlag(raw, 'rtol')) ?? DEFAULT_RTOL,
    atol: readNumber('--atol', textFlag(raw, 'atol')) ?? DEFAULT_ATOL,
  };
  const own = textsFlag(raw, 'perOutput').map(readOutputTolerance);
  return (output) => {
    // The last that fits counts, as with flags that are given twice.
    const found = own.findLast(({ pattern }) => pattern.test(output));
    return found === undefined ? all : { rtol: found.rtol, atol: found.atol ?? all.atol };
  };
}

function readOutputTolerance(text: string): OutputTolerance {
  const cut = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(0, cut)).replace(/\.csv$/i, '');
  const [rtol, atol, more] = text.slice(cut + 1).split(',');
  if (name === '' || more !== undefined)
    throw new UsageError(`--per-output takes NAME=RTOL or NAME=RTOL,ATOL, not "${text}".`, {
      hint: "For example --per-output 'hazard_curve-*=1e-4' --per-output avg_losses-mean=1e-3,10",
    });
  const letters = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return {
    pattern: new RegExp(`^${letters.join('.*')}$`, 'i'),
    rtol: readNumber(`--per-output ${name}`, rtol ?? '') ?? DEFAULT_RTOL,
    atol: readNumber(`--per-output ${name}`, atol),
  };
}

function readNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`${flag} takes a number from 0 on, such as 1e-3, not "${text}".`);
}
