import type { CalculationTimes } from '../../engine/calculation-times.js';
import type { Calculation, LogRow, Output } from '../../engine/types.js';
import type { Dataset } from '../../results/dataset.js';
import type { ReportedInputs } from './read-inputs.js';
import type { LogDigest } from './read-log.js';
import type { ReportedParameter } from './read-parameters.js';
import type { Performance } from './read-performance.js';

/** What a server told, or in words why it did not: a section says it instead of being left out. */
export type Told<Value> = { readonly value: Value } | { readonly untold: string };

/** An output of the calculation, and what became of it in the report. */
export interface ReportedOutput extends Output {
  /** How many datasets of it are drawn or listed. */
  readonly shown: number;
  /** Why it is not, or not wholly, in the report. */
  readonly note?: string | undefined;
}

/** A calculation from which another one started. */
export interface Ancestor {
  readonly id: number;
  /** Undefined where the server no longer has it, or keeps it from this user. */
  readonly calculation: Calculation | undefined;
}

/** Everything that a report tells, as data. */
export interface CalculationReport {
  readonly calculation: Calculation;
  /** Whether it will not change any more. */
  readonly hasEnded: boolean;
  readonly times: CalculationTimes;
  /** Base URL of the server. */
  readonly host: string;
  /** How the user names the server on the command line: `--host URL`, or nothing. */
  readonly hostFlag: string;
  /** The release that answers now; the one that computed stands in the log, where it was logged. */
  readonly serverVersion: string;
  readonly clientVersion: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS`. */
  readonly madeAt: string;
  readonly parameters: Told<readonly ReportedParameter[]>;
  readonly inputs: Told<ReportedInputs>;
  readonly log: Told<LogDigest>;
  readonly performance: Performance;
  readonly outputs: Told<readonly ReportedOutput[]>;
  readonly datasets: readonly Dataset[];
  /** Where the hazard came from: the parent, its parent ... */
  readonly ancestors: readonly Ancestor[];
  /** Calculations that started from this one, rising. */
  readonly children: readonly number[];
  /** Of a failed one: the row that says why. */
  readonly failure: LogRow | undefined;
}
