import { shownCharacters } from '../../../shown-characters.js';

/** Bits of the dots of a braille character, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;
/** The right half of a wide letter: nothing is written for it. */
const COVERED = '\u0000';

/** Dots that a character is wide and high. */
export const DOTS_WIDE = 2;
export const DOTS_HIGH = 4;

/** @returns the column that holds the dot of a part, 0 to 1, of all columns; a fraction tells where in it. */
export function columnOf(part: number, columns: number): number {
  return (part * (columns * DOTS_WIDE - 1) + 0.5) / DOTS_WIDE;
}

/** @returns the row, from the top, that holds the dot of a part, 0 to 1 from the bottom; a fraction tells where in it. */
export function rowOf(part: number, rows: number): number {
  return ((1 - part) * (rows * DOTS_HIGH - 1) + 0.5) / DOTS_HIGH;
}

/** What stands in one place. */
interface Cell {
  dots: number;
  /** Stands above dots; empty where there is none. */
  text: string;
  /** Select Graphic Rendition; empty for the terminal's own. */
  code: string;
  /** Stands where nothing else does. */
  back: string;
  backCode: string;
}

/** A field of characters to draw on; the first row is on top. */
export class Canvas {
  readonly #cells: Cell[];

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.#cells = Array.from({ length: columns * rows }, () => ({
      dots: 0,
      text: '',
      code: '',
      back: '',
      backCode: '',
    }));
  }

  /** Sets a dot; outside nothing happens. */
  dot(x: number, y: number, code: string): void {
    const cell = this.#at(Math.floor(x / DOTS_WIDE), Math.floor(y / DOTS_HIGH));
    if (cell === undefined) return;
    cell.dots |= DOTS[y % DOTS_HIGH]?.[x % DOTS_WIDE] ?? 0;
    if (cell.text === '') cell.code = code;
  }

  /** Sets the dots between two, both of them too. Ends may lie outside. */
  line(x0: number, y0: number, x1: number, y1: number, code: string): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
    for (let step = 0; step <= steps; step += 1) {
      const [x, y] = [
        Math.round(x0 + ((x1 - x0) * step) / steps),
        Math.round(y0 + ((y1 - y0) * step) / steps),
      ];
      if (x >= 0 && y >= 0) this.dot(x, y, code);
    }
  }

  /** Puts a character of one column; outside nothing happens. */
  put(column: number, row: number, text: string, code: string): void {
    const cell = this.#at(column, row);
    if (cell === undefined) return;
    cell.text = text;
    cell.code = code;
  }

  /** The same below whatever else is drawn there. */
  back(column: number, row: number, text: string, code: string): void {
    const cell = this.#at(column, row);
    if (cell === undefined) return;
    cell.back = text;
    cell.backCode = code;
  }

  /** Puts a text, as {@link put} does or {@link back}; wide letters take two columns. */
  write(column: number, row: number, text: string, code: string, how: 'put' | 'back' = 'put'): void {
    let at = column;
    for (const { shown: letter, width } of shownCharacters(text)) {
      this[how](at, row, letter, code);
      if (width === 2) this[how](at + 1, row, COVERED, code);
      at += width;
    }
  }

  /** @returns the rows as text; with colour each run of one code between its sequences. */
  lines(isColoured: boolean): string[] {
    return Array.from({ length: this.rows }, (_unused, row) => {
      let line = '';
      let open = '';
      for (let column = 0; column < this.columns; column += 1) {
        const cell = this.#at(column, row);
        const text = cell === undefined ? ' ' : shown(cell);
        const code = text === ' ' || !isColoured || cell === undefined ? '' : codeOf(cell);
        if (code !== open && text !== ' ') {
          line += (open === '' ? '' : '\u001b[0m') + (code === '' ? '' : `\u001b[${code}m`);
          open = code;
        }
        if (text !== COVERED) line += text;
      }
      return open === '' ? line.trimEnd() : `${line.trimEnd()}\u001b[0m`;
    });
  }

  #at(column: number, row: number): Cell | undefined {
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return undefined;
    return this.#cells[row * this.columns + column];
  }
}

function shown({ text, dots, back }: Cell): string {
  if (text !== '') return text;
  if (dots !== 0) return String.fromCodePoint(BRAILLE + dots);
  return back === '' ? ' ' : back;
}

function codeOf({ text, dots, code, backCode }: Cell): string {
  return text === '' && dots === 0 ? backCode : code;
}
