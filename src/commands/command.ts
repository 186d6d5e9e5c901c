import type { Context } from '../context.js';
import { UsageError } from '../errors.js';
import type { ExitCodeName } from '../exit-codes.js';
import { parseSelector } from '../services/selectors.js';

/** What the command line says of one command: words and flags as typed, flags keyed in camelCase. */
export interface RawCommand {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** A verb in two halves: `parse` turns words into options and knows flags, `run` does the work and knows none. */
export interface Command<Options> {
  /** @throws UsageError */
  parse(raw: RawCommand): Options;
  /** @returns the row of the exit-code table; errors thrown on purpose carry their own. */
  run(options: Options, context: Context): Promise<ExitCodeName>;
}

/** @returns the text of a flag, or undefined when it was not given. */
export function textFlag(raw: RawCommand, name: string): string | undefined {
  const value = raw.flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** @returns the texts of a flag that takes several, or that was given several times. */
export function textsFlag(raw: RawCommand, name: string): readonly string[] {
  const value = raw.flags[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** @returns whether a flag without a value was given. */
export function isSet(raw: RawCommand, name: string): boolean {
  return raw.flags[name] === true;
}

/**
 * @param what the argument, e.g. `CALC_ID of --list-outputs`.
 * @returns the word for one calculation: an id, `last`, `-1`, `@tag`; see services/selectors.ts.
 * @throws UsageError when it names none, or several.
 */
export function readCalculation(word: string | undefined, what: string): string {
  parseSelector(word, what);
  return word ?? '';
}

/**
 * @returns a whole number from the command line.
 * @throws UsageError when it is none.
 */
export function readInteger(text: string | undefined, what: string): number {
  if (text !== undefined && /^-?\d{1,15}$/.test(text.trim())) return Number(text);
  throw new UsageError(`${what} must be a whole number, not "${text ?? ''}".`);
}

/**
 * @returns the word for the calculation of `--hc`; undefined where it was not given.
 * @throws UsageError for a file, and for what names no calculation.
 */
export function readHazardId(raw: RawCommand): string | undefined {
  const text = textFlag(raw, 'hazardCalculationId');
  if (text === undefined) return undefined;
  if (/\.(ini|hdf5)$/i.test(text)) {
    throw new UsageError(
      `--hazard-calculation-id ${text}: a file can only be followed by an engine on this machine.`,
      {
        hint: `Give the id of a calculation on the server; or run both jobs: openquake --run ${text.replace(/\.hdf5$/i, '.ini')} JOB_INI`,
      },
    );
  }
  return readCalculation(text, '--hazard-calculation-id');
}

/**
 * @returns the two values of flags like `--export-outputs CALC_ID DIR`.
 * @throws UsageError when there are not exactly two.
 */
export function readPair(raw: RawCommand, name: string, usage: string): readonly [string, string] {
  const [first, second, ...rest] = textsFlag(raw, name);
  if (first === undefined || second === undefined || rest.length > 0) {
    throw new UsageError(`Two values are needed: ${usage}`);
  }
  return [first, second];
}

/** @returns the formats of `--exports csv,xml`, in order of priority; or what `--output-type` of 0.6 to 0.8 means. */
export function readFormats(raw: RawCommand): readonly string[] | undefined {
  const outputType = textFlag(raw, 'outputType');
  if (outputType !== undefined && outputType !== 'db' && outputType !== 'xml') {
    throw new UsageError(`--output-type was db or xml, not "${outputType}".`, {
      hint: 'Today the formats are named by --exports, for example --exports csv,xml.',
    });
  }
  const text = textFlag(raw, 'exports') ?? (outputType === 'xml' ? 'xml' : undefined);
  if (text === undefined) return undefined;
  const formats = text
    .split(',')
    .map((format) => format.trim().toLowerCase())
    .filter((format) => format !== '');
  const wrong = formats.find((format) => !/^[a-z0-9]+$/.test(format));
  if (wrong !== undefined || formats.length === 0) {
    throw new UsageError(`--exports takes formats such as csv,xml,npz, not "${text}".`);
  }
  return formats;
}

/** @returns a path that the user typed with a leading `~` written out, as the engine does. */
export function expandHome(context: Pick<Context, 'homeDir'>, path: string): string {
  return path.replace(/^~(?=$|\/)/, context.homeDir);
}
