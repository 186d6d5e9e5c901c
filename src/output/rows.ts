import { harmlessJson, harmlessText } from '../harmless-text.js';
import type { Listing, ListingColumn } from '../listing.js';
import { renderTable } from './table.js';

/** How rows are wanted, as the global options say it. */
export interface RowsMode {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  /** Keys of the columns that were asked for, in that order. */
  readonly columns: readonly string[] | undefined;
  /** `csv` or `tsv` with raw values under the columns' keys. */
  readonly format: 'csv' | 'tsv' | undefined;
  /** Columns of the terminal that people read it on. */
  readonly width?: number | undefined;
}

/** Takes rows one by one and writes them as wanted: at once where it can, at the end where it must. */
export interface RowWriter<Row> {
  add(row: Row): void;
  end(): Promise<void>;
}

/**
 * @param write writes a text to stdout as it is.
 * @param line how people see a row where no columns were asked for (the engine's own look); a table when left out.
 * @throws Error for a column that the listing does not have; see {@link unknownColumn} to ask before.
 */
export function rowWriter<Row>(
  listing: Listing<Row>,
  mode: RowsMode,
  write: (text: string) => void,
  line?: (row: Row) => string,
): RowWriter<Row> {
  const columns = chosenColumns(listing, mode.columns);
  const factsOf = (row: Row) => listing.facts?.(row) ?? listing.json(row);
  const pick = (row: Row): Readonly<Record<string, unknown>> => {
    if (mode.columns === undefined) return listing.json(row);
    const facts = factsOf(row);
    return Object.fromEntries(columns.map(({ key }) => [key, facts[key] ?? null]));
  };
  if (mode.jsonl) return atOnce((row) => write(`${harmlessJson(pick(row))}\n`));
  if (mode.json) return jsonList(pick, write);
  if (mode.format !== undefined) {
    const delimited = mode.format === 'csv' ? csvLine : tsvLine;
    write(delimited(columns.map(({ key }) => key)));
    return atOnce((row) => {
      const facts = factsOf(row);
      write(delimited(columns.map(({ key }) => flat(facts[key]))));
    });
  }
  if (mode.quiet) return atOnce((row) => write(`${listing.id(row)}\n`));
  if (line !== undefined && mode.columns === undefined) return atOnce((row) => write(`${line(row)}\n`));
  return atTheEnd((rows) => {
    if (rows.length > 0) write(`${renderTable(columns, rows, mode.width)}\n`);
  });
}

/** @returns the first of the keys that no column has. */
export function unknownColumn<Row>(
  listing: Pick<Listing<Row>, 'columns'>,
  keys: readonly string[] | undefined,
): string | undefined {
  return keys?.find((key) => !listing.columns.some((column) => column.key === key));
}

function chosenColumns<Row>(
  listing: Listing<Row>,
  asked: readonly string[] | undefined,
): ListingColumn<Row>[] {
  const keys = asked ?? listing.shown ?? listing.columns.map(({ key }) => key);
  return keys.map((key) => {
    const column = listing.columns.find((row) => row.key === key);
    if (column === undefined) throw new Error(`There is no column "${key}".`);
    return column;
  });
}

function atOnce<Row>(add: (row: Row) => void): RowWriter<Row> {
  return { add, end: async () => Promise.resolve() };
}

function atTheEnd<Row>(finish: (rows: readonly Row[]) => void | Promise<void>): RowWriter<Row> {
  const rows: Row[] = [];
  return { add: (row) => void rows.push(row), end: async () => finish(rows) };
}

/** Characters of text that are held in one piece. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * One value, so it is written at the end, when nothing can fail any more: on stdout stands a list or an error, and
 * never half a list. A million rows are held as text outside of the heap, a third of what they take as objects.
 */
function jsonList<Row>(
  pick: (row: Row) => Readonly<Record<string, unknown>>,
  write: (text: string) => void,
): RowWriter<Row> {
  const pieces: Buffer[] = [];
  let text = '[';
  let isEmpty = true;
  return {
    add(row) {
      text += `${isEmpty ? '' : ','}\n${harmlessJson(pick(row), 2).replace(/^/gm, '  ')}`;
      isEmpty = false;
      if (text.length < PIECE_CHARACTERS) return;
      pieces.push(Buffer.from(text));
      text = '';
    },
    end: async () => {
      for (const piece of pieces) write(piece.toString());
      write(`${text}${isEmpty ? '' : '\n'}]\n`);
      return Promise.resolve();
    },
  };
}

/**
 * A fact as one cell: lists are joined by blanks, nothing is an empty cell. What a terminal would obey is written out
 * here too, for these lists are looked at; the exact text is in `--json`.
 */
function flat(value: unknown): string {
  if (typeof value === 'string') return harmlessText(value.replaceAll('\r\n', '\n'));
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(flat).join(' ') : harmlessJson(value);
}

/** RFC 4180, with the line end of Unix tools. */
function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\n`;
}

/** Tabs and line ends inside a cell become their escapes, so that `cut` and `while read` can trust the shape. */
function tsvLine(cells: readonly string[]): string {
  const escaped = cells.map((cell) =>
    cell.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'),
  );
  return `${escaped.join('\t')}\n`;
}
