import { readFile } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { listProcesses } from '../process-table.js';

/** How busy this machine is, and what the engine's server takes of it. */
export interface MachineLoad {
  readonly cores: number;
  /** Processes that ran or wanted to, averaged over one minute; 0 on Windows, which does not count them. */
  readonly loadOneMinute: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Resident memory of the server and all that it started; undefined where the system does not tell it. */
  readonly engineMemoryBytes: number | undefined;
  /** Processes of the server and all that it started. */
  readonly processes: number;
}

/** Linux tells memory in pages; 4 KiB on every machine that an engine runs on. */
const PAGE_BYTES = 4096;

/** @param leaderPid the process that was started as the leader of the server's group. */
export async function readMachineLoad(leaderPid: number, platform: NodeJS.Platform): Promise<MachineLoad> {
  const rows = await listProcesses(platform);
  const group = rows.filter(({ pid, groupId }) => pid === leaderPid || groupId === leaderPid);
  const memory = await Promise.all(group.map(async ({ pid }) => residentBytes(pid, platform)));
  const known = memory.filter((bytes) => bytes !== undefined);
  return {
    cores: cpus().length,
    loadOneMinute: loadavg()[0] ?? 0,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    engineMemoryBytes: known.length === 0 ? undefined : known.reduce((sum, bytes) => sum + bytes, 0),
    processes: group.length,
  };
}

async function residentBytes(pid: number, platform: NodeJS.Platform): Promise<number | undefined> {
  if (platform !== 'linux') return undefined;
  const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')).split(' ');
  return pages === undefined ? undefined : Number(pages) * PAGE_BYTES;
}
