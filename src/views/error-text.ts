import { InputError, OpenquakeError, RefusedJobError, ResultFileError } from '../errors.js';
import { exitCode } from '../exit-codes.js';
import { faultReportJson, faultsJson } from './fault-json.js';
import { faultCount, faultLines, type FaultLooks, PLAIN_LOOKS } from './fault-list.js';
import { safeText } from './safe-text.js';

/**
 * An error for people: what is wrong, then the next step. A fault of this program shows its stack, for the report.
 * @param hostWords `--host my-host` or `--profile lab` where it was typed: commands in a hint must repeat it to work when pasted.
 * @param looks of the stream that it is for; only the inputs of a job are coloured.
 */
export function describeError(error: unknown, hostWords: string, looks: FaultLooks = PLAIN_LOOKS): string {
  if (!(error instanceof OpenquakeError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `openquake: a fault in this program, please report it with the lines below\n${safeText(stack)}\n`;
  }
  const hint =
    error.hint === undefined
      ? ''
      : `  ${safeText(withHost(error.hint, hostWords)).replaceAll('\n', '\n  ')}\n`;
  if (error instanceof InputError) {
    // Of several jobs a later one may break while it is packed.
    const isUnsent = !('calculations' in error.facts || error instanceof ResultFileError);
    const sent = isUnsent ? ' Nothing was sent.' : '';
    return `${[...faultLines(error, looks), `${faultCount(error)}${sent}`].join('\n')}\n${hint}`;
  }
  const faults = error instanceof RefusedJobError ? error.faults : [];
  const places = faultLines({ faults, warnings: [] }, looks).map((line) => `${line}\n`);
  return `openquake: ${safeText(error.message)}\n${places.join('')}${hint}`;
}

/** Puts the host into every command line of a hint that lacks one. */
export function withHost(hint: string, hostWords: string): string {
  if (hostWords === '') return hint;
  return hint.replace(
    /\bopenquake (?=--(?!host\b|profile\b|help\b)|(?:logs|jobs|show|outputs|export|abort|delete|share|unshare|tags|open|login|logout|whoami)\b)/g,
    () => `openquake ${hostWords} `,
  );
}

/**
 * An error for `--json`: `{ "error": { kind, message, hint, exit_code, ... } }`.
 * @param hostWords as for {@link describeError}: a script may show the hint to somebody.
 */
export function errorJson(error: unknown, hostWords: string): Record<string, unknown> {
  if (!(error instanceof OpenquakeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { kind: 'internal', message, hint: null, exit_code: exitCode('internal') } };
  }
  const { kind, message, hint, exit, facts } = error;
  const shownHint = hint === undefined ? null : withHost(hint, hostWords);
  const report =
    error instanceof InputError
      ? faultReportJson(error)
      : error instanceof RefusedJobError
        ? faultsJson(error.faults)
        : {};
  return { error: { kind, message, hint: shownHint, exit_code: exitCode(exit), ...report, ...facts } };
}
