import { cutTo } from '../fit-text.js';
import type { OutputStream } from './streams.js';

/** A line at the foot of the terminal that shows how far long work is. */
export interface LiveLine {
  /** Replaces the text of the line. */
  update(text: string): void;
  /** Writes a whole line above the live one. */
  above(text: string): void;
  /** Removes the line. */
  stop(): void;
}

/** In a pipe there is no live line: what goes above is written, what lives is not. */
function deadLine(stream: OutputStream): LiveLine {
  return { update: () => undefined, above: (text) => stream.write(`${text}\n`), stop: () => undefined };
}

/** What ora puts before the text: the spinner and a blank; and one column stays free, where some terminals wrap already. */
const SPINNER_COLUMNS = 3;

/** Cuts each line of a text so that it does not wrap: a live line that wraps is not removed whole. */
export function fitColumns(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const room = Math.max(1, columns - SPINNER_COLUMNS);
  return text
    .split('\n')
    .map((line) => cutTo(line, room).text)
    .join('\n');
}

/**
 * @param moves whether the terminal can move its cursor (`TERM=dumb` cannot).
 * @returns a live line on a terminal (drawn by ora, loaded only then), a silent one elsewhere.
 */
export async function startLiveLine(
  stream: OutputStream,
  text: string,
  coloured: boolean,
  moves: boolean,
): Promise<LiveLine> {
  const raw = stream.raw;
  // A terminal that says it has no columns makes ora clear lines without end: megabytes of control characters.
  if (!moves || !stream.isTerminal || raw === undefined || stream.columns === 0) return deadLine(stream);
  const { default: ora } = await import('ora');
  const fit = (whole: string): string => fitColumns(whole, stream.columns);
  // discardStdin would put the terminal in raw mode and swallow Ctrl-C.
  const spinner = ora({
    text: fit(text),
    stream: raw,
    discardStdin: false,
    isEnabled: true,
    color: coloured ? 'cyan' : false,
  }).start();
  return {
    update: (next) => {
      spinner.text = fit(next);
    },
    above: (line) => {
      spinner.clear();
      stream.write(`${line}\n`);
      spinner.render();
    },
    stop: () => void spinner.stop(),
  };
}
