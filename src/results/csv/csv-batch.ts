import { csvFault } from './csv-fault.js';
import { readNumberInto } from './number-bytes.js';
import type { CellBounds } from './split-cells.js';

const [QUOTE, LF] = [0x22, 0x0a];

/** Some rows of a table, as they stand in the file; cells become text or numbers when they are asked for. */
export class CsvBatch {
  readonly #number = new Float64Array(1);

  constructor(
    private readonly file: string,
    private readonly columns: readonly string[],
    private readonly bytes: Buffer,
    private readonly cells: Readonly<CellBounds>,
    /** Line of the file that the bytes begin with, 1-based. */
    private readonly firstLine: number,
  ) {}

  /** How many rows there are. */
  get rows(): number {
    return this.cells.rows;
  }

  /** @returns a cell without its quotes. */
  text(row: number, column: number): string {
    const at = (row * this.columns.length + column) * 2;
    const [start, end] = [this.cells.bounds[at] as number, this.cells.bounds[at + 1] as number];
    const text = this.bytes.toString('utf8', start, end);
    return this.bytes[start] === QUOTE && end > start ? unquoted(text) : text;
  }

  /** @returns every cell of a row, without quotes. */
  row(row: number): string[] {
    return this.columns.map((_, column) => this.text(row, column));
  }

  /** @throws InputError with file and line where the cell is no number. */
  number(row: number, column: number): number {
    this.#read(row, column, this.#number, 0);
    return this.#number[0] as number;
  }

  /**
   * Reads a column into an array, from `into[at]` on in steps of `step`.
   * @throws InputError with file and line where a cell is no number.
   */
  numbers(column: number, into: Float64Array, at = 0, step = 1): void {
    for (let row = 0, to = at; row < this.cells.rows; row += 1, to += step) this.#read(row, column, into, to);
  }

  /** The bytes of a cell with the quotes around it: for who compares without making texts of them. */
  span(
    row: number,
    column: number,
  ): { readonly bytes: Buffer; readonly start: number; readonly end: number } {
    const at = (row * this.columns.length + column) * 2;
    return {
      bytes: this.bytes,
      start: this.cells.bounds[at] as number,
      end: this.cells.bounds[at + 1] as number,
    };
  }

  /** @returns the 1-based line of the file that a row begins on. */
  line(row: number): number {
    return this.firstLine + countLines(this.bytes, this.cells.bounds[row * this.columns.length * 2] ?? 0);
  }

  #read(row: number, column: number, into: Float64Array, to: number): void {
    const at = (row * this.columns.length + column) * 2;
    const [start, end] = [this.cells.bounds[at] as number, this.cells.bounds[at + 1] as number];
    const quotes = this.bytes[start] === QUOTE && end - start > 1 ? 1 : 0;
    if (readNumberInto(this.bytes, start + quotes, end - quotes, into, to)) return;
    const text = this.text(row, column);
    const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    throw csvFault(
      this.file,
      this.line(row),
      text === ''
        ? `${this.name(column)} is empty, a number is needed`
        : `${this.name(column)} is "${shown}", which is no number`,
    );
  }

  private name(column: number): string {
    return `"${this.columns[column] ?? String(column + 1)}"`;
  }
}

function unquoted(text: string): string {
  const closed = text.lastIndexOf('"');
  const inner = text.slice(1, closed === 0 ? undefined : closed);
  return inner.replaceAll('""', '"') + (closed === 0 ? '' : text.slice(closed + 1));
}

/** @returns how many lines end before a byte. */
export function countLines(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}
