// An engine server of the benchmark's own: a database of its own on loopback, gone when the benchmark ends.
import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  readlinkSync,
  closeSync,
  fstatSync,
  rmSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
export const program = join(root, 'bin', 'openquake.js');

/** Starts an engine, installing it first where the cache of the live tests has none. */
export async function startEngine(version) {
  const folder = mkdtempSync(join(tmpdir(), 'openquake-load-'));
  const env = {
    ...process.env,
    OPENQUAKE_CACHE_DIR: process.env.OPENQUAKE_TEST_CACHE || join(homedir(), '.cache', 'openquake-test'),
    OPENQUAKE_DATA_DIR: join(folder, 'data'),
    OPENQUAKE_ENGINE_VERSION: version,
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  delete env.NODE_EXTRA_CA_CERTS;
  const cli = async (...words) =>
    (await run(process.execPath, [program, ...words], { env, maxBuffer: 2 ** 28 })).stdout;
  const stop = async () => {
    await cli('engine', 'stop', '--yes');
    rmSync(folder, { recursive: true, force: true });
  };
  let url;
  try {
    url = (await cli('engine', 'start')).match(/http:\S+/)[0];
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  const data = join(folder, 'data', 'engine');
  const python = join(env.OPENQUAKE_CACHE_DIR, 'engines', version, 'bin', 'python');
  if (!existsSync(python)) throw new Error(`no interpreter at ${python}`);
  const databaseFile = join(data, 'home', 'oqdata', 'db.sqlite3');
  const databaseArgs = (...words) => [
    join(import.meta.dirname, 'database.py'),
    databaseFile,
    ...words.map(String),
  ];
  return {
    url,
    folder,
    env,
    python,
    cli,
    stop,
    /** The engine's own command line on the same database. */
    oqEnv: {
      PATH: process.env.PATH,
      HOME: join(data, 'home'),
      OQ_DATADIR: join(data, 'home', 'oqdata'),
      OQ_CONFIG_FILE: join(data, 'openquake.cfg'),
      TMPDIR: join(data, 'tmp'),
      CI: '1',
    },
    database: async (...words) => Number((await run(python, databaseArgs(...words))).stdout),
    inBackground: (...words) =>
      new Promise((resolve, reject) => {
        const child = spawn(python, databaseArgs(...words), { stdio: 'inherit' });
        child.once('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`database.py ended with ${code}`)),
        );
      }),
    requests: requestCounter(join(data, 'server.log')),
    cpuSeconds: () => serverCpuSeconds(data),
  };
}

/** @returns a function that tells how many requests the server has written down since it was last called. */
function requestCounter(file) {
  let offset = 0;
  let rest = '';
  return () => {
    const handle = openSync(file, 'r');
    const buffer = Buffer.alloc(fstatSync(handle).size - offset);
    const read = readSync(handle, buffer, 0, buffer.length, offset);
    closeSync(handle);
    offset += read;
    const lines = (rest + buffer.subarray(0, read).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    return lines.filter((line) => /"(?:GET|POST) \/v1\//.test(line)).length;
  };
}

/** CPU seconds of the server's processes: those that work in its folder (Linux). They write over their environment. */
function serverCpuSeconds(data) {
  const ticks = 100;
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(data)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /, '')
        .split(' ');
      sum += (Number(fields[11]) + Number(fields[12])) / ticks;
    } catch {
      // It ended, or belongs to somebody else.
    }
  }
  return sum;
}
