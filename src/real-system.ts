import { homedir } from 'node:os';
import { wallClock } from './clock.js';
import { InterruptedError } from './errors.js';
import { inputStream, outputStream } from './output/streams.js';
import type { Interrupts, StopSignal, System } from './system.js';

/** @returns this process as a value. The only reader of `process` in the program. */
export function realSystem(): System {
  const stopping = new AbortController();
  const lastDeeds = new Set<() => void>();
  process.on('exit', () => doLast(lastDeeds));
  return {
    streams: {
      stdin: inputStream(process.stdin),
      stdout: outputStream(process.stdout),
      stderr: outputStream(process.stderr),
    },
    env: process.env,
    cwd: process.cwd(),
    program: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    homeDir: homedir(),
    platform: process.platform,
    clock: wallClock,
    interrupts: watchSignals(stopping, lastDeeds),
    suspend: async () =>
      new Promise((resolve) => {
        process.once('SIGCONT', () => resolve());
        // The whole group, as the terminal does it: whoever started us stops with us.
        process.kill(0, 'SIGTSTP');
      }),
    atExit: (action) => {
      lastDeeds.add(action);
      return () => void lastDeeds.delete(action);
    },
    stopped: stopping.signal,
  };
}

/** Signals go to the last that took them; where nobody did, everything that carries `stopped` ends. */
function watchSignals(stopping: AbortController, lastDeeds: Set<() => void>): Interrupts {
  const listeners: ((signal: StopSignal) => void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const listener = listeners.at(-1);
      if (listener !== undefined) listener(signal);
      else if (stopping.signal.aborted) {
        // The second time nobody listened: something hangs, so the system's own way ends it, which tells nobody.
        doLast(lastDeeds);
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      } else stopping.abort(new InterruptedError('Interrupted.', signal));
    });
  }
  return {
    take(listener) {
      listeners.push(listener);
      return () => {
        const place = listeners.indexOf(listener);
        if (place >= 0) listeners.splice(place, 1);
      };
    },
  };
}

/** One deed that fails must not keep the others from being done. */
function doLast(deeds: Set<() => void>): void {
  for (const deed of deeds) {
    deeds.delete(deed);
    try {
      deed();
    } catch {
      // Nobody is left to be told.
    }
  }
}
