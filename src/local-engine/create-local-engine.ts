import { readdir, rm, rmdir } from 'node:fs/promises';
import { LocalEngineError } from '../errors.js';
import { engineFolders, type Folders, installationFiles, type ServerFiles, serverFiles } from './folders.js';
import { findInstalled, listInstalled, removeInstallation } from './installation.js';
import { installRelease } from './installer.js';
import type {
  InstallPlan,
  LocalEngine,
  LocalEngineChoice,
  LocalEngineEvent,
  LocalEngineStatus,
  RunningEngine,
  UninstallOptions,
} from './local-engine.js';
import { withLock } from './lock.js';
import type { Machine } from './machine.js';
import { findOwnEngine } from './own-engine.js';
import { DEFAULT_VERSION, findRelease } from './releases.js';
import { type ServerProcesses, serverProcesses } from './server-processes.js';
import { type StartableEngine, serverUrl, startServer, waitUntilReady } from './server-start.js';
import { readServerState, removeServerState, type ServerState } from './server-state.js';
import { stopServer } from './server-stop.js';

type Watcher = (event: LocalEngineEvent) => void;

/** A server that has answered before and is silent now gets this long: the machine may be busy. */
const SILENCE_MS = 30_000;

/** A server younger than this may still be starting; see the very first start. */
const YOUNG_MS = 10 * 60_000;

/** @returns the engine on this machine; nothing is read or started before it is asked for. */
export function createLocalEngine(machine: Machine): LocalEngine {
  const folders = engineFolders(machine);
  return new EmbeddedEngine(machine, folders, serverFiles(folders));
}

/** What is known of a server that was started earlier. */
interface KnownServer {
  readonly state: ServerState;
  readonly processes: ServerProcesses;
}

class EmbeddedEngine implements LocalEngine {
  readonly #machine: Machine;
  readonly #folders: Folders;
  readonly #server: ServerFiles;

  constructor(machine: Machine, folders: Folders, server: ServerFiles) {
    this.#machine = machine;
    this.#folders = folders;
    this.#server = server;
  }

