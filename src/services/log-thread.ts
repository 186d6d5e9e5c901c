import { LOG_PAGE_ROWS, logPageRows } from '../engine/log.js';
import type { EngineServer } from '../engine/server.js';
import type { LogRow } from '../engine/types.js';
import { UnreachableError } from '../errors.js';

/** A row of a log with its place: 0-based, the same for ever. */
export interface NumberedRow {
  readonly ordinal: number;
  readonly row: LogRow;
}

export type LogSource = Pick<EngineServer, 'logPage'>;

/** The server's log is not, or no longer, the one whose rows were read before. */
export class LogContradictedError extends UnreachableError {
  override readonly kind = 'log-contradicted';
}

/** Rows that are compared once more at the end; of a longer log these last ones. */
const PROVED_ROWS = 10_000;

/**
 * Reads a log piece by piece so that each row comes once: every page begins with the last row that is known, and is
 * believed only where that row is still the same. So a page from a stale cache, of another calculation (a database
 * that was replaced) or in another order is noticed before any of its rows is handed out.
 */
export class LogThread {
  /** Ordinal of the first row that was not handed out. */
  #next: number;
  /** The last rows that are known, the newest last. */
  #kept: LogRow[] = [];
  /** Rows that came in full pages, one behind the other; a page that fails is tried again as a short one. */
  #inOneGo = 0;
  /** Rows before this one were read and compared a second time. */
  #proved = 0;

  /** @param start ordinal of the first row wanted; the one before it is asked for only to hold on to. */
  constructor(
    readonly server: LogSource,
    readonly id: number,
    start: number,
  ) {
    this.#next = start;
  }

  /** How many rows lie behind: those handed out, and those before the start. */
  get next(): number {
    return this.#next;
  }

  /**
   * Reads one page.
   * @returns its new rows, and whether the log may go on behind it.
   * @throws LogContradictedError; then nothing was handed out, and another try may find the right page.
   */
  async page(signal?: AbortSignal): Promise<{ readonly rows: NumberedRow[]; readonly goesOn: boolean }> {
    const start = Math.max(0, this.#next - 1);
    const wanted = logPageRows(this.#inOneGo);
    const inOneGo = this.#inOneGo;
    this.#inOneGo = 0;
    // One that sends more than it was asked for has not read the question: what is beyond is asked for again.
    const page = (await this.server.logPage(this.id, start, signal, wanted)).slice(0, wanted);
    if (this.#kept.length > 0) this.#compare(page, start, 1);
    else if (this.#next > 0) this.#kept = page.slice(0, 1);
    const fresh = page.slice(this.#next - start);
    const rows = fresh.map((row, index) => ({ ordinal: this.#next + index, row }));
    this.#next += fresh.length;
    this.#kept.push(...fresh);
    if (this.#kept.length > PROVED_ROWS + LOG_PAGE_ROWS)
      this.#kept.splice(0, this.#kept.length - PROVED_ROWS);
    const goesOn = page.length === wanted;
    if (goesOn) this.#inOneGo = inOneGo + wanted;
    return { rows, goesOn };
  }

  /**
   * Reads again what was handed out (of a long log its last 10,000 rows) and compares it row by row. A try after one that
   * broke off goes on where that one stood: on a bad line no long log would ever be read in one go.
   * @returns how many rows the server holds by now: as many as were read, or some more.
   * @throws LogContradictedError when it holds fewer or other ones.
   */
  async prove(signal?: AbortSignal): Promise<number> {
    const first = this.#next - this.#kept.length;
    for (let inOneGo = 0; ; ) {
      const start = Math.max(first, this.#proved);
      const wanted = logPageRows(inOneGo);
      const page = (await this.server.logPage(this.id, start, signal, wanted)).slice(0, wanted);
      this.#compare(page, start, Math.min(wanted, this.#next - start));
      inOneGo += wanted;
      this.#proved = Math.min(this.#next, start + page.length);
      if (page.length < wanted || start + page.length > this.#next) return start + page.length;
    }
  }

  /** Holds the first `count` rows of a page, which begins at `start`, to what is known. */
  #compare(page: readonly LogRow[], start: number, count: number): void {
    const knownFrom = this.#next - this.#kept.length;
    if (page.length < count) {
      throw this.#contradiction(
        start + page.length,
        `it has ${start + page.length} rows${page.length === 0 && start > 0 ? ' or less' : ''} where ${this.#next} were read`,
      );
    }
    for (let index = 0; index < count; index += 1) {
      const known = this.#kept[start + index - knownFrom];
      const row = page[index];
      if (known === undefined || row === undefined || isSame(known, row)) continue;
      throw this.#contradiction(start + index, `row ${start + index + 1} is another than before`);
    }
  }

  #contradiction(ordinal: number, how: string): LogContradictedError {
    return new LogContradictedError(
      `The server contradicts itself in the log of calculation ${this.id}: ${how}.`,
      {
        facts: { calculation_id: this.id, row: ordinal + 1, rows_read: this.#next },
      },
    );
  }
}

function isSame(one: LogRow, other: LogRow): boolean {
  return (
    one.message === other.message &&
    one.time === other.time &&
    one.level === other.level &&
    one.process === other.process
  );
}
