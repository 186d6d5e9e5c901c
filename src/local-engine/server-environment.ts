import type { ServerFiles } from './folders.js';
import type { Machine } from './machine.js';
import { type EnginePorts, LOOPBACK } from './ports.js';

/**
 * What the engine may see of the user's environment. A list of what is let in, not of what is kept out: the engine's
 * server shows its environment on its debug page, and tokens have no business there.
 */
const LET_IN =
  /^(?:PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|USER|LOGNAME|USERNAME|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|NUMBER_OF_PROCESSORS|PROCESSOR_[A-Z]+|LD_LIBRARY_PATH|DYLD_[A-Z_]+|OMP_NUM_THREADS|OQ_NUM_CORES|OQ_DISTRIBUTE)$/i;

/** @returns the environment under which the engine, and its own `oq`, work on our database and nobody else's. */
export function serverEnvironment(env: Machine['env'], files: ServerFiles): Readonly<Record<string, string>> {
  const let_in = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && LET_IN.test(name) ? [[name, value] as const] : [],
  );
  return {
    ...Object.fromEntries(let_in),
    HOME: files.home,
    USERPROFILE: files.home,
    OQ_DATADIR: files.oqdata,
    OQ_CONFIG_FILE: files.config,
    TMPDIR: files.scratch,
    TEMP: files.scratch,
    TMP: files.scratch,
    PYTHONNOUSERSITE: '1',
    // The log is read while the server starts.
    PYTHONUNBUFFERED: '1',
    // The engine asks the internet for a newer release at every calculation, unless a CI system runs it.
    CI: '1',
  };
}

/** @returns the text of the engine's configuration file; what it leaves out keeps the engine's defaults. */
export function serverConfig(files: ServerFiles, ports: EnginePorts): string {
  return [
    '# Written by the openquake command at every start of the engine; changes are lost.',
    '[dbserver]',
    `file = ${files.oqdata}/db.sqlite3`,
    `host = ${LOOPBACK}`,
    `port = ${ports.database}`,
    `receiver_host = ${LOOPBACK}`,
    `receiver_ports = ${ports.receiverFirst}-${ports.receiverLast}`,
    '[webapi]',
    `server = http://${LOOPBACK}:${ports.web}`,
    '[directory]',
    'shared_dir =',
    '',
  ].join('\n');
}
