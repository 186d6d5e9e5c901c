/** What happens while an engine is installed, started or stopped; a view turns it into words. */
export type LocalEngineEvent =
  | { readonly kind: 'waiting-for-lock'; readonly holderPid: number | undefined }
  | { readonly kind: 'step'; readonly text: string }
  | { readonly kind: 'installed'; readonly version: string; readonly folder: string }
  | { readonly kind: 'starting'; readonly version: string; readonly url: string; readonly logFile: string }
  | { readonly kind: 'ready'; readonly version: string; readonly url: string };

/** How the engine on this machine is chosen. */
export interface LocalEngineChoice {
  /** Release to install or use, e.g. `3.23.5`; the default release when undefined. */
  readonly version?: string | undefined;
  /** An interpreter that already has the engine; nothing is installed then. */
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

/** What is known of the engine on this machine. */
export interface LocalEngineStatus {
  readonly installed: readonly { readonly version: string; readonly folder: string; readonly sizeBytes: number | undefined }[];
  readonly running: RunningEngine | undefined;
  /** A server that was started and is gone, where there is a trace of one. */
  readonly stale: boolean;
  /** Folder with the database and the calculations. */
  readonly dataFolder: string;
}

/** The embedded default: a real engine on this machine, for those who name no host. */
export interface LocalEngine {
  status(): Promise<LocalEngineStatus>;
  /** Whether {@link ensureRunning} would have to install first: what the user is asked about. */
  needsInstall(choice: LocalEngineChoice): Promise<boolean>;
  /** @throws LocalEngineError: no Python, too old a Python, no network, no space; nothing half-installed is left. */
  install(choice: LocalEngineChoice, onEvent: (event: LocalEngineEvent) => void): Promise<void>;
  /** Installs and starts where needed; a second caller waits for the first. @throws LocalEngineError */
  ensureRunning(choice: LocalEngineChoice, onEvent: (event: LocalEngineEvent) => void): Promise<RunningEngine>;
  /** @returns whether a server was running. Stops the web server and the database server. */
  stop(onEvent: (event: LocalEngineEvent) => void): Promise<boolean>;
  /** Removes the installed engines; with `purge` the calculations too. */
  uninstall(options: { readonly version?: string | undefined; readonly purge: boolean }, onEvent: (event: LocalEngineEvent) => void): Promise<void>;
}
