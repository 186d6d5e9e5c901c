import { UsageError } from '../../errors.js';
import { LOG_LEVELS } from '../../views/log-line.js';
import { isSet, type RawCommand, readCalculation, textFlag } from '../command.js';
import { type Moment, readMoment } from '../../durations.js';

/** What `logs` is asked for. */
export interface LogsOptions {
  /** A selector of one calculation. */
  readonly word: string;
  readonly follow: boolean;
  readonly tail: number | undefined;
  readonly since: Moment | undefined;
  readonly pattern: RegExp | undefined;
  readonly level: string;
}

/**
 * Reads `logs CALC_ID [--follow] [--tail N] [--since WHEN] [--grep REGEX] [--level LEVEL]`.
 * @throws UsageError
 */
export function readLogsOptions(raw: RawCommand): LogsOptions {
  const since = textFlag(raw, 'since');
  return {
    word: readCalculation(raw.args[0], 'CALC_ID'),
    follow: isSet(raw, 'follow'),
    tail: readTail(textFlag(raw, 'tail')),
    since: since === undefined ? undefined : readMoment(since, '--since'),
    pattern: readPattern(textFlag(raw, 'grep')),
    level: readLevel(raw),
  };
}

function readTail(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  throw new UsageError(`--tail takes a number of rows, not "${text}".`);
}

function readPattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'u');
  } catch {
    // Escapes that a shell's grep forgives ("\-") are faults in a Unicode pattern only.
  }
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new UsageError(`--grep ${text}: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
      hint: 'It is a regular expression as JavaScript knows them: --grep "submitted|queued".',
    });
  }
}

/** The verb's own word and the engine's flag mean the same; the verb's wins. */
function readLevel(raw: RawCommand): string {
  const text = textFlag(raw, 'level') ?? textFlag(raw, 'logLevel');
  const level = text?.toLowerCase() ?? 'debug';
  if (LOG_LEVELS.includes(level)) return level;
  throw new UsageError(`There is no log level "${text ?? ''}".`, {
    hint: `Levels: ${LOG_LEVELS.join(', ')}.`,
  });
}
