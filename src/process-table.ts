import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
// Signals to other processes have no home but this object; the program's own state is read in context.ts.
import process from 'node:process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A process of this machine. */
export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  /** Process group; 0 on Windows, which has none. */
  readonly groupId: number;
  /** When it began, in whatever words the system has: tells a process from a later one with the same number. */
  readonly began: string;
  readonly command: string;
}

/** @returns the live processes of this machine; the dead that nobody has collected yet are not among them. */
export async function listProcesses(platform: NodeJS.Platform): Promise<readonly ProcessRow[]> {
  if (platform === 'linux') return listFromProc();
  return platform === 'win32' ? listFromPowershell() : listFromPs();
}

/** @returns the process of that number, if it lives. */
export async function findProcess(pid: number, platform: NodeJS.Platform): Promise<ProcessRow | undefined> {
  if (platform === 'linux') return readProc(pid, await bootId());
  return (await listProcesses(platform)).find((row) => row.pid === pid);
}

/** @returns the number of the process that runs this program. */
export function ownPid(): number {
  return process.pid;
}

/** @returns whether a process has that number, as far as this user may ask; the dead that nobody has collected count. */
export function processExists(pid: number): 'yes' | 'no' | 'of another user' {
  try {
    process.kill(pid, 0);
    return 'yes';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'of another user' : 'no';
  }
}

/** How far a signal reaches; Windows has no groups. */
export type Reach = 'process' | 'group';

/** @returns the widest reach on the platform for a child that was started in a group of its own. */
export function groupOf(platform: NodeJS.Platform): Reach {
  return platform === 'win32' ? 'process' : 'group';
}

/**
 * Sends a signal to a process or to its whole group.
 * @returns false when there is nothing to send it to.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals, reach: Reach): boolean {
  try {
    process.kill(reach === 'group' ? -pid : pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function bootId(): Promise<string> {
  // Start times in /proc count from the boot, so that two boots may hold the same pair of number and time.
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

async function listFromProc(): Promise<readonly ProcessRow[]> {
  const boot = await bootId();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(pids.map(async (pid) => readProc(pid, boot)));
  return rows.filter((row) => row !== undefined);
}

async function readProc(pid: number, boot: string): Promise<ProcessRow | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group] = fields;
    if (state === 'Z' || state === 'X') return undefined;
    return {
      pid,
      parentPid: Number(parent),
      groupId: Number(group),
      began: `${boot} ${fields[19] ?? ''}`,
      command: commandLine.split('\0').join(' ').trim(),
    };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

/** `LANG=C` keeps the date in five words: weekday, month, day, time, year. */
async function listFromPs(): Promise<readonly ProcessRow[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart=,args='], {
    env: { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C' },
    maxBuffer: 64 * 1024 ** 2,
  });
  return parsePs(stdout);
}

/** @returns the rows of `ps -A -o pid=,ppid=,pgid=,stat=,lstart=,args=`. */
export function parsePs(text: string): readonly ProcessRow[] {
  const pattern = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', began = '', command = ''] = pattern.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parentPid: Number(parent), groupId: Number(group), began, command }];
  });
}

async function listFromPowershell(): Promise<readonly ProcessRow[]> {
  const script =
    'Get-CimInstance Win32_Process | ForEach-Object { "{0}`t{1}`t{2:o}`t{3}" -f ' +
    '$_.ProcessId, $_.ParentProcessId, $_.CreationDate, $_.CommandLine }';
  const { stdout } = await execute('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    maxBuffer: 64 * 1024 ** 2,
    windowsHide: true,
  });
  return stdout.split(/\r?\n/).flatMap((line) => {
    const [pid, parent, began = '', command = ''] = line.split('\t');
    if (pid === undefined || !/^\d+$/.test(pid)) return [];
    return [{ pid: Number(pid), parentPid: Number(parent), groupId: 0, began, command }];
  });
}
