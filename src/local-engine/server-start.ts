import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { LocalEngineError } from '../errors.js';
import type { ServerFiles } from './folders.js';
import { GATE_WORD, gated } from './gate.js';
import type { LocalEngineEvent, RunningEngine } from './local-engine.js';
import { type Machine, throwIfStopped } from './machine.js';
import { choosePorts, LOOPBACK } from './ports.js';
import { findProcess } from '../process-table.js';
import { serverConfig, serverEnvironment } from './server-environment.js';
import { sweepScratch } from './scratch.js';
import { lastLogLines, openServerLog } from './server-log.js';
import { serverProcesses } from './server-processes.js';
import { removeServerState, type ServerState, writeServerState } from './server-state.js';
import { stopServer } from './server-stop.js';

type Watcher = (event: LocalEngineEvent) => void;

/** An engine that can be started. */
export interface StartableEngine {
  readonly version: string;
  /** The interpreter that has it. */
  readonly python: string;
}

/**
 * The very first start was seen to take over two minutes on an idle machine, and there are slower and busier ones.
 * A server that dies is noticed at once; this bounds one that lives and says nothing.
 */
const LONGEST_START_MS = 15 * 60_000;

const PAUSE_MS = 300;
const WORD_EVERY_MS = 10_000;

/** Another program can take a port between our look and the engine's; it is worth another try. */
const PORT_TRIES = 3;

/** @returns the address at which a server answers. */
export function serverUrl(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/**
 * Starts a server that outlives this program and waits until it answers; to be called under the server's lock.
 * @param previousPort the port of an earlier server, to be used again where it is free.
 * @throws LocalEngineError with the last lines of the log when it dies; InterruptedError after ending it.
 */
export async function startServer(
  engine: StartableEngine,
  previousPort: number | undefined,
  files: ServerFiles,
  machine: Machine,
  onEvent: Watcher,
): Promise<RunningEngine> {
  for (let attempt = 1; ; attempt += 1) {
    const state = await launch(engine, attempt === 1 ? previousPort : undefined, files, machine);
    onEvent({ kind: 'starting', version: engine.version, url: serverUrl(state.port), logFile: files.log });
    try {
      return await waitUntilReady(state, LONGEST_START_MS, files, machine, onEvent);
    } catch (error) {
      const lines = await lastLogLines(files.log);
      await stopServer(state, files, machine);
      await removeServerState(files.state);
      if (!lines.some((line) => line.includes('port is already in use')) || attempt === PORT_TRIES)
        throw error;
    }
  }
}

async function launch(
  engine: StartableEngine,
  previousPort: number | undefined,
  files: ServerFiles,
  machine: Machine,
): Promise<ServerState> {
  throwIfStopped(machine.stopped);
  const ports = await choosePorts(previousPort, Math.random);
  await mkdir(files.oqdata, { recursive: true });
  await mkdir(files.scratch, { recursive: true });
  await sweepScratch(files.scratch, machine.clock.now());
  await writeFile(files.config, serverConfig(files, ports));
  const log = await openServerLog(files.log);
  try {
    const [command, args] = gated(
      engine.python,
      // `-s`: do not open a browser. The module is what the `oq` script runs.
      ['-m', 'openquake.commands', 'webui', 'start', `${LOOPBACK}:${ports.web}`, '-s'],
      machine.platform,
    );
    const child = spawn(command, [...args], {
      cwd: files.home,
      env: { ...serverEnvironment(machine.env, files) },
      // A group of its own: it is not reached by a Ctrl-C here and can be stopped as a whole.
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
      windowsHide: true,
    });
    child.stdin?.on('error', () => undefined);
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => {
        resolve(child.pid ?? 0);
      });
      child.once('error', reject);
    });
    child.unref();
    const row = await findProcess(pid, machine.platform);
    const state: ServerState = {
      pid,
      began: row?.began ?? '',
      port: ports.web,
      version: engine.version,
      python: engine.python,
      startedAt: machine.clock.now(),
    };
    await writeServerState(files.state, state);
    child.stdin?.end(GATE_WORD);
    return state;
  } finally {
    await log.close();
  }
}

/**
 * Waits until a server that was started, by this run or another, answers.
 * @throws LocalEngineError when it dies or stays silent for `patienceMs`; InterruptedError.
 */
export async function waitUntilReady(
  state: ServerState,
  patienceMs: number,
  files: ServerFiles,
  machine: Machine,
  onEvent: Watcher,
): Promise<RunningEngine> {
  const url = serverUrl(state.port);
  const began = machine.clock.now();
  let nextWordMs = WORD_EVERY_MS;
  for (;;) {
    throwIfStopped(machine.stopped);
    const version = await machine.probe(url);
    const { web } = await serverProcesses(state, files, machine.platform);
    if (web.length === 0) throw await died(state, files);
    if (version !== undefined) {
      onEvent({ kind: 'ready', version, url });
      return { url, version, pid: state.pid, logFile: files.log };
    }
    const elapsedMs = machine.clock.now() - began;
    if (elapsedMs > patienceMs) throw silent(state, elapsedMs, files);
    if (elapsedMs >= nextWordMs) {
      nextWordMs += WORD_EVERY_MS;
      onEvent({ kind: 'step', text: `Waiting for engine ${state.version} to answer`, elapsedMs });
    }
    await machine.clock.sleep(PAUSE_MS, machine.stopped);
  }
}

async function died(state: ServerState, files: ServerFiles): Promise<LocalEngineError> {
  const lines = await lastLogLines(files.log);
  const said =
    lines.length === 0
      ? 'Its log is empty.'
      : `Its last words:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return new LocalEngineError(`Engine ${state.version} ended before it could answer. ${said}`, {
    hint: `The whole log: ${files.log}`,
    facts: { log: files.log, version: state.version },
  });
}

function silent(state: ServerState, elapsedMs: number, files: ServerFiles): LocalEngineError {
  return new LocalEngineError(
    `Engine ${state.version} runs but does not answer at ${serverUrl(state.port)} (tried for ${Math.round(elapsedMs / 1000)} s).`,
    {
      hint: `See its log, ${files.log}; "openquake engine stop" ends it.`,
      facts: { log: files.log, version: state.version },
    },
  );
}
