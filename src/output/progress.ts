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

/** @returns a live line on a terminal (drawn by ora, loaded only then), a silent one elsewhere. */
export async function startLiveLine(
  stream: OutputStream,
  text: string,
  coloured: boolean,
): Promise<LiveLine> {
  const raw = stream.raw;
  // A terminal that says it has no columns makes ora clear lines without end: megabytes of control characters.
  if (!stream.isTerminal || raw === undefined || stream.columns === 0) return deadLine(stream);
  const { default: ora } = await import('ora');
  // discardStdin would put the terminal in raw mode and swallow Ctrl-C.
  const spinner = ora({
    text,
    stream: raw,
    discardStdin: false,
    isEnabled: true,
    color: coloured ? 'cyan' : false,
  }).start();
  return {
    update: (next) => {
      spinner.text = next;
    },
    above: (line) => {
      spinner.clear();
      stream.write(`${line}\n`);
      spinner.render();
    },
    stop: () => void spinner.stop(),
  };
}
