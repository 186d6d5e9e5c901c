import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { LocalEngineError } from '../errors.js';
import { runChild } from './child.js';
import { findProgram } from './find-program.js';
import type { Machine } from './machine.js';
import type { StartableEngine } from './server-start.js';

/** Words for "the engine behind `oq` on PATH". */
const ON_PATH = ['oq', 'path'];

/** Importing the smallest part of the engine; the whole takes seconds. */
const QUESTION =
  'import sys; from openquake.baselib import __version__; print("engine|%s|%s" % (__version__, sys.executable))';

/**
 * Finds an engine that the user installed.
 * @param wanted an interpreter (a path or a name on PATH), or `oq` for the one behind `oq` on PATH.
 * @throws LocalEngineError when there is none, or it has no engine.
 */
export async function findOwnEngine(wanted: string, machine: Machine): Promise<StartableEngine> {
  const command = ON_PATH.includes(wanted.toLowerCase()) ? await interpreterOfOq(machine) : wanted;
  // Their modules could stand in for the interpreter's own.
  const env = { ...machine.env, PYTHONPATH: undefined, PYTHONHOME: undefined };
  const end = await runChild({ command, args: ['-c', QUESTION], env }, machine);
  const [, version, python] = end.lines.find((line) => line.startsWith('engine|'))?.split('|') ?? [];
  if (end.code === 0 && version !== undefined && python !== undefined) return { version, python };
  const why =
    end.code === 127
      ? 'it cannot be started'
      : end.lines.some((line) => line.includes("No module named 'openquake"))
        ? 'it has no OpenQuake engine'
        : (end.lines.findLast((line) => line.trim() !== '') ?? 'it said nothing');
  throw new LocalEngineError(`The Python ${command} cannot be used: ${why}.`, {
    hint: 'Name the Python of an engine with --engine-python, or leave it out to have one installed.',
    facts: { python: command },
  });
}

async function interpreterOfOq(machine: Machine): Promise<string> {
  const oq = await findProgram('oq', machine);
  if (oq === undefined) {
    throw new LocalEngineError('oq was not found on PATH.', {
      hint: 'Name the Python of your engine with --engine-python PATH, or leave it out to have an engine installed.',
    });
  }
  const script = await realpath(oq);
  const interpreter =
    machine.platform === 'win32' ? undefined : readShebang(await readFile(script, 'latin1'));
  // On Windows oq.exe is a program; Python lies beside it or, outside of a venv, one folder up.
  return (
    interpreter ?? path.join(path.dirname(script), machine.platform === 'win32' ? 'python.exe' : 'python')
  );
}

/**
 * @returns the interpreter that a script names: `#!/path/python`, or the two lines that pip writes where the path is
 * too long for one (`#!/bin/sh` and `'''exec' "/path/python" "$0" "$@"`).
 */
export function readShebang(script: string): string | undefined {
  const [first = '', second = ''] = script.split('\n');
  if (!first.startsWith('#!')) return undefined;
  const exec = /^'''exec' (?:"([^"]+)"|(\S+))/.exec(second);
  if (exec !== null) return exec[1] ?? exec[2];
  const words = first.slice(2).trim();
  // Blanks in the path are possible, arguments are not used by pip; `env` needs its argument.
  const viaEnv = /^\S*\/env\s+(\S+)/.exec(words)?.[1];
  return viaEnv ?? words;
}