  async status(): Promise<LocalEngineStatus> {
    const [installed, known] = await Promise.all([
      listInstalled(this.#folders, this.#machine.platform),
      this.#knownServer(),
    ]);
    const running = known === undefined ? undefined : await this.#answering(known);
    return {
      installed,
      running,
      calculations: known?.processes.calculations ?? 0,
      stale: known !== undefined && running === undefined,
      dataFolder: this.#server.data,
    };
  }

  async expectedVersion(choice: LocalEngineChoice): Promise<string | undefined> {
    if (choice.python !== undefined) return undefined;
    if (choice.version !== undefined) return choice.version;
    const known = await this.#knownServer();
    return known !== undefined && known.processes.web.length > 0 ? known.state.version : DEFAULT_VERSION;
  }

  async needsInstall(choice: LocalEngineChoice): Promise<boolean> {
    if (choice.python !== undefined) return false;
    const known = await this.#knownServer();
    if (
      known !== undefined &&
      known.processes.web.length > 0 &&
      fits(known.state, choice.version, undefined)
    ) {
      return false;
    }
    const { version } = findRelease(choice.version);
    return (await findInstalled(this.#folders, version, this.#machine.platform)) === undefined;
  }

  async planInstall(choice: LocalEngineChoice): Promise<InstallPlan> {
    const { version, downloadBytes, diskBytes } = findRelease(choice.version);
    const { folder } = installationFiles(this.#folders, version);
    return { version, folder, dataFolder: this.#server.data, downloadBytes, diskBytes };
  }

  async install(choice: LocalEngineChoice, onEvent: Watcher): Promise<void> {
    if (choice.python !== undefined) {
      await findOwnEngine(choice.python, this.#machine);
      return;
    }
    await this.#installed(choice, onEvent);
  }

  async ensureRunning(choice: LocalEngineChoice, onEvent: Watcher): Promise<RunningEngine> {
    const own = choice.python === undefined ? undefined : await findOwnEngine(choice.python, this.#machine);
    const known = await this.#knownServer();
    // The usual case, without a lock: it runs, it is the one that was asked for, it answers.
    if (known !== undefined && fits(known.state, choice.version, own)) {
      const running = await this.#answering(known);
      if (running !== undefined) return running;
    }
    return withLock(this.#server.lock, 'starts the engine', this.#machine, onEvent, async () =>
      this.#ensureUnderLock(choice, own, onEvent),
    );
  }

  async stop(onEvent: Watcher): Promise<boolean> {
    return withLock(this.#server.lock, 'stops the engine', this.#machine, onEvent, async () =>
      this.#stopUnderLock(onEvent),
    );
  }

  async uninstall(options: UninstallOptions, onEvent: Watcher): Promise<void> {
    await withLock(this.#server.lock, 'removes the engine', this.#machine, onEvent, async () => {
      // What lies there is asked, not the user's word: it becomes the path of a folder that is removed.
      const versions = (await this.#traces()).filter((version) => version === (options.version ?? version));
      const state = await readServerState(this.#server.state);
      const isRemoved =
        state !== undefined &&
        versions.some((version) => state.python.startsWith(installationFiles(this.#folders, version).folder));
      if (isRemoved || options.purge) await this.#stopUnderLock(onEvent);
      for (const version of versions) await this.#remove(version, onEvent);
      await rmdir(this.#folders.engines).catch(() => undefined);
      if (!options.purge) return;
      await rm(this.#server.data, { recursive: true, force: true });
      onEvent({ kind: 'removed', folder: this.#server.data });
    });
  }

  async #remove(version: string, onEvent: Watcher): Promise<void> {
    const files = installationFiles(this.#folders, version);
    await withLock(files.lock, `removes engine ${version}`, this.#machine, onEvent, async () => {
      await removeInstallation(this.#folders, version, this.#machine);
      await rm(files.log, { force: true });
    });
    onEvent({ kind: 'removed', folder: files.folder });
  }

  /** Versions of which anything lies in the cache folder, complete or not. */
  async #traces(): Promise<readonly string[]> {
    const names = await readdir(this.#folders.engines).catch(() => []);
    return [...new Set(names.flatMap((name) => /^\d+\.\d+\.\d+/.exec(name)?.[0] ?? []))];
  }

  async #installed(choice: LocalEngineChoice, onEvent: Watcher): Promise<StartableEngine> {
    const release = findRelease(choice.version);
    const find = async (): Promise<StartableEngine | undefined> =>
      findInstalled(this.#folders, release.version, this.#machine.platform);
    const ready = await find();
    if (ready !== undefined) return ready;
    const { lock } = installationFiles(this.#folders, release.version);
    return withLock(lock, `installs engine ${release.version}`, this.#machine, onEvent, async () => {
      // Whoever held the lock before may have installed it.
      const meanwhile = await find();
      if (meanwhile !== undefined) return meanwhile;
      await installRelease(release, choice.installer, this.#folders, this.#machine, onEvent);
      const installed = await find();
      if (installed !== undefined) return installed;
      throw new LocalEngineError(`Engine ${release.version} vanished while it was installed.`, {
        hint: 'Run the command again.',
      });
    });
  }

  async #ensureUnderLock(
    choice: LocalEngineChoice,
    own: StartableEngine | undefined,
    onEvent: Watcher,
  ): Promise<RunningEngine> {
    const known = await this.#knownServer();
    if (known !== undefined && known.processes.web.length > 0) {
      const kept = await this.#keepOrStop(known, choice, own, onEvent);
      if (kept !== undefined) return kept;
    } else if (known !== undefined) {
      onEvent({ kind: 'restarting', reason: 'the server that was started earlier is gone' });
      // The web server may be gone and its database server not.
      await stopServer(known.state, this.#server, this.#machine);
    }
    const engine = own ?? (await this.#installed(choice, onEvent));
    return startServer(engine, known?.state.port, this.#server, this.#machine, onEvent);
  }

  /** @returns the server that runs, when it is the right one and answers; otherwise stops it. */
  async #keepOrStop(
    { state, processes }: KnownServer,
    choice: LocalEngineChoice,
    own: StartableEngine | undefined,
    onEvent: Watcher,
  ): Promise<RunningEngine | undefined> {
    const right = fits(state, choice.version, own);
    if (right) {
      const age = this.#machine.clock.now() - state.startedAt;
      const patienceMs = Math.max(SILENCE_MS, YOUNG_MS - age);
      try {
        return await waitUntilReady(state, patienceMs, this.#server, this.#machine, onEvent);
      } catch (error) {
        // A calculation that runs is worth more than an answer now: the user decides.
        if (!(error instanceof LocalEngineError) || processes.calculations > 0) throw error;
      }
    } else if (processes.calculations > 0) {
      throw new LocalEngineError(
        `Engine ${state.version} runs with ${processes.calculations} calculation(s), so it is not replaced by the one that was asked for.`,
        { hint: 'Wait for the calculations, or end them with "openquake engine stop".' },
      );
    }
    onEvent({
      kind: 'restarting',
      reason: right
        ? 'the server does not answer'
        : `engine ${state.version} was running, another one is asked for`,
    });
    await this.#stopUnderLock(() => undefined);
    return undefined;
  }

  async #stopUnderLock(onEvent: Watcher): Promise<boolean> {
    const known = await this.#knownServer();
    if (known === undefined) return false;
    const { state, processes } = known;
    const wasRunning = processes.web.length > 0;
    const url = serverUrl(state.port);
    if (wasRunning) onEvent({ kind: 'stopping', url, calculations: processes.calculations });
    await stopServer(state, this.#server, this.#machine);
    await removeServerState(this.#server.state);
    if (wasRunning) onEvent({ kind: 'stopped', url });
    return wasRunning;
  }

  async #knownServer(): Promise<KnownServer | undefined> {
    const state = await readServerState(this.#server.state);
    if (state === undefined) return undefined;
    return { state, processes: await serverProcesses(state, this.#server, this.#machine.platform) };
  }

  async #answering({ state, processes }: KnownServer): Promise<RunningEngine | undefined> {
    if (processes.web.length === 0) return undefined;
    const url = serverUrl(state.port);
    const version = await this.#machine.probe(url);
    return version === undefined ? undefined : { url, version, pid: state.pid, logFile: this.#server.log };
  }
}

/** Whether a server is the one that was asked for; without a wish every one is. */
function fits(state: ServerState, version: string | undefined, own: StartableEngine | undefined): boolean {
  if (own !== undefined) return state.python === own.python;
  return version === undefined || state.version === version;
}
