/** One calculation as the server's list and status tell it. */
export interface Calculation {
  readonly id: number;
  /** Account that owns it, without the `@host` that engines 3.16 to 3.24 append. */
  readonly owner: string;
  /** e.g. `classical`, `event_based_risk`; `custom` until the engine has read the job file. */
  readonly calculationMode: string;
  /** created, submitted, executing, complete, shared, failed, aborted, deleted, or a word of a newer engine. */
  readonly status: string;
  readonly isRunning: boolean;
  readonly description: string;
  /** Calculation that this one started from (`--hc`). */
  readonly parentId: number | undefined;
  /** Size of its datastore in MB, where known. */
  readonly sizeMb: number | undefined;
  /** UTC, `YYYY-MM-DD HH:MM:SS`; it jumps forward when execution starts. */
  readonly startTime: string | undefined;
  /** Names of its tags, sorted as the server tells them; none before engine 3.25. */
  readonly tags: readonly string[];
  /** The tags for which it is the preferred calculation. */
  readonly preferredFor: readonly string[];
}

/** One row of a calculation's log; its place in the log is its identity. */
export interface LogRow {
  /** UTC, `YYYY-MM-DDTHH:MM:SS.ff`. */
  readonly time: string;
  /** DEBUG INFO WARNING ERROR CRITICAL */
  readonly level: string;
  /** e.g. `MainProcess/4711`, `task #3`; empty in old engines. */
  readonly process: string;
  /** May hold several lines and any character: never print it raw. */
  readonly message: string;
}

/** One output of a finished calculation. */
export interface Output {
  /** Unique over all calculations of the server; not a calculation id. */
  readonly id: number;
  readonly name: string;
  /** The datastore key, e.g. `hcurves-stats`. */
  readonly type: string;
  /** Formats in which the server can export it, the server's order. */
  readonly formats: readonly string[];
  /** Size in MB, where the server knows it. */
  readonly sizeMb: number | undefined;
}
