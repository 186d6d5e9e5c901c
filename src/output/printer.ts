import { type LiveLine, startLiveLine } from './progress.js';
import type { OutputStream, Streams } from './streams.js';
import { plainStyle, type Style } from './style.js';
import { type Column, renderTable } from './table.js';

/** A style, and the width of the terminal that it is for. */
interface Look extends Style {
  /** Undefined where there is no terminal. */
  readonly columns: number | undefined;
}

/** How the user wants to be spoken to; set once by the global options. */
export interface OutputMode {
  /** stdout holds exactly one JSON value. */
  readonly json: boolean;
  /** Only results and errors; no notes, no log. */
  readonly quiet: boolean;
}

/**
 * The one place that writes to the terminal. stdout is the result, everything else goes to stderr.
 * Commands hand over data; how it looks is decided here and in the views.
 */
export interface Printer {
  readonly mode: OutputMode;
  /** Whether live lines are really drawn: on a terminal that was not asked to be quiet. */
  readonly drawsLive: boolean;
  /** A line of the result, on stdout. Nothing in JSON mode. */
  line(text: string): void;
  /** The id of a calculation that was submitted, on stdout at once: with --quiet only, others read it in a note. */
  id(calculationId: number): void;
  /** The result as JSON, on stdout. Nothing outside JSON mode. */
  json(value: unknown): void;
  /** A table on stdout. Nothing in JSON mode. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void>;
  /** A line for people, on stderr; silent with --quiet. */
  note(text: string): void;
  /** A line for people, on stderr, always. */
  warn(text: string): void;
  /** A line that looks as it should already, on stderr, always. */
  drawn(text: string): void;
  /** The looks of each stream, for text that is coloured in parts. */
  readonly looks: { readonly stdout: Look; readonly stderr: Look };
  /** Opens a live line on stderr; notes and warnings appear above it until it is stopped. */
  live(text: string): Promise<LiveLine>;
}

/**
 * @param style the looks of stderr: warnings stand out, where colour is wanted.
 * @param resultStyle the looks of stdout.
 * @returns the printer of a program run.
 */
export function createPrinter(
  streams: Streams,
  mode: OutputMode,
  style: Style,
  resultStyle: Style = plainStyle,
): Printer {
  let open: LiveLine | undefined;
  const err: OutputStream = streams.stderr;
  const say = (text: string): void => {
    if (open === undefined) err.write(`${text}\n`);
    else open.above(text);
  };
  return {
    mode,
    drawsLive: err.isTerminal && !mode.quiet,
    line: (text) => {
      if (!mode.json) streams.stdout.write(`${text}\n`);
    },
    id: (calculationId) => {
      if (mode.quiet && !mode.json) streams.stdout.write(`${calculationId}\n`);
    },
    json: (value) => {
      if (mode.json) streams.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    table: async (columns, rows) => {
      if (!mode.json) streams.stdout.write(`${await renderTable(columns, rows)}\n`);
    },
    note: (text) => {
      if (!mode.quiet) say(text);
    },
    warn: (text) => say(style.yellow(text)),
    drawn: say,
    looks: {
      stdout: { ...resultStyle, columns: streams.stdout.columns },
      stderr: { ...style, columns: err.columns },
    },
    live: async (text) => {
      if (mode.quiet) return { update: () => undefined, above: say, stop: () => undefined };
      const line = await startLiveLine(err, text, style.isColoured);
      open = line;
      return {
        ...line,
        stop: () => {
          line.stop();
          if (open === line) open = undefined;
        },
      };
    },
  };
}
