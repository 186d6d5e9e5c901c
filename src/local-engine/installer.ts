import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LocalEngineError } from '../errors.js';
import { type ChildEnd, runChild } from './child.js';
import { findProgram } from './find-program.js';
import { type Folders, type InstallationFiles, installationFiles, venvPython } from './folders.js';
import { withHeartbeat } from './heartbeat.js';
import { installFailed } from './install-failure.js';
import { folderSize, markInstalled, noteInstaller, removeInstallation } from './installation.js';
import { type InstallerReader, pipReader, uvReader } from './installer-output.js';
import type { LocalEngineChoice, LocalEngineEvent } from './local-engine.js';
import type { Machine } from './machine.js';
import { findPython, type Interpreter } from './python.js';
import type { Release } from './releases.js';
import { checkSpace, freeBytes } from './space.js';

type Watcher = (event: LocalEngineEvent) => void;

/** The program that installs, ready to be called. */
type Installer = { readonly name: 'pip' } | { readonly name: 'uv'; readonly path: string };

/** How often a silent step says that it goes on. */
const HEARTBEAT_MS = 10_000;

/**
 * Importing the engine compiles its numerical code, for a minute or two; done here, so that the first start is as
 * short as every other and so that "installed" means "was seen to load".
 */
const FIRST_IMPORT = 'import openquake.engine.engine, openquake.calculators.base, openquake.commands.webui';

/**
 * Installs a release into its folder; to be called under the installation's lock. What an earlier run left half-done
 * is removed first, and so is everything of this one when it fails or is interrupted.
 * @throws LocalEngineError with one clear message; InterruptedError.
 */
export async function installRelease(
  release: Release,
  wanted: LocalEngineChoice['installer'],
  folders: Folders,
  machine: Machine,
  onEvent: Watcher,
): Promise<void> {
  const files = installationFiles(folders, release.version);
  await removeInstallation(folders, release.version, machine);
  const installer = await chooseInstaller(wanted, machine);
  const python = await findPython(release, machine);
  const attempt = {
    version: release.version,
    installer: installer.name,
    engines: folders.engines,
    log: files.log,
  };
  checkSpace(release, folders.engines, await freeBytes(folders.engines));
  if (installer.name === 'pip' && !python.makesVenvs) {
    throw installFailed({ ...attempt, lines: ['ensurepip is not available'] });
  }
  const lines: string[] = [];
  try {
    await mkdir(files.scratch, { recursive: true });
    const run = createRunner(release, files, folders, machine, lines);
    await makeEnvironment(release, installer, python, files, machine, run, onEvent);
    await prepare(files, machine, run, onEvent);
    await rm(files.scratch, { recursive: true, force: true });
    await rm(files.installing, { force: true });
    await markInstalled(folders, release.version, {
      python: `3.${python.minor}`,
      installer: installer.name,
      size_bytes: await folderSize(files.folder),
    });
  } catch (error) {
    await removeInstallation(folders, release.version, machine);
    if (error instanceof StepFailed) throw installFailed({ ...attempt, lines });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw installFailed({ ...attempt, lines: [`${code}: ${message}`] });
    throw error;
  }
  onEvent({ kind: 'installed', version: release.version, folder: files.folder });
}

/** A child of the installation ended badly; its words are in the lines kept. */
class StepFailed extends Error {}

type Runner = (
  command: string,
  args: readonly string[],
  onLine?: (line: string) => void,
) => Promise<ChildEnd>;

