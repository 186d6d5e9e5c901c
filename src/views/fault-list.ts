import type { InputFault } from '../errors.js';
import { showExcerpt } from './excerpt-lines.js';
import { safeLine } from './safe-text.js';
import { wrapWords } from './wrap-words.js';

/** What is told of a job's inputs. */
export interface FaultReport {
  readonly faults: readonly InputFault[];
  readonly warnings: readonly InputFault[];
}

/** How a list of faults looks. */
export interface FaultLooks {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  /** Columns of the terminal; where there is none, those of a usual one. */
  readonly columns?: number | undefined;
}

const same = (text: string): string => text;

/** The looks without colour. */
export const PLAIN_LOOKS: FaultLooks = { bold: same, dim: same, red: same, yellow: same, cyan: same };

const USUAL_COLUMNS = 100;

/**
 * Every fault with its place, its line and a caret, what is wrong and how to mend it: by file in the order in which
 * the files were first told of, by line within, warnings after.
 */
export function faultLines({ faults, warnings }: FaultReport, looks: FaultLooks): string[] {
  return [
    ...inOrder(faults).flatMap((fault) => describe(fault, 'error', looks)),
    ...inOrder(warnings).flatMap((fault) => describe(fault, 'warning', looks)),
  ];
}

/** `3 errors, 1 warning in 2 files.` */
export function faultCount({ faults, warnings }: FaultReport): string {
  const files = new Set([...faults, ...warnings].map(({ file }) => file)).size;
  const counts = [
    ...(faults.length > 0 ? [plural(faults.length, 'error')] : []),
    ...(warnings.length > 0 ? [plural(warnings.length, 'warning')] : []),
  ];
  return `${counts.join(', ')} in ${plural(files, 'file')}.`;
}

/** @returns faults grouped by file, and by place within each. */
export function inOrder(faults: readonly InputFault[]): InputFault[] {
  const files = [...new Set(faults.map(({ file }) => file))];
  const at = ({ line = 0, column = 0 }: InputFault): readonly [number, number] => [line, column];
  return files.flatMap((file) =>
    faults
      .filter((fault) => fault.file === file)
      .sort((left, right) => at(left)[0] - at(right)[0] || at(left)[1] - at(right)[1]),
  );
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function describe(fault: InputFault, severity: 'error' | 'warning', looks: FaultLooks): string[] {
  const { file, line, column, message, fix } = fault;
  const parts = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  // A line that begins with :: would be a command to the runner of GitHub, which reads stdout too.
  const place = safeLine(parts.join(':'));
  const head = `${looks.bold(place)}: ${severity === 'error' ? looks.red(severity) : looks.yellow(severity)}: `;
  const said = wrapped(message, `${place}: ${severity}: `.length, looks);
  const mend = fix === undefined ? [] : [`  ${looks.cyan('fix:')} ${wrapped(fix, '  fix: '.length, looks)}`];
  return [`${head}${said}`, ...excerptOf(fault, looks), ...mend];
}

/** In a pipe a message stays on its line, so that it can be searched for. */
function wrapped(text: string, before: number, { columns }: FaultLooks): string {
  return wrapWords(safeLine(text), columns ?? Number.POSITIVE_INFINITY, 2, before);
}

function excerptOf(fault: InputFault, looks: FaultLooks): string[] {
  const { excerpt, line } = fault;
  if (excerpt === undefined || excerpt.text.trim() === '') return [];
  const number = String(line ?? '').padStart(5);
  const columns = (looks.columns ?? USUAL_COLUMNS) - number.length - 3;
  const { line: text, caretIndent } = showExcerpt(excerpt, fault, columns);
  const bar = looks.dim('|');
  const caret =
    caretIndent === undefined
      ? []
      : [`${' '.repeat(number.length)} ${bar} ${' '.repeat(caretIndent)}${looks.bold(looks.red('^'))}`];
  return [`${looks.dim(number)} ${bar} ${text}`, ...caret];
}
