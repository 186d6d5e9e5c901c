import type { OutputStream } from './streams.js';

/** The few looks that the program uses. Each returns its text unchanged where colour is off. */
export interface Style {
  /** Whether anything is coloured. */
  readonly isColoured: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

/** The style without colour. */
export const plainStyle: Style = {
  isColoured: false,
  bold: same,
  dim: same,
  red: same,
  yellow: same,
  green: same,
  cyan: same,
};

/**
 * Whether text on `stream` may be coloured: `--no-color`, `NO_COLOR` and `TERM=dumb` say no,
 * `FORCE_COLOR`/`CLICOLOR_FORCE` say yes, otherwise a terminal decides.
 */
export function wantsColour(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  noColourFlag: boolean,
): boolean {
  if (noColourFlag) return false;
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? env['CLICOLOR_FORCE'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (env['TERM'] === 'dumb') return false;
  return stream.isTerminal;
}

/** @returns a style; chalk is loaded only where colour is wanted. */
export async function loadStyle(coloured: boolean): Promise<Style> {
  if (!coloured) return plainStyle;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    isColoured: true,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    red: (text) => chalk.red(text),
    yellow: (text) => chalk.yellow(text),
    green: (text) => chalk.green(text),
    cyan: (text) => chalk.cyan(text),
  };
}
