import { rm } from 'node:fs/promises';
import { readCached } from '../own-files/read-json.js';
import { writeJson } from '../own-files/write-whole.js';

/** What is written of a server when it is started, for later runs of this program. */
export interface ServerState {
  readonly pid: number;
  /** When the process began, in the system's words; with `pid` it names one process for good. */
  readonly began: string;
  readonly port: number;
  readonly version: string;
  /** The interpreter that runs it. */
  readonly python: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** @returns the state, or undefined where there is none that can be read. */
export async function readServerState(file: string): Promise<ServerState | undefined> {
  const value = await readCached(file);
  if (value === undefined) return undefined;
  const { pid, began, port, version, python, started_at: startedAt } = value;
  if (typeof pid !== 'number' || typeof began !== 'string' || typeof port !== 'number') return undefined;
  if (typeof version !== 'string' || typeof python !== 'string' || typeof startedAt !== 'number')
    return undefined;
  return { pid, began, port, version, python, startedAt };
}

/** Writes the state so that a reader never sees half of it. */
export async function writeServerState(file: string, state: ServerState): Promise<void> {
  const { startedAt, ...rest } = state;
  await writeJson(file, { ...rest, started_at: startedAt });
}

/** Forgets the server. */
export async function removeServerState(file: string): Promise<void> {
  await rm(file, { force: true });
}
