import type { Context } from '../../context.js';
import { hasEnded } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation } from '../../engine/types.js';
import { NotFoundError } from '../../errors.js';
import { joinSignals } from '../../joined-signal.js';
import { LogReader } from '../../services/log-reader.js';
import { type PollPace, pollPace } from '../../services/poll-pace.js';
import { taskProgressOf } from '../../views/task-progress.js';
import { KEPT_LOG_ROWS, type WatchEvent, type WatchState } from '../../views/watch/watch-state.js';

/** Between two looks at the list and the progress of what runs; see poll-pace.ts for the rest. */
const QUICKEST_POLL_MS = 2_000;
/** Progress stands in one of the last rows, whatever a calculation has to say besides. */
const PROGRESS_ROWS = 200;
/** Logs that are read for their progress; more does not run at once. */
const PROGRESS_READERS = 12;

/** Of a list that is longer the rest is asked for now and then. */
const NEW_CALCULATIONS = 200;
/** Looks at the newest, and at what has not ended, before the whole list is asked for once more. */
const LOOKS_A_WHOLE = 9;

/** Asks a server again and again for what the screen shows, and for no more. */
export class WatchPolls {
  readonly #progress = new Map<number, LogReader>();
  #log: LogReader | undefined;
  #wake = new AbortController();
  /** How the calculations stood at the last look. */
  #seen = '';
  #failures = 0;
  /** All calculations as far as they are known, the newest first. */
  #known: readonly Calculation[] = [];
  #looksSinceWhole = 0;
  /** After a failure: until when the server wants to be left alone. */
  #restMs = 0;
  readonly #pace: PollPace;

  constructor(
    readonly server: EngineServer,
    readonly clock: Context['clock'],
    readonly signal: AbortSignal,
  ) {
    this.#pace = pollPace(clock, { quickestMs: QUICKEST_POLL_MS });
  }

  /** Cuts the pause short. */
  lookNow(): void {
    this.#looksSinceWhole = LOOKS_A_WHOLE;
    this.#pace.changed();
    this.#wake.abort();
  }

  async pause(): Promise<void> {
    const fromMs = this.clock.now();
    const cut = joinSignals(this.#wake.signal, this.signal);
    await this.#pace.pause(cut.signal);
    const restMs = this.#restMs - (this.clock.now() - fromMs);
    this.#restMs = 0;
    if (restMs > 0) await this.clock.sleep(restMs, cut.signal);
    cut.release();
    this.#wake = new AbortController();
  }

  /**
   * Asks once for all that the screen shows.
   * @throws the error of the first question that failed.
   */
  async look(state: () => WatchState, tell: (event: WatchEvent) => void): Promise<void> {
    const askedMs = this.clock.elapsedMs?.() ?? 0;
    try {
      await this.#readAll(state, tell);
      this.#pace.answered((this.clock.elapsedMs?.() ?? 0) - askedMs);
    } catch (error) {
      this.#failures += 1;
      this.#restMs = this.#pace.failed(error, this.#failures);
      throw error;
    }
    this.#failures = 0;
  }

  async #readAll(state: () => WatchState, tell: (event: WatchEvent) => void): Promise<void> {
    await this.#readLog(state, tell);
    const calculations = await this.#readCalculations();
    tell({ kind: 'calculations', calculations, nowMs: this.clock.now() });
    const standing = calculations.map(({ id, status }) => `${id} ${status}`).join();
    if (standing !== this.#seen) this.#pace.changed();
    this.#seen = standing;
    const running = calculations.filter((one) => one.status === 'executing' && !hasEnded(one));
    for (const id of this.#progress.keys()) {
      if (running.every((one) => one.id !== id)) this.#progress.delete(id);
    }
    for (const { id } of running.slice(0, PROGRESS_READERS)) {
      const reader = this.#progress.get(id) ?? new LogReader(this.server, id, PROGRESS_ROWS);
      this.#progress.set(id, reader);
      const rows = await reader.news(this.signal);
      const progress = rows.map(({ row }) => taskProgressOf(row)).findLast((one) => one !== undefined);
      if (progress === undefined) continue;
      this.#pace.changed();
      tell({ kind: 'progress', id, progress });
    }
  }

  /**
   * Of a long list only the part in which something can still happen, but for every tenth look: then others may have
   * removed or tagged old ones.
   * @returns all calculations, the newest first.
   */
  async #readCalculations(): Promise<readonly Calculation[]> {
    const known = this.#known;
    const from = Math.min(
      known[NEW_CALCULATIONS - 1]?.id ?? 0,
      ...known.filter((one) => !hasEnded(one)).map(({ id }) => id),
    );
    const isWhole = from === 0 || this.#looksSinceWhole >= LOOKS_A_WHOLE;
    this.#looksSinceWhole = isWhole ? 0 : this.#looksSinceWhole + 1;
    this.#known = isWhole
      ? await this.server.list(this.signal)
      : [
          ...(await this.server.listNewerThan(from - 1, this.signal)).toReversed(),
          ...known.filter(({ id }) => id < from),
        ];
    return this.#known;
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
      if (rows.length > 0) this.#pace.changed();
      tell({ kind: 'log', id: mode.id, rows: rows.map(({ row }) => row) });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
}
