import { UsageError } from '../errors.js';
import { harmlessJson } from '../harmless-text.js';
import type { Column, Listing } from '../listing.js';
import { type RowWriter, rowWriter, unknownColumn } from './rows.js';
import { type LiveLine, startLiveLine } from './progress.js';
import type { OutputStream, Streams } from './streams.js';
import { plainStyle, type Style } from './style.js';
import { renderTable } from './table.js';

/** A style, and the width of the terminal that it is for. */
interface Look extends Style {
  /** Undefined where there is no terminal. */
  readonly columns: number | undefined;
  /** Height of the terminal, where it says so. */
  readonly rows: number | undefined;
}

/** How the user wants to be spoken to; set once by the global options. */
export interface OutputMode {
  /** stdout holds JSON and nothing else: one value, or with `jsonl` one value a line. */
  readonly json: boolean;
  readonly jsonl: boolean;
  /** Keys of the columns asked for, in that order. */
  readonly columns: readonly string[] | undefined;
  readonly format: 'csv' | 'tsv' | undefined;
  /** Only results and errors; no notes, no log. */
  readonly quiet: boolean;
}

/** How people see all rows together, where no columns were asked for: the engine's own look, head and all. */
interface WholeText<Row> {
  whole(rows: readonly Row[]): readonly string[];
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
  /** The result as JSON, on stdout; with `--jsonl` on one line, a list on one line each. Nothing outside JSON mode. */
  json(value: unknown): void;
  /**
   * Rows on stdout, as `--json`, `--jsonl`, `--quiet`, `--columns` and `--format` want them.
   * @param line how people see a row where no columns were asked for; a table when left out.
   * @throws UsageError for a column that there is not.
   */
  rows<Row>(listing: Listing<Row>, line?: (row: Row) => string): RowWriter<Row>;
  /** Waits until the result so far is out. @returns false when nobody takes any more of it. */
  isTaken(): Promise<boolean>;
  /** The same for rows that are all there; people may see them with a head of their own. */
  list<Row>(
    listing: Listing<Row>,
    rows: readonly Row[],
    plain?: ((row: Row) => string) | WholeText<Row>,
  ): Promise<void>;
  /** A table on stdout. Nothing in JSON mode. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void>;
  /** A line for people, on stderr; silent with --quiet. */
  note(text: string): void;
  /** A line for people, on stderr, always. */
  warn(text: string): void;
  /** A line that looks as it should already, on stderr, always. */
  drawn(text: string): void;
  /** A line that a CI runner obeys, on stderr, always. */
  command(line: string): void;
  /** The looks of each stream, for text that is coloured in parts. */
  readonly looks: { readonly stdout: Look; readonly stderr: Look };
  /** Opens a live line on stderr; notes and warnings appear above it until it is stopped. */
  live(text: string): Promise<LiveLine>;
}

/**
 * @param style the looks of stderr: warnings stand out, where colour is wanted.
 * @param resultStyle the looks of stdout.
 * @param moves whether the terminal of stderr can move its cursor.
 * @returns the printer of a program run.
 */
export function createPrinter(
  streams: Streams,
  mode: OutputMode,
  style: Style,
  resultStyle: Style = plainStyle,
  moves = true,
): Printer {
  let open: LiveLine | undefined;
  const err: OutputStream = streams.stderr;
  const say = (text: string): void => {
    if (open === undefined) err.write(`${text}\n`);
    else open.above(text);
  };
  /** Where both streams are the same screen, a result must not be written into the live line. */
  const result = (text: string): void => {
    if (open !== undefined && err.isTerminal && streams.stdout.isTerminal)
      open.above(text.replace(/\n$/, ''));
    else streams.stdout.write(text);
  };
  const rows = <Row>(listing: Listing<Row>, line?: (row: Row) => string): RowWriter<Row> => {
    const unknown = unknownColumn(listing, mode.columns);
    if (unknown !== undefined) {
      const there = listing.columns.map(({ key }) => key).join(', ');
      throw new UsageError(`There is no column "${unknown}".`, { hint: `Columns: ${there}.` });
    }
    return rowWriter(listing, { ...mode, width: streams.stdout.columns }, result, line);
  };
  return {
    mode,
    rows,
    isTaken: async () => streams.stdout.isTaken(),
    list: async (listing, all, plain) => {
      const writer = rows(listing, typeof plain === 'function' ? plain : undefined);
      const isPlain = !mode.json && !mode.quiet && mode.format === undefined && mode.columns === undefined;
      if (typeof plain === 'object' && isPlain) {
        for (const text of plain.whole(all)) streams.stdout.write(`${text}\n`);
        return;
      }
      for (const row of all) writer.add(row);
      await writer.end();
    },
    drawsLive: err.isTerminal && moves && !mode.quiet,
    line: (text) => {
      if (!mode.json) result(`${text}\n`);
    },
    id: (calculationId) => {
      if (mode.quiet && !mode.json) streams.stdout.write(`${calculationId}\n`);
    },
    json: (value) => {
      if (!mode.json) return;
      if (!mode.jsonl) streams.stdout.write(`${harmlessJson(value, 2)}\n`);
      else
        for (const row of Array.isArray(value) ? (value as unknown[]) : [value]) {
          streams.stdout.write(`${harmlessJson(row)}\n`);
        }
    },
    table: async (columns, rows) => {
      if (!mode.json) streams.stdout.write(`${renderTable(columns, rows, streams.stdout.columns)}\n`);
    },
    note: (text) => {
      if (!mode.quiet) say(text);
    },
    warn: (text) => say(style.yellow(text)),
    drawn: say,
    command: (line) => (err.command ?? err.write)(`${line}\n`),
    looks: {
      stdout: lookOf(streams.stdout, resultStyle),
      stderr: lookOf(err, style),
    },
    live: async (text) => {
      if (mode.quiet) return { update: () => undefined, above: say, stop: () => undefined };
      const line = await startLiveLine(err, text, style.isColoured, moves);
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

/** The size is asked anew each time: windows change. */
function lookOf(stream: OutputStream, style: Style): Look {
  return {
    ...style,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.raw?.rows;
    },
  };
}
