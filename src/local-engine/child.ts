import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { GATE_WORD, gated } from './gate.js';
import { type Machine, throwIfStopped } from './machine.js';
import { groupOf, sendSignal } from '../process-table.js';

/** A program to run to its end. */
export interface ChildCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string | undefined;
  /** Called for each line of either stream as it comes. */
  readonly onLine?: (line: string) => void;
  /** Called once with the process number; the program begins when it is done. */
  readonly onStart?: (pid: number) => Promise<void>;
}

/** How a program ended. */
export interface ChildEnd {
  /** Its exit code; 127 when it could not be started, as shells say; 128 and more when a signal ended it. */
  readonly code: number;
  readonly lines: readonly string[];
}

/** What is kept of a talkative program. */
const KEPT_LINES = 400;

/**
 * Runs a program to its end in a process group of its own, so that an interrupt ends its children too and a Ctrl-C in
 * the terminal reaches it through us alone.
 * @throws InterruptedError after the group was ended, when the user interrupts.
 */
export async function runChild(
  call: ChildCall,
  machine: Pick<Machine, 'stopped' | 'platform'>,
): Promise<ChildEnd> {
  throwIfStopped(machine.stopped);
  const [command, args] =
    call.onStart === undefined ? [call.command, call.args] : gated(call.command, call.args, machine.platform);
  const child = spawn(command, args, {
    env: { ...call.env },
    cwd: call.cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: machine.platform !== 'win32',
    windowsHide: true,
  });
  // A child that ends before it reads is no fault of the pipe's.
  child.stdin.on('error', () => undefined);
  const lines: string[] = [];
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      call.onLine?.(line);
    });
  }
  const end = (): void => {
    if (child.pid !== undefined) sendSignal(child.pid, 'SIGKILL', groupOf(machine.platform));
  };
  machine.stopped.addEventListener('abort', end, { once: true });
  try {
    if (child.pid !== undefined) await call.onStart?.(child.pid);
    child.stdin.end(call.onStart === undefined ? '' : GATE_WORD);
    const code = await ended;
    throwIfStopped(machine.stopped);
    return { code, lines };
  } finally {
    machine.stopped.removeEventListener('abort', end);
  }
}
