const [QUOTE, COMMA, LF, CR] = [0x22, 0x2c, 0x0a, 0x0d];

/** Where the cells of some rows begin and end. */
export interface CellBounds {
  /** Start and end of each cell in turn, row by row; the quotes around a cell belong to it. */
  bounds: Uint32Array;
  rows: number;
  /** Bytes that the rows take, line ends included: the rest is the start of a row that goes on. */
  taken: number;
}

/** What is wrong with a row. */
export interface RowFault {
  /** Byte where the row begins. */
  readonly at: number;
  /** Cells of it; undefined where a quote is opened and not closed. */
  readonly cells: number | undefined;
}

/**
 * Finds the cells of all whole rows in `bytes[0..end)`: RFC 4180 with CR LF or LF, line ends within quotes, and empty lines passed
 * over. Nothing is copied.
 * @param columns cells that each row must have.
 * @param isLast whether the file ends here, so that the last row needs no line end.
 * @param into is filled; its array grows as needed and is kept for the next call.
 * @returns the first row that is broken; what was found before it is in `into`.
 */
export function splitCells(
  bytes: Uint8Array,
  end: number,
  columns: number,
  isLast: boolean,
  into: CellBounds,
): RowFault | undefined {
  let { bounds } = into;
  let [at, rowAt, filled, rows] = [0, 0, 0, 0];
  const room = columns * 2;
  into.rows = 0;
  into.taken = 0;
  while (at < end) {
    if (filled + room > bounds.length) {
      const larger = new Uint32Array(Math.max(1024, bounds.length * 2, filled + room));
      larger.set(bounds);
      bounds = into.bounds = larger;
    }
    let cells = 0;
    let isDone = false;
    while (!isDone) {
      const start = at;
      if (at < end && bytes[at] === QUOTE) {
        at = behindQuotes(bytes, at, end);
        if (at < 0) return isLast ? { at: rowAt, cells: undefined } : undefined;
      }
      // Commas and line ends are smaller than anything else that is frequent.
      let byte = 0;
      for (; at < end; at += 1) {
        byte = bytes[at] as number;
        if (byte <= COMMA && (byte === COMMA || byte === LF)) break;
      }
      if (at >= end) {
        if (!isLast) return undefined;
        isDone = true;
      }
      isDone ||= byte === LF;
      const cellEnd = isDone && at > start && bytes[at - 1] === CR ? at - 1 : at;
      if (cells < columns) {
        bounds[filled + cells * 2] = start;
        bounds[filled + cells * 2 + 1] = cellEnd;
      }
      cells += 1;
      at += 1;
      if (isDone && cells === 1 && cellEnd === start) cells = 0;
    }
    if (cells !== 0) {
      if (cells !== columns) return { at: rowAt, cells };
      filled += room;
      rows += 1;
      into.rows = rows;
    }
    rowAt = Math.min(at, end);
    into.taken = rowAt;
  }
  return undefined;
}

/** @returns the byte behind the closing quote; -1 where there is none. */
function behindQuotes(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0 || at >= end) return -1;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) return at + 1;
    at += 2;
  }
}
