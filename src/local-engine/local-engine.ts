/** What happens while an engine is installed, started or stopped; a view turns it into words. */
export type LocalEngineEvent =
  /** Another run of this program installs, starts or stops; this one waits for it. */
  | { readonly kind: 'waiting-for-lock'; readonly holderPid: number | undefined; readonly purpose: string }
  /** A step of longer work; `done` of `total` packages where they can be counted, `elapsedMs` where it only lasts. */
  | {
      readonly kind: 'step';
      readonly text: string;
      readonly done?: number | undefined;
      readonly total?: number | undefined;
      readonly elapsedMs?: number | undefined;
    }
  | { readonly kind: 'installed'; readonly version: string; readonly folder: string }
  /** A server that was started earlier is dead, deaf or of another release, and is replaced. */
  | { readonly kind: 'restarting'; readonly reason: string }
  | { readonly kind: 'starting'; readonly version: string; readonly url: string; readonly logFile: string }
  | { readonly kind: 'ready'; readonly version: string; readonly url: string }
  /** `calculations` are ended by the stop; the engine lists them as `aborted` or `failed` then. */
  | { readonly kind: 'stopping'; readonly url: string; readonly calculations: number }
  | { readonly kind: 'stopped'; readonly url: string }
  | { readonly kind: 'removed'; readonly folder: string };

/** How the engine on this machine is chosen. */
export interface LocalEngineChoice {
  /** Release to install or use, e.g. `3.23.5`; when undefined the one that runs, else the default release. */
  readonly version?: string | undefined;
  /** An interpreter that already has the engine, or `oq` for the one behind `oq` on PATH; nothing is installed then. */
  readonly python?: string | undefined;
  /** Program that installs: `auto` takes uv where it is on PATH, else pip. */
  readonly installer?: 'auto' | 'pip' | 'uv' | undefined;
}

/** A running engine server on this machine. */
export interface RunningEngine {
  /** e.g. `http://127.0.0.1:40123`; loopback always. */
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  readonly logFile: string;
}

/** An engine that lies complete in the cache folder. */
export interface InstalledEngine {
  readonly version: string;
  readonly folder: string;
  readonly sizeBytes: number | undefined;
}

/** What is known of the engine on this machine. */
export interface LocalEngineStatus {
  readonly installed: readonly InstalledEngine[];
  readonly running: RunningEngine | undefined;
  /** Calculations that the running server executes or keeps in its queue. */
  readonly calculations: number;
  /** A server that was started and is gone, where there is a trace of one. */
  readonly stale: boolean;
  /** Folder with the database and the calculations. */
  readonly dataFolder: string;
}

/** What an installation would do, for the question to the user. */
export interface InstallPlan {
  readonly version: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly downloadBytes: number;
  readonly diskBytes: number;
}

/** What {@link LocalEngine.uninstall} removes. */
export interface UninstallOptions {
  /** One release; every one when undefined. */
  readonly version?: string | undefined;
  /** The calculations too. */
  readonly purge: boolean;
}

type Listener = (event: LocalEngineEvent) => void;

/** The embedded default: a real engine on this machine, for those who name no host. */
export interface LocalEngine {
  status(): Promise<LocalEngineStatus>;
  /** The version that {@link ensureRunning} would come up with; undefined where only that engine itself could tell. */
  expectedVersion(choice: LocalEngineChoice): Promise<string | undefined>;
  /** Whether {@link ensureRunning} would have to install first: what the user is asked about. @throws LocalEngineError */
  needsInstall(choice: LocalEngineChoice): Promise<boolean>;
  /** @throws LocalEngineError when the release is none that this program installs. */
  planInstall(choice: LocalEngineChoice): Promise<InstallPlan>;
  /** @throws LocalEngineError: no Python, too old a Python, no network, no space; nothing half-installed is left. */
  install(choice: LocalEngineChoice, onEvent: Listener): Promise<void>;
  /** Installs and starts where needed; a second caller waits for the first. @throws LocalEngineError */
  ensureRunning(choice: LocalEngineChoice, onEvent: Listener): Promise<RunningEngine>;
  /**
   * Stops the web server, its calculations and its database server.
   * @returns whether a server was running.
   * @throws LocalEngineError when something of it is left.
   */
  stop(onEvent: Listener): Promise<boolean>;
  /** Stops the server where it must and removes the installed engines; with `purge` the calculations too. */
  uninstall(options: UninstallOptions, onEvent: Listener): Promise<void>;
}
