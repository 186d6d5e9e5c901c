import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { engineUnderTest } from './engine-under-test.js';

/** The repository, whose examples the live tests run. */
export const REPOSITORY = join(import.meta.dirname, '..', '..');

/** A run of the built program as a user starts it. */
export interface RunningProgram {
  /** What it has written so far. */
  readonly written: { stdout: string; stderr: string };
  /** Waits until stderr has matched. @throws Error when the program ends first. */
  readonly saw: (pattern: RegExp) => Promise<RegExpMatchArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly exit: number | null; readonly stdout: string; readonly stderr: string }>;
}

interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the engine under test. An empty text names no host. */
  readonly host?: string;
}

/** Starts `openquake` in a process of its own, against the engine under test unless told otherwise. */
export function startProgram(words: readonly string[], options: StartOptions = {}): RunningProgram {
  const host = options.host ?? engineUnderTest().url;
  const hostWords = host === '' ? [] : ['--host', host];
  const child = spawn(process.execPath, [join(REPOSITORY, 'bin', 'openquake.js'), ...hostWords, ...words], {
    cwd: options.cwd ?? REPOSITORY,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<{ exit: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, ...written }));
  });
  return {
    written,
    ended,
    kill: (signal) => void child.kill(signal),
    saw: async (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const match = pattern.exec(written.stderr);
          if (match === null) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        void ended.then(() => reject(new Error(`ended without ${String(pattern)}:\n${written.stderr}`)));
        watch();
      }),
  };
}

/** Runs `openquake` to its end. */
export async function runProgram(
  words: readonly string[],
  options: StartOptions = {},
): Promise<{ readonly exit: number | null; readonly stdout: string; readonly stderr: string }> {
  return startProgram(words, options).ended;
}

/** @returns the id that a run printed. */
export function submittedId(stderr: string): number {
  const id = /Calculation (\d+) submitted/.exec(stderr)?.[1];
  if (id === undefined) throw new Error(`no id in:\n${stderr}`);
  return Number(id);
}
