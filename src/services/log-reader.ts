import type { EngineServer } from '../engine/server.js';
import type { NumberedRow } from './log-thread.js';
import { readLogTail, storedRows } from './stored-log.js';

/** Reads a log piece by piece: its last rows at first, then what came since. */
export class LogReader {
  #next: number | undefined;

  /** @param lastRows how many rows the first piece has at most. */
  constructor(
    readonly server: Pick<EngineServer, 'logPage'>,
    readonly id: number,
    readonly lastRows: number,
  ) {}

  /** @returns rows that were not returned before, oldest first. */
  async news(signal?: AbortSignal): Promise<readonly NumberedRow[]> {
    if (this.#next === undefined) {
      const tail = await readLogTail(this.server, this.id, this.lastRows, () => true, signal);
      this.#next = tail.count;
      return tail.rows;
    }
    const rows: NumberedRow[] = [];
    for await (const numbered of storedRows(this.server, this.id, this.#next, signal)) rows.push(numbered);
    this.#next += rows.length;
    return rows;
  }
}
