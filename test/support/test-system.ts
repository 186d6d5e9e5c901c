import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.js';
import { InterruptedError } from '../../src/errors.js';
import { main } from '../../src/main.js';
import type { StopSignal, System } from '../../src/system.js';

/** A system whose outside world is in memory, and what was written to it. */
export interface TestSystem extends System {
  readonly written: { stdout: string; stderr: string };
  /** Sends a stop signal as the terminal would. */
  interrupt(signal: StopSignal): void;
}

interface TestSystemOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly homeDir?: string;
  /** What starts the program again, e.g. a script that notes how it was called. */
  readonly program?: readonly string[];
  readonly clock?: Clock;
  /** What becomes of stdout, e.g. a full disk. */
  readonly stdoutFailure?: Error;
  /** After so many characters the reader of stdout closes the pipe, as `head` does. */
  readonly takenCharacters?: number;
  /** Lines that the user types; with them stdin is a terminal. */
  readonly answers?: readonly string[];
  /** Width of a terminal; with it stdout and stderr are one. */
  readonly columns?: number;
  /** Told of each text written to stderr, e.g. to interrupt at a certain line. */
  readonly onStderr?: (text: string, system: TestSystem) => void;
}

const HOMES = join(tmpdir(), `openquake-test-homes-${process.pid}`);
let homes = 0;
process.once('exit', () => rmSync(HOMES, { recursive: true, force: true }));

/** @returns a home of its own for each test, which is made by whoever writes into it. */
function newHome(): string {
  homes += 1;
  return join(HOMES, String(homes));
}

/** A clock that does not wait: sleeping moves its hands, after a turn of the event loop for whoever else runs. */
export function fastClock(): Clock {
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    now: () => nowMs,
    async sleep(ms, signal) {
      if (signal?.aborted === true) return;
      nowMs += ms;
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

export function testSystem(options: TestSystemOptions = {}): TestSystem {
  const written = { stdout: '', stderr: '' };
  const stopping = new AbortController();
  const listeners: ((signal: StopSignal) => void)[] = [];
  const answers = [...(options.answers ?? [])];
  const stream = (name: 'stdout' | 'stderr') => ({
    isTerminal: options.columns !== undefined,
    columns: options.columns,
    raw: undefined,
    settled: async () => (name === 'stdout' ? options.stdoutFailure : undefined),
    isTaken: async () =>
      name === 'stderr' ||
      options.takenCharacters === undefined ||
      written.stdout.length < options.takenCharacters,
    write(text: string) {
      written[name] += text;
      if (name === 'stderr') options.onStderr?.(text, system);
    },
  });
  const system: TestSystem = {
    written,
    streams: {
      stdin: {
        isTerminal: options.answers !== undefined,
        readLine: async () => answers.shift(),
        readSecret: async () => answers.shift(),
      },
      stdout: stream('stdout'),
      stderr: stream('stderr'),
    },
    env: options.env ?? {},
    cwd: options.cwd ?? tmpdir(),
    program: options.program ?? [process.execPath, '/dev/null/no-program'],
    homeDir: options.homeDir ?? newHome(),
    platform: process.platform,
    clock: options.clock ?? fastClock(),
    interrupts: {
      take(listener) {
        listeners.push(listener);
        return () => {
          const place = listeners.indexOf(listener);
          if (place >= 0) listeners.splice(place, 1);
        };
      },
    },
    suspend: async () => Promise.resolve(),
    atExit: () => () => undefined,
    stopped: stopping.signal,
    interrupt(signal) {
      const listener = listeners.at(-1);
      if (listener === undefined) stopping.abort(new InterruptedError('Interrupted.', signal));
      else listener(signal);
    },
  };
  return system;
}

/** What a run of the program left behind. */
export interface RunResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the whole program in this process. */
export async function runMain(
  argv: readonly string[],
  system: TestSystem = testSystem(),
): Promise<RunResult> {
  const exit = await main(argv, system);
  return { exit, ...system.written };
}
