import { isAbsolute } from 'node:path';
import { readDuration } from './durations.js';
import { UsageError } from './errors.js';
import type { GlobalOptions } from './global-options.js';

type Flags = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that CI systems set; there nobody can be asked. */
const CI_VARIABLES = ['CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL'];

/** Folders of ours. (The rules for those of XDG say that relative ones are to be ignored.) */
const FOLDER_VARIABLES = ['OPENQUAKE_CONFIG_DIR', 'OPENQUAKE_CACHE_DIR', 'OPENQUAKE_DATA_DIR'];

/**
 * Settles what every command understands: a flag wins over the environment. (Saved profiles come after both and are
 * read only where neither names a host; see context.ts.)
 * @throws UsageError when a variable holds nonsense.
 */
export function readGlobalOptions(flags: Flags, env: Environment): GlobalOptions {
  for (const name of FOLDER_VARIABLES) requireWholePath(name, env[name] ?? '');
  const text = (flag: string, variable: string): string | undefined => {
    const value = flags[flag];
    if (typeof value === 'string') return value;
    const fromEnv = env[variable];
    return fromEnv === undefined || fromEnv === '' ? undefined : fromEnv;
  };
  const hostIsTyped = typeof flags['host'] === 'string';
  // Whoever types --profile means it, whatever host the environment names: the flag must not send a job elsewhere.
  const profileIsTyped = typeof flags['profile'] === 'string';
  return {
    host: profileIsTyped && !hostIsTyped ? undefined : text('host', 'OPENQUAKE_HOST'),
    hostIsTyped,
    profile: text('profile', 'OPENQUAKE_PROFILE'),
    profileIsTyped,
    username: text('username', 'OPENQUAKE_USERNAME'),
    passwordFile: text('passwordFile', 'OPENQUAKE_PASSWORD_FILE'),
    caFile: text('caFile', 'OPENQUAKE_CA_FILE'),
    clientCert: text('clientCert', 'OPENQUAKE_CLIENT_CERT'),
    clientKey: text('clientKey', 'OPENQUAKE_CLIENT_KEY'),
    insecure: flags['insecure'] === true || isOn('OPENQUAKE_INSECURE', env),
    engineVersion: text('engineVersion', 'OPENQUAKE_ENGINE_VERSION'),
    enginePython: text('enginePython', 'OPENQUAKE_ENGINE_PYTHON'),
    json: flags['json'] === true || flags['jsonl'] === true,
    jsonl: flags['jsonl'] === true,
    columns: readColumns(flags['columns']),
    format: readFormat(flags),
    quiet: flags['quiet'] === true,
    noColour: flags['noColor'] === true,
    yes: flags['yes'] === true || isOn('OPENQUAKE_YES', env),
    inCi: CI_VARIABLES.some((name) => isTrue(env[name])),
    noCrate: flags['noCrate'] === true || isOn('OPENQUAKE_NO_CRATE', env),
    noInput: flags['noInput'] === true,
    debug: flags['debug'] === true,
    noKeyring: isOn('OPENQUAKE_NO_KEYRING', env),
    inPlace: flags['inPlace'] === true || isOn('OPENQUAKE_IN_PLACE', env),
    onInterrupt: readOnInterrupt(flags['onInterrupt'], text('onInterrupt', 'OPENQUAKE_ON_INTERRUPT')),
    notify: readNotify(flags['notify'], env['OPENQUAKE_NOTIFY']),
    patienceMs: readPatience(flags['patience'], text('patience', 'OPENQUAKE_PATIENCE')),
  };
}

/** The variable holds one place a line, so that a line of a command may hold anything else. */
function readNotify(flag: unknown, variable: string | undefined): readonly string[] {
  const typed = Array.isArray(flag) ? flag.filter((item): item is string => typeof item === 'string') : [];
  const places = typed.length > 0 ? typed : (variable ?? '').split('\n');
  return places.filter((place) => place.trim() !== '');
}

function readColumns(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const keys = value
    .split(',')
    .map((key) => key.trim().toLowerCase())
    .filter((key) => key !== '');
  if (keys.length > 0) return keys;
  throw new UsageError(`--columns takes names such as id,status, not "${value}".`);
}

function readFormat(flags: Flags): 'csv' | 'tsv' | undefined {
  const format = flags['format'];
  if (format !== 'csv' && format !== 'tsv') return undefined;
  if (flags['json'] !== true && flags['jsonl'] !== true) return format;
  throw new UsageError(
    `--format ${format} and --${flags['jsonl'] === true ? 'jsonl' : 'json'} are two shapes: give one.`,
  );
}

/** A folder that counts from wherever one stands is another one each time. @throws UsageError */
function requireWholePath(variable: string, value: string): void {
  if (value === '' || isAbsolute(value)) return;
  throw new UsageError(`${variable} is a whole path, from the root of the disk, not "${value}".`);
}

/** What others set to say that something is so: a number, a word, an address. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}

/** A switch of ours. @throws UsageError for a word that is neither yes nor no: it must not count as a yes. */
function isOn(variable: string, env: Environment): boolean {
  const value = env[variable] ?? '';
  if (/^(?:1|true|yes|on)$/i.test(value)) return true;
  if (/^(?:0|false|no|off)?$/i.test(value)) return false;
  throw new UsageError(`${variable} is 1 or 0, not "${value}".`);
}

function readOnInterrupt(flag: unknown, text: string | undefined): 'detach' | 'abort' {
  if (text === undefined || text === 'detach') return 'detach';
  if (text === 'abort') return 'abort';
  throw new UsageError(`${nameOf(flag, 'on-interrupt')} is detach or abort, not "${text}".`);
}

/** A reboot of the server's machine, a night's hiccup of the network. */
const DEFAULT_PATIENCE_S = 900;

function readPatience(flag: unknown, text: string | undefined): number {
  return readDuration(text ?? String(DEFAULT_PATIENCE_S), nameOf(flag, 'patience'));
}

/** Where a setting came from. */
function nameOf(flag: unknown, name: string): string {
  return flag === undefined ? `OPENQUAKE_${name.toUpperCase().replace('-', '_')}` : `--${name}`;
}
