import path from 'node:path';
import type { Machine } from './machine.js';

/** Where the embedded engine lives on this machine; programs under the cache folder, results never. */
export interface Folders {
  /** Holds one folder per installed release; may be deleted at any time. */
  readonly engines: string;
  /** Holds the database, the calculations, the log and the state of the server. */
  readonly data: string;
}

/** @returns the folder of what may be deleted at any time, see {@link engineFolders}. */
export function cacheFolder(machine: Pick<Machine, 'env' | 'homeDir' | 'platform'>): string {
  return absolute(machine.env['OPENQUAKE_CACHE_DIR']) ?? platformFolders(machine).cache;
}

/**
 * @returns the folders of this user, after the platform's custom: `XDG_CACHE_HOME` and `XDG_DATA_HOME` or their
 * defaults, `Library` on macOS, `LOCALAPPDATA` on Windows. `OPENQUAKE_CACHE_DIR` and `OPENQUAKE_DATA_DIR` win.
 */
export function engineFolders(machine: Pick<Machine, 'env' | 'homeDir' | 'platform'>): Folders {
  const custom = platformFolders(machine);
  const data = absolute(machine.env['OPENQUAKE_DATA_DIR']) ?? custom.data;
  return { engines: path.join(cacheFolder(machine), 'engines'), data: path.join(data, 'engine') };
}

function platformFolders({ env, homeDir, platform }: Pick<Machine, 'env' | 'homeDir' | 'platform'>): {
  cache: string;
  data: string;
} {
  if (platform === 'darwin') {
    const library = path.join(homeDir, 'Library');
    return {
      cache: path.join(library, 'Caches', 'openquake'),
      data: path.join(library, 'Application Support', 'openquake'),
    };
  }
  if (platform === 'win32') {
    const local = absolute(env['LOCALAPPDATA']) ?? path.join(homeDir, 'AppData', 'Local');
    return { cache: path.join(local, 'openquake', 'Cache'), data: path.join(local, 'openquake', 'Data') };
  }
  const cacheHome = absolute(env['XDG_CACHE_HOME']) ?? path.join(homeDir, '.cache');
  const dataHome = absolute(env['XDG_DATA_HOME']) ?? path.join(homeDir, '.local', 'share');
  return { cache: path.join(cacheHome, 'openquake'), data: path.join(dataHome, 'openquake') };
}

/** The XDG rules say that relative paths are to be ignored; for our own variables settings.ts refuses them. */
function absolute(value: string | undefined): string | undefined {
  return value !== undefined && path.isAbsolute(value) ? value : undefined;
}

/** The files of one release under {@link Folders.engines}. */
export interface InstallationFiles {
  /** The virtual environment. */
  readonly folder: string;
  /** Written last, inside the folder: a folder without it is half an engine. */
  readonly marker: string;
  /** Exists while the installer runs: its process, so that a later run can end what an earlier one left. */
  readonly installing: string;
  readonly scratch: string;
  readonly log: string;
  readonly lock: string;
}

/** @returns the places of one release. */
export function installationFiles(folders: Folders, version: string): InstallationFiles {
  const folder = path.join(folders.engines, version);
  return {
    folder,
    marker: path.join(folder, 'installed.json'),
    installing: `${folder}.installing.json`,
    scratch: `${folder}.tmp`,
    log: `${folder}.install.log`,
    lock: `${folder}.lock`,
  };
}

/** The files of the server under {@link Folders.data}. */
export interface ServerFiles {
  readonly data: string;
  /** `HOME` of the engine. */
  readonly home: string;
  /** `OQ_DATADIR`: the database and the calculations. */
  readonly oqdata: string;
  /**
   * `TMPDIR`. The engine unpacks the inputs of calculation N into `TMPDIR/USER/calc_N`: with a folder shared by two
   * databases, whose numbers are the same, the inputs of two calculations mix.
   */
  readonly scratch: string;
  readonly config: string;
  readonly state: string;
  readonly log: string;
  readonly lock: string;
}

/** @returns the places of the server. */
export function serverFiles(folders: Folders): ServerFiles {
  const { data } = folders;
  const home = path.join(data, 'home');
  return {
    data,
    home,
    oqdata: path.join(home, 'oqdata'),
    scratch: path.join(data, 'tmp'),
    config: path.join(data, 'openquake.cfg'),
    state: path.join(data, 'server.json'),
    log: path.join(data, 'server.log'),
    lock: path.join(data, 'server.lock'),
  };
}

/** @returns the interpreter inside a virtual environment. */
export function venvPython(folder: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}
