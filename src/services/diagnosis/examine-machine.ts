import { stat } from 'node:fs/promises';
import { LocalEngineError } from '../../errors.js';
import type { LocalEngine, LocalEngineStatus } from '../../local-engine/local-engine.js';
import type { Machine } from '../../local-engine/machine.js';
import { findPython } from '../../local-engine/python.js';
import { findRelease } from '../../local-engine/releases.js';
import { freeBytes } from '../../local-engine/space.js';
import { broken, doubtful, fine, type Finding } from './finding.js';

const GB = 1024 ** 3;
/** Archives and exports of ordinary models. */
const ROOM_BYTES = GB;
/** Below it not even small results have room. */
const NO_ROOM_BYTES = 50 * 1024 ** 2;

/** @param version of Node, e.g. `20.20.2`. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return isEnough
    ? fine('node', `Node ${version}`)
    : broken('node', `Node ${version} is too old`, 'Install Node 20.19 or newer.', 'internal');
}

/** Looks whether others may read or change the settings, which tell where jobs are sent. */
export async function examineSettings(file: string, platform: NodeJS.Platform): Promise<Finding> {
  try {
    const { mode } = await stat(file);
    if (platform !== 'win32' && (mode & 0o022) !== 0) {
      return doubtful('settings', `others may change ${file}`, `Keep it to yourself: chmod 600 ${file}`);
    }
    return fine('settings', file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fine('settings', 'none saved yet');
    return broken(
      'settings',
      `${file} cannot be read`,
      'Mend its rights, or move it away.',
      'incompleteResults',
    );
  }
}

/** @param what the folder is for, e.g. `temporary files`. */
export async function examineDisk(what: string, folder: string): Promise<Finding> {
  try {
    const free = await freeBytes(folder);
    const words = `${(free / GB).toFixed(1)} GB free for ${what} in ${folder}`;
    if (free < NO_ROOM_BYTES) {
      return broken('disk', words, 'Free some space.', 'incompleteResults');
    }
    return free < ROOM_BYTES ? doubtful('disk', words, 'Free some space.') : fine('disk', words);
  } catch {
    return doubtful(
      'disk',
      `the room for ${what} in ${folder} is not known`,
      'Check that the folder is there.',
    );
  }
}

/** What the embedded engine needs and how it stands. */
export async function* examineLocalEngine(
  engine: LocalEngine,
  machine: Pick<Machine, 'env' | 'platform' | 'stopped'>,
  version: string | undefined,
  isWanted: boolean,
): AsyncGenerator<Finding, LocalEngineStatus | undefined, void> {
  // Who names a host needs neither.
  const worse = (check: string, finding: string, nextStep: string): Finding =>
    isWanted
      ? broken(check, finding, nextStep, 'localEngine')
      : fine(check, `${finding} (not needed with a host)`);
  let status: LocalEngineStatus | undefined;
  try {
    status = await engine.status();
    const installed = status.installed.map((one) => one.version).join(', ');
    const words =
      installed === '' ? 'no engine is installed on this machine' : `engine ${installed} is installed here`;
    yield status.stale
      ? doubtful('local-engine', `${words}; its server is gone`, 'Start it again: openquake engine start')
      : fine(
          'local-engine',
          status.running === undefined
            ? `${words}, none runs`
            : `${words}, ${status.running.version} runs at ${status.running.url}`,
        );
    if (installed !== '') return status;
  } catch (error) {
    if (!(error instanceof LocalEngineError)) throw error;
    yield worse('local-engine', error.message, error.hint ?? 'See openquake engine status.');
  }
  try {
    const release = findRelease(version);
    const python = await findPython(release, machine);
    yield python.makesVenvs
      ? fine('python', `Python 3.${python.minor} (${python.path}) can carry engine ${release.version}`)
      : worse(
          'python',
          `${python.path} cannot make virtual environments`,
          'Install its venv module (Debian: python3-venv).',
        );
  } catch (error) {
    if (!(error instanceof LocalEngineError)) throw error;
    yield worse('python', error.message, error.hint ?? 'Install Python 3.11.');
  }
  return status;
}
