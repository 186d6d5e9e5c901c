import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';
import { wallClock } from '../../src/clock.js';
import type { Machine } from '../../src/local-engine/machine.js';

/** @returns a folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'openquake-engine-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return folder;
}

/**
 * A stand-in for Python in a few lines of shell and Node: it answers our questions, makes "virtual environments" that
 * hold itself, "installs" as `FAKE_PIP` says and serves an engine's version.
 */
const SCRIPT = `#!/bin/sh
# settings
version="\${FAKE_PYTHON_VERSION:-3.11}"
case "$*" in
  "-c "*platform.python_implementation*) echo "python|$0|$version|\${FAKE_VENV:-1}|1|CPython" ;;
  "-c "*openquake.baselib*) echo "engine|\${FAKE_ENGINE_VERSION:-3.99.0}|$0" ;;
  "-c import openquake.engine"*) exit "\${FAKE_IMPORT:-0}" ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip install "*)
    echo "$PPID" >> "$FAKE_NOTES/pip-runs"
    case "\${FAKE_PIP:-ok}" in
      ok) echo "Collecting numpy==1.26.4 (from -r pins.txt (line 1))"; sleep "\${FAKE_PIP_SECONDS:-0}" ;;
      hang) echo $$ > "$FAKE_NOTES/pip-hangs"; while :; do sleep 1; touch "$(dirname "$0")/written"; done ;;
      *) cat "$FAKE_NOTES/pip-words"; exit 1 ;;
    esac ;;
  "-m openquake.commands webui start "*)
    echo "$$" >> "$FAKE_NOTES/server-starts"
    case "\${FAKE_SERVER:-ok}" in
      ok) exec "$FAKE_NODE" "$FAKE_NOTES/server.cjs" "$5" ;;
      child) "$FAKE_NODE" "$FAKE_NOTES/server.cjs" "$5"; exit $? ;;
      *) echo "Traceback: no such table"; exit 1 ;;
    esac ;;
  *) echo "unexpected: $*"; exit 9 ;;
esac
`;

const SERVER = `
const [host, port] = process.argv[2].split(':');
process.title = 'engine ' + process.argv[2];
require('node:http').createServer((request, response) => {
  response.end(request.url === '/v1/engine_version' ? '3.99.0' : '');
}).listen(Number(port), host, () => console.log('listening, TMPDIR is ' + process.env.TMPDIR));
`;

/** A machine with a fake Python on PATH, and where it keeps its notes. */
export interface FakeMachine {
  readonly machine: Machine;
  readonly folder: string;
  readonly notes: string;
  readonly python: string;
  /** As the user's Ctrl-C. */
  readonly interrupt: () => void;
}

/** @returns a machine of its own in a temporary folder; `env` sets how its Python behaves. */
export async function fakeMachine(env: Readonly<Record<string, string>> = {}): Promise<FakeMachine> {
  const folder = await temporaryFolder();
  return fakeMachineIn(folder, env);
}

/** The same in a given folder, so that two machines can share one. */
export async function fakeMachineIn(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<FakeMachine> {
  const bin = join(folder, 'bin');
  const notes = join(folder, 'notes');
  const python = join(bin, 'python3.11');
  await mkdir(bin, { recursive: true });
  await mkdir(notes, { recursive: true });
  const settings = { FAKE_NOTES: notes, FAKE_NODE: process.execPath, ...env };
  // Written into the script, because the engine is not given the environment of the program that starts it.
  const defaults = Object.entries(settings).map(([name, value]) => `: "\${${name}:=${value}}"`);
  await writeFile(python, SCRIPT.replace('# settings', defaults.join('\n')));
  await chmod(python, 0o755);
  await writeFile(join(notes, 'server.cjs'), SERVER);
  const stopping = new AbortController();
  const machine: Machine = {
    env: {
      // Shell tools, and no Python: a real one must not answer in place of the fake.
      PATH: [bin, await toolsWithoutPython(folder)].join(delimiter),
      OPENQUAKE_CACHE_DIR: join(folder, 'cache'),
      OPENQUAKE_DATA_DIR: join(folder, 'data'),
      ...env,
    },
    homeDir: folder,
    platform: process.platform,
    clock: wallClock,
    stopped: stopping.signal,
    probe: async (url) => {
      try {
        return await (await fetch(`${url}/v1/engine_version`, { signal: AbortSignal.timeout(2_000) })).text();
      } catch {
        return undefined;
      }
    },
  };
  return { machine, folder, notes, python, interrupt: () => stopping.abort() };
}

async function toolsWithoutPython(folder: string): Promise<string> {
  const tools = join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  for (const name of ['mkdir', 'cp', 'sleep', 'touch', 'cat', 'dirname']) {
    const place = join(tools, name);
    await writeFile(place, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`);
    await chmod(place, 0o755);
  }
  return dirname(join(tools, 'x'));
}
