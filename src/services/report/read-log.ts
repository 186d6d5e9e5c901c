import { tellsOfError } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { LogRow } from '../../engine/types.js';
import { storedRows } from '../stored-log.js';

/** What a report keeps of a log, whatever its length. */
export interface LogDigest {
  /** How many rows it has. */
  readonly rows: number;
  /** How many of each level, in the order in which the levels came. */
  readonly levels: Readonly<Record<string, number>>;
  /** Rows of level WARNING and above, oldest first; of very many the first and the last. */
  readonly warnings: readonly LogRow[];
  /** Warnings that are left out between the first and the last of them. */
  readonly warningsLeftOut: number;
  /** The last rows of any level, oldest first. */
  readonly tail: readonly LogRow[];
  /** The last row that says that something went wrong for good. */
  readonly failure: LogRow | undefined;
  readonly phases: readonly Phase[];
  /** The engine that computed, as it logged it; undefined where it did not. */
  readonly engineVersion: string | undefined;
  /** Its own checksum of the inputs (Adler-32), as it logged it. */
  readonly inputsChecksum: string | undefined;
}

/** A kind of task from its first word in the log to its last, UTC as in the rows. */
export interface Phase {
  readonly task: string;
  readonly start: string;
  readonly end: string;
}

/** Warnings kept from the beginning, and as many from the end. */
const WARNINGS_AT_EACH_END = 250;
const TAIL_ROWS = 200;

/** Rows that have nothing to say to a user, though 3.26 logs them as warnings: the first, the last, and what is sent to workers. */
const PROGRESS = /^\s*(\w+)\s+\d{1,3}%\s*\[/;
const SENT = /^Sent \d+ (\w+) tasks?, /;
const RECEIVED = /^Received .* from (\w+)$/m;

/** Whether a row of level WARNING only tells how the work goes (seen on 3.26.2; 3.23.5 logs the same as INFO). */
function isRoutine({ level, message }: LogRow): boolean {
  return (
    level === 'WARNING' &&
    (SENT.test(message) || /^Stored .* on .* in /.test(message) || / running .* --hc=/.test(message))
  );
}

/**
 * Reads a whole log in bounded memory.
 * @throws what `storedRows` throws: UnreachableError, ServerError.
 */
export async function readLogDigest(
  server: Pick<EngineServer, 'logPage'>,
  id: number,
  signal?: AbortSignal,
): Promise<LogDigest> {
  const levels: Record<string, number> = {};
  const first: LogRow[] = [];
  const last: LogRow[] = [];
  let tail: LogRow[] = [];
  const phases = new Map<string, Phase>();
  let [rows, warnings] = [0, 0];
  let failure: LogRow | undefined;
  let engineVersion: string | undefined;
  let inputsChecksum: string | undefined;
  for await (const { row } of storedRows(server, id, 0, signal)) {
    rows += 1;
    levels[row.level] = (levels[row.level] ?? 0) + 1;
    tail.push(row);
    if (tail.length >= 2 * TAIL_ROWS) tail = tail.slice(-TAIL_ROWS);
    engineVersion ??= /Using engine version (\S+)/.exec(row.message)?.[1];
    inputsChecksum ??= /Checksum of the inputs: (\d+)/.exec(row.message)?.[1];
    notePhase(phases, row);
    if (tellsOfError(row)) failure = row;
    if ((row.level !== 'WARNING' && !tellsOfError(row)) || isRoutine(row)) continue;
    warnings += 1;
    if (first.length < WARNINGS_AT_EACH_END) first.push(row);
    else last.push(row);
    if (last.length > WARNINGS_AT_EACH_END) last.shift();
  }
  return {
    rows,
    levels,
    warnings: [...first, ...last],
    warningsLeftOut: warnings - first.length - last.length,
    tail: tail.slice(-TAIL_ROWS),
    failure,
    phases: [...phases.values()],
    engineVersion,
    inputsChecksum,
  };
}

function notePhase(phases: Map<string, Phase>, { message, time }: LogRow): void {
  const task = (PROGRESS.exec(message) ?? SENT.exec(message) ?? RECEIVED.exec(message))?.[1];
  if (task === undefined) return;
  const known = phases.get(task);
  phases.set(task, { task, start: known?.start ?? time, end: time });
}
