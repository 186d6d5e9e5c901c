import { hasEnded, tellsOfError } from '../engine/outcome.js';
import type { EngineServer } from '../engine/server.js';
import type { Calculation, Output } from '../engine/types.js';
import { LoginError, NotAnEngineError } from '../errors.js';
import { readLogTail } from './stored-log.js';

/** All that a server tells of a calculation. */
export interface CalculationDetail {
  readonly calculation: Calculation;
  /** UTC, `YYYY-MM-DD HH:MM:SS`; undefined while it runs, where nobody wrote it down, and where it is withheld. */
  readonly stopTime: string | undefined;
  /** Calculations that started from this one, rising. */
  readonly children: readonly number[];
  readonly outputs: readonly Output[];
  /** Why it failed: the engine's last words, traceback and all, line by line. */
  readonly error: readonly string[];
}

/** A failed calculation says why in its last rows; a whole log without an error would be long to read. */
const LAST_ROWS = 1000;

type Server = Pick<EngineServer, 'times' | 'outputs' | 'logPage'>;

/**
 * @param all every calculation that the server lists: nothing else tells the children.
 * @throws UnreachableError, ServerError; what is withheld from this user is left out.
 */
export async function describeCalculation(
  server: Server,
  calculation: Calculation,
  all: readonly Calculation[],
  signal?: AbortSignal,
): Promise<CalculationDetail> {
  const { id } = calculation;
  const ended = hasEnded(calculation);
  const times = ended ? await orWithheld(async () => server.times(id, signal), undefined) : undefined;
  return {
    calculation,
    stopTime: times?.stop,
    children: all
      .filter(({ parentId }) => parentId === id)
      .map((child) => child.id)
      .toSorted((a, b) => a - b),
    outputs: ended ? await orWithheld(async () => server.outputs(id, signal), []) : [],
    error: calculation.status === 'failed' ? await lastError(server, id, signal) : [],
  };
}

/** A server with login lists some calculations whose insides it keeps to their owner. */
async function orWithheld<Value>(read: () => Promise<Value>, instead: Value): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LoginError || error instanceof NotAnEngineError) return instead;
    throw error;
  }
}

/** The log holds it on every engine; `/traceback` looks for a level that several of them do not write. */
async function lastError(server: Server, id: number, signal: AbortSignal | undefined): Promise<string[]> {
  const { rows } = await readLogTail(server, id, LAST_ROWS, () => true, signal);
  return (
    rows
      .findLast(({ row }) => tellsOfError(row))
      ?.row.message.trimEnd()
      .split('\n') ?? []
  );
}
