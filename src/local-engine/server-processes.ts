import { readFile } from 'node:fs/promises';
import type { ServerFiles } from './folders.js';
import { LOOPBACK } from './ports.js';
import { listProcesses, type ProcessRow } from '../process-table.js';
import type { ServerState } from './server-state.js';

/** The processes that belong to a server which this program started. */
export interface ServerProcesses {
  /** The command that was started, the web server, its calculations and their workers. */
  readonly web: readonly ProcessRow[];
  /** The database server: releases up to 3.20 or so have one, later ones where the user is called `openquake`. */
  readonly database: ProcessRow | undefined;
  /** Calculations that run or are queued: each is a child of the web server. */
  readonly calculations: number;
}

/**
 * @returns what lives of a server. A number that now belongs to another process is told apart: by its start for the
 * first process, by its command line for the others.
 */
export async function serverProcesses(
  state: ServerState,
  files: ServerFiles,
  platform: NodeJS.Platform,
): Promise<ServerProcesses> {
  const rows = await listProcesses(platform);
  const web = platform === 'win32' ? descendants(rows, state) : groupMembers(rows, state);
  const first = web.find((row) => row.pid === state.pid);
  // The web server is the child of the first process, or, where that was killed, the one that nobody here started.
  const server = web.find((row) =>
    first === undefined ? !web.some((other) => other.pid === row.parentPid) : row.parentPid === first.pid,
  );
  return {
    web,
    database: await databaseServer(rows, files),
    calculations: server === undefined ? 0 : web.filter((row) => isCalculation(row, server)).length,
  };
}

/** Python's own helper for cleaning up after processes is a child of the web server too. */
function isCalculation(row: ProcessRow, server: ProcessRow): boolean {
  return row.parentPid === server.pid && !row.command.includes('resource_tracker');
}

/** The server was started as the leader of a group, and nothing that it starts leaves the group. */
function groupMembers(rows: readonly ProcessRow[], state: ServerState): readonly ProcessRow[] {
  const leader = rows.find((row) => row.pid === state.pid);
  // The system does not give a number away while a group bears it: another leader means that our group is gone.
  if (leader !== undefined && leader.began !== state.began) return [];
  const group = rows.filter((row) => row.groupId === state.pid);
  return leader !== undefined || group.some((row) => isOurs(row, state)) ? group : [];
}

function isOurs(row: ProcessRow, state: ServerState): boolean {
  return row.command.includes(`${LOOPBACK}:${state.port}`) || row.command.includes(state.python);
}

/** Windows has no groups; a child still names its parent after that has ended. */
function descendants(rows: readonly ProcessRow[], state: ServerState): readonly ProcessRow[] {
  const first = rows.find((row) => row.pid === state.pid);
  if (first !== undefined && first.began !== state.began) return [];
  const family = first === undefined ? [] : [first];
  const pending = [state.pid];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const row of rows) {
      if (row.parentPid !== parent || family.includes(row) || !isOurs(row, state)) continue;
      family.push(row);
      pending.push(row.pid);
    }
  }
  return family;
}

/** The database server detaches itself from everything and tells its number only to the log. */
async function databaseServer(
  rows: readonly ProcessRow[],
  files: ServerFiles,
): Promise<ProcessRow | undefined> {
  const log = await readFile(files.log, 'utf8').catch(() => '');
  const pid = /DB server started with .* on tcp:\S+, pid (\d+)/.exec(log)?.[1];
  if (pid === undefined) return undefined;
  return rows.find((row) => row.pid === Number(pid) && row.command.includes('dbserver'));
}
