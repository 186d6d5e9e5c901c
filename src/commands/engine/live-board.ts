import type { LiveLine } from '../../output/progress.js';

/** One live line for each job under way, below a line that sums up. */
export interface LiveBoard {
  /** Replaces the line that sums up. */
  sum(text: string): void;
  /** @returns the live line of one job; it leaves the board when it is stopped. */
  row(text: string): LiveLine;
  stop(): void;
}

/** Terminals that do not say how high they are. */
const USUAL_ROWS = 24;
/** The shell's own line, and a line to see what is written above. */
const SPARE_ROWS = 2;

/**
 * @param live the one live line of the program: it may hold several rows.
 * @param height of the terminal, asked at each drawing, for windows change.
 */
export function liveBoard(live: LiveLine, height: () => number | undefined): LiveBoard {
  let summary = '';
  const rows = new Map<symbol, string>();
  const draw = (): void => {
    const room = (height() ?? USUAL_ROWS) - SPARE_ROWS;
    live.update(boardLines(summary, [...rows.values()], room).join('\n'));
  };
  return {
    sum(text) {
      summary = text;
      draw();
    },
    row(text) {
      const key = Symbol('row');
      const set = (next: string): void => {
        rows.set(key, next);
        draw();
      };
      set(text);
      return {
        update: set,
        above: (line) => live.above(line),
        stop: () => {
          if (rows.delete(key)) draw();
        },
      };
    },
    stop: () => live.stop(),
  };
}

/** @returns the rows of a board, cut to the height, with a word on the rest; the live line cuts each to the width. */
export function boardLines(summary: string, rows: readonly string[], height: number): string[] {
  const oneLine = (text: string): string => text.replace(/ ?\n\s*/g, ' ');
  const room = Math.max(1, height - 1);
  const fitting = rows.length <= room ? rows : rows.slice(0, Math.max(0, room - 1));
  const rest = rows.length - fitting.length;
  return [
    oneLine(summary),
    ...fitting.map((text) => `  ${oneLine(text)}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
