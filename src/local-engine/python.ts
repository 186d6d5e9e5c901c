import { LocalEngineError } from '../errors.js';
import { type ChildEnd, runChild } from './child.js';
import type { Machine } from './machine.js';
import type { Release } from './releases.js';

/** An interpreter that can carry the engine. */
export interface Interpreter {
  /** Full path of the interpreter itself, not of a launcher that chooses one. */
  readonly path: string;
  readonly minor: number;
  /** Whether it can make virtual environments with pip in them; Debian ships that apart. */
  readonly makesVenvs: boolean;
}

/** Asks an interpreter about itself; works from Python 2.7 on, so that an old one can be named. */
const QUESTION = `
import sys, platform
try:
    import venv, ensurepip
    complete = 1
except ImportError:
    complete = 0
print("|".join(["python", sys.executable, "%d.%d" % sys.version_info[:2], str(complete), str(int(sys.maxsize > 2**32)), platform.python_implementation()]))
`;

interface Found {
  readonly name: string;
  readonly path: string;
  readonly version: string;
  readonly makesVenvs: boolean;
  readonly usual: boolean;
}

/** The names under which an interpreter may be found, the one named by the user alone where there is one. */
function candidates(
  release: Release,
  machine: Pick<Machine, 'env' | 'platform'>,
): readonly (readonly string[])[] {
  const named = machine.env['OPENQUAKE_PYTHON'];
  if (named !== undefined && named !== '') return [[named]];
  const versions = release.pythonMinors.map((minor) => `3.${minor}`);
  return machine.platform === 'win32'
    ? [...versions.map((version) => ['py', `-${version}`]), ['python'], ['python3']]
    : [...versions.map((version) => [`python${version}`]), ['python3'], ['python']];
}

/**
 * Finds a Python on which the release works: `OPENQUAKE_PYTHON`, or what PATH holds.
 * @throws LocalEngineError when there is none, or none of a fitting version.
 */
export async function findPython(
  release: Release,
  machine: Pick<Machine, 'env' | 'platform' | 'stopped'>,
): Promise<Interpreter> {
  const unfit: Found[] = [];
  for (const [command = '', ...args] of candidates(release, machine)) {
    const end = await runChild({ command, args: [...args, '-c', QUESTION], env: machine.env }, machine);
    const found = readAnswer(command, end);
    if (found === undefined) continue;
    const minor = fittingMinor(found, release);
    if (minor !== undefined) return { path: found.path, minor, makesVenvs: found.makesVenvs };
    unfit.push(found);
  }
  throw noPython(release, machine.env['OPENQUAKE_PYTHON'], unfit);
}

function readAnswer(name: string, end: ChildEnd): Found | undefined {
  const answer = end.lines.find((line) => line.startsWith('python|'))?.split('|');
  if (end.code !== 0 || answer === undefined) return undefined;
  const [, path = '', version = '', complete, wide, implementation] = answer;
  return {
    name,
    path,
    version,
    makesVenvs: complete === '1',
    usual: wide === '1' && implementation === 'CPython',
  };
}

function fittingMinor(found: Found, release: Release): number | undefined {
  if (!found.usual) return undefined;
  return release.pythonMinors.find((minor) => found.version === `3.${minor}`);
}

function noPython(release: Release, named: string | undefined, unfit: readonly Found[]): LocalEngineError {
  const wanted = [...release.pythonMinors].sort((a, b) => a - b).map((minor) => `3.${minor}`);
  const list = `${wanted.slice(0, -1).join(', ')} or ${wanted.at(-1) ?? ''}`;
  const hint = `Install Python ${wanted.includes('3.11') ? '3.11' : list} and run the command again, point OPENQUAKE_PYTHON at one, or use another server with --host.`;
  const facts = { wanted_python: wanted, found_python: unfit.map((found) => found.version) };
  if (unfit.length === 0) {
    const where =
      named === undefined || named === '' ? 'was not found' : `was not found at OPENQUAKE_PYTHON (${named})`;
    return new LocalEngineError(`Python ${where}; engine ${release.version} needs Python ${list}.`, {
      hint,
      facts,
    });
  }
  const seen = [...new Set(unfit.map((found) => `${found.name} is ${found.version}`))].join(', ');
  const verdict = allOlder(unfit, release)
    ? 'is too old'
    : allNewer(unfit, release)
      ? 'is too new'
      : 'does not fit';
  return new LocalEngineError(
    `Python here ${verdict}: ${seen}; engine ${release.version} needs Python ${list}.`,
    { hint, facts },
  );
}

function allOlder(unfit: readonly Found[], release: Release): boolean {
  return unfit.every((found) => order(found.version) < 300 + Math.min(...release.pythonMinors));
}

function allNewer(unfit: readonly Found[], release: Release): boolean {
  return unfit.every((found) => order(found.version) > 300 + Math.max(...release.pythonMinors));
}

/** `3.11` as 311: versions of Python in order. */
function order(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 100 + minor;
}
