import { LocalEngineError } from '../errors.js';
import type { ServerFiles } from './folders.js';
import type { Machine } from './machine.js';
import { groupOf, type ProcessRow, sendSignal } from '../process-table.js';
import { serverProcesses } from './server-processes.js';
import type { ServerState } from './server-state.js';

/** Time to end by itself; a calculation that is told to end writes its failure to the database first. */
const GRACE_MS = 10_000;

/** Time for the system to clear away what was killed. */
const KILL_MS = 5_000;

const PAUSE_MS = 100;

/**
 * Ends a server with everything that belongs to it: first the web server and its calculations, which may still write
 * to the database, then the database server. Asks first, then kills. An interrupt does not cut it short.
 * @throws LocalEngineError when something lives on.
 */
export async function stopServer(
  state: ServerState,
  files: ServerFiles,
  machine: Pick<Machine, 'clock' | 'platform'>,
): Promise<void> {
  const web = async (): Promise<readonly ProcessRow[]> =>
    (await serverProcesses(state, files, machine.platform)).web;
  const database = async (): Promise<readonly ProcessRow[]> => {
    const row = (await serverProcesses(state, files, machine.platform)).database;
    return row === undefined ? [] : [row];
  };
  await endAll(web, 'SIGTERM', machine);
  // The database server traps SIGINT and closes its file.
  await endAll(database, 'SIGINT', machine);
  const left = [...(await web()), ...(await database())];
  if (left.length === 0) return;
  throw new LocalEngineError(
    `The engine could not be stopped: ${left.map((row) => `process ${row.pid}`).join(', ')} lives on.`,
    {
      hint: 'It may belong to another user, or wait for a disk that does not answer.',
      facts: { pids: left.map((row) => row.pid) },
    },
  );
}

async function endAll(
  list: () => Promise<readonly ProcessRow[]>,
  first: NodeJS.Signals,
  machine: Pick<Machine, 'clock' | 'platform'>,
): Promise<void> {
  for (const [signal, waitMs] of [
    [first, GRACE_MS],
    ['SIGKILL', KILL_MS],
  ] as const) {
    const rows = await list();
    if (rows.length === 0) return;
    signalAll(rows, signal, machine.platform);
    const until = machine.clock.now() + waitMs;
    while (machine.clock.now() < until && (await list()).length > 0) await machine.clock.sleep(PAUSE_MS);
  }
}

/** One signal to a whole group reaches also what is born while we look; where there is none, to each process. */
function signalAll(rows: readonly ProcessRow[], signal: NodeJS.Signals, platform: NodeJS.Platform): void {
  const groups = new Set(rows.map((row) => row.groupId));
  if (groupOf(platform) === 'group') {
    for (const group of groups) sendSignal(group, signal, 'group');
    return;
  }
  for (const row of rows) sendSignal(row.pid, signal, 'process');
}
