import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import { NotFoundError } from '../../errors.js';
import { LogReader } from '../../services/log-reader.js';
import { taskProgressOf } from '../../views/task-progress.js';
import { KEPT_LOG_ROWS, type WatchEvent, type WatchState } from '../../views/watch/watch-state.js';

/** How often the list is asked for, and the progress of what runs. */
const EVERY_MS = 2_000;
/** Progress stands in one of the last rows, whatever a calculation has to say besides. */
const PROGRESS_ROWS = 200;
/** Logs that are read for their progress; more does not run at once. */
const PROGRESS_READERS = 12;

/** Asks a server again and again for what the screen shows, and for no more. */
export class WatchPolls {
  readonly #progress = new Map<number, LogReader>();
  #log: LogReader | undefined;
  #wake = new AbortController();

  constructor(
    readonly server: EngineServer,
    readonly clock: Context['clock'],
    readonly signal: AbortSignal,
  ) {}

  /** Cuts the pause short. */
  lookNow(): void {
    this.#wake.abort();
  }

  async pause(): Promise<void> {
    await this.clock.sleep(EVERY_MS, AbortSignal.any([this.#wake.signal, this.signal]));
    this.#wake = new AbortController();
  }

  /**
   * Asks once for all that the screen shows.
   * @throws the error of the first question that failed.
   */
  async look(state: () => WatchState, tell: (event: WatchEvent) => void): Promise<void> {
    await this.#readLog(state, tell);
    const calculations = await this.server.list(this.signal);
    tell({ kind: 'calculations', calculations, nowMs: this.clock.now() });
    const running = calculations.filter((one) => one.status === 'executing' && !hasEnded(one));
    for (const id of this.#progress.keys()) {
      if (running.every((one) => one.id !== id)) this.#progress.delete(id);
    }
    for (const { id } of running.slice(0, PROGRESS_READERS)) {
      const reader = this.#progress.get(id) ?? new LogReader(this.server, id, PROGRESS_ROWS);
      this.#progress.set(id, reader);
      const rows = await reader.news(this.signal);
      const progress = rows.map(({ row }) => taskProgressOf(row)).findLast((one) => one !== undefined);
      if (progress !== undefined) tell({ kind: 'progress', id, progress });
    }
  }

  async #readLog(state: () => WatchState, tell: (event: WatchEvent) => void): Promise<void> {
    const { mode } = state();
    if (mode.kind !== 'log') {
      this.#log = undefined;
      return;
    }
    if (this.#log?.id !== mode.id || mode.rows.length === 0) {
      this.#log = new LogReader(this.server, mode.id, KEPT_LOG_ROWS);
    }
    try {
      const rows = await this.#log.news(this.signal);
      tell({ kind: 'log', id: mode.id, rows: rows.map(({ row }) => row) });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
}