/** @returns a function that runs one program of the installation, keeps its words and notes its process. */
function createRunner(
  release: Release,
  files: InstallationFiles,
  folders: Folders,
  machine: Machine,
  lines: string[],
): Runner {
  return async (command, args, onLine) => {
    const log = createWriteStream(files.log, { flags: lines.length === 0 ? 'w' : 'a' });
    // A full disk also hits the log; the installer's own words are kept in memory.
    log.on('error', () => undefined);
    try {
      const end = await runChild(
        {
          command,
          args,
          env: installerEnvironment(machine.env, files),
          cwd: files.scratch,
          onStart: async (pid) => noteInstaller(folders, release.version, pid, machine.platform),
          onLine: (line) => {
            log.write(`${line}\n`);
            onLine?.(line);
          },
        },
        machine,
      );
      lines.push(...end.lines);
      if (end.code !== 0) throw new StepFailed(`${command} ended with ${end.code}`);
      return end;
    } finally {
      log.end();
    }
  };
}

/**
 * The user's environment (proxies, certificates, package index) without what would lead the installation to another
 * Python or another place. Temporary files go beside the engine: /tmp may be small, and they are removed with it.
 */
function installerEnvironment(
  env: Machine['env'],
  files: InstallationFiles,
): Readonly<Record<string, string | undefined>> {
  const misleading = [
    'PYTHONPATH',
    'PYTHONHOME',
    'VIRTUAL_ENV',
    'PIP_TARGET',
    'PIP_PREFIX',
    'PIP_ROOT',
    'PIP_REQUIRE_HASHES',
  ];
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.includes(name))),
    PIP_USER: '0',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONUNBUFFERED: '1',
    TMPDIR: files.scratch,
    TEMP: files.scratch,
    TMP: files.scratch,
  };
}

async function chooseInstaller(wanted: LocalEngineChoice['installer'], machine: Machine): Promise<Installer> {
  if (wanted === 'pip') return { name: 'pip' };
  const uv = await findProgram('uv', machine);
  if (uv !== undefined) return { name: 'uv', path: uv };
  if (wanted !== 'uv') return { name: 'pip' };
  throw new LocalEngineError('uv was not found on PATH, so it cannot install the engine.', {
    hint: 'Install uv, or leave out --installer to use pip.',
  });
}

async function makeEnvironment(
  release: Release,
  installer: Installer,
  python: Interpreter,
  files: InstallationFiles,
  machine: Machine,
  run: Runner,
  onEvent: Watcher,
): Promise<void> {
  const total = release.pins.length;
  const pins = path.join(files.scratch, 'pins.txt');
  await writeFile(pins, `${release.pins.join('\n')}\n`);
  onEvent({ kind: 'step', text: `Making a private Python 3.${python.minor} environment`, done: 0, total });
  const venv = venvPython(files.folder, machine.platform);
  // The pins are complete: resolving again could only ask for what cannot be had (gdal has no wheel).
  const what = ['--no-deps', '--only-binary', ':all:', '-r', pins];
  if (installer.name === 'uv') {
    await run(installer.path, ['venv', '--quiet', '--no-project', '--python', python.path, files.folder]);
    await run(
      installer.path,
      ['pip', 'install', '--no-progress', '--python', venv, ...what],
      reporter(uvReader(), total, onEvent),
    );
    return;
  }
  await run(python.path, ['-m', 'venv', files.folder]);
  await run(
    venv,
    // One retry: without a network each package would be tried for minutes.
    ['-m', 'pip', 'install', '--progress-bar', 'off', '--retries', '1', '--timeout', '20', ...what],
    reporter(pipReader(), total, onEvent),
  );
}

function reporter(read: InstallerReader, total: number, onEvent: Watcher): (line: string) => void {
  return (line) => {
    const step = read(line);
    if (step !== undefined) onEvent({ kind: 'step', ...step, total });
  };
}

async function prepare(
  files: InstallationFiles,
  machine: Machine,
  run: Runner,
  onEvent: Watcher,
): Promise<void> {
  const text = 'Compiling its numerical code for the first start, about two minutes';
  onEvent({ kind: 'step', text });
  await withHeartbeat(
    machine.clock,
    HEARTBEAT_MS,
    (elapsedMs) => {
      onEvent({ kind: 'step', text, elapsedMs });
    },
    run(venvPython(files.folder, machine.platform), ['-c', FIRST_IMPORT]),
  );
}
