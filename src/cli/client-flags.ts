import type { Arity } from './engine-flags.js';

/** One flag of this client that the engine's own command line never had. */
export interface ClientFlag {
  readonly name: string;
  readonly short?: string;
  readonly arity: Arity;
  readonly values?: string;
  readonly choices?: readonly string[];
  readonly group: 'Server' | 'Run' | 'Export' | 'Output' | 'Engine on this machine';
  readonly help: string;
  /** Environment variable that says the same; the flag wins. */
  readonly env?: string;
  /** May be given several times. */
  readonly repeatable?: true;
}

export const CLIENT_FLAGS: readonly ClientFlag[] = [
  {
    name: 'host',
    arity: 1,
    values: 'HOST',
    group: 'Server',
    env: 'OPENQUAKE_HOST',
    help: 'Engine server: my-host, my-host:8800 or a full URL. Without one: the engine on this machine.',
  },
  {
    name: 'profile',
    arity: 1,
    values: 'NAME',
    group: 'Server',
    env: 'OPENQUAKE_PROFILE',
    help: 'Use the host saved under this name (see openquake profile).',
  },
  {
    name: 'username',
    arity: 1,
    values: 'USER',
    group: 'Server',
    env: 'OPENQUAKE_USERNAME',
    help: 'Who you are on a server with login (default: who logged in last; see openquake login).',
  },
  {
    name: 'password-file',
    arity: 1,
    values: 'FILE',
    group: 'Server',
    env: 'OPENQUAKE_PASSWORD_FILE',
    help: 'A file with your password in its first line, for logins without a terminal.',
  },
  {
    name: 'ca-file',
    arity: 1,
    values: 'FILE',
    group: 'Server',
    env: 'OPENQUAKE_CA_FILE',
    help: 'Trust the authorities in this PEM file too.',
  },
  {
    name: 'client-cert',
    arity: 1,
    values: 'FILE',
    group: 'Server',
    env: 'OPENQUAKE_CLIENT_CERT',
    help: 'Your certificate (PEM), for servers that want one.',
  },
  {
    name: 'client-key',
    arity: 1,
    values: 'FILE',
    group: 'Server',
    env: 'OPENQUAKE_CLIENT_KEY',
    help: 'The key of your certificate (PEM; default: in the same file).',
  },
  {
    name: 'insecure',
    arity: 0,
    group: 'Server',
    env: 'OPENQUAKE_INSECURE',
    help: 'Do not look whether a server is who it says: anybody in between can read and change everything.',
  },
  {
    name: 'engine-version',
    arity: 1,
    values: 'VERSION',
    group: 'Engine on this machine',
    env: 'OPENQUAKE_ENGINE_VERSION',
    help: 'Release of the engine on this machine: 3.23.5 (default, LTS) or 3.26.2.',
  },
  {
    name: 'engine-python',
    arity: 1,
    values: 'PATH',
    group: 'Engine on this machine',
    env: 'OPENQUAKE_ENGINE_PYTHON',
    help: 'Use the engine that this Python already has; "oq" means the one behind oq on PATH.',
  },
  {
    name: 'detach',
    arity: 0,
    group: 'Run',
    help: 'Submit, print the id and leave.',
  },
  {
    name: 'dry-run',
    arity: 0,
    group: 'Run',
    help: 'Print what would be sent, file by file with what names it; send nothing. Needs no server.',
  },
  {
    name: 'no-preflight',
    arity: 0,
    group: 'Run',
    help: 'Send the job without checking what its files hold; a file that is missing is still an error.',
  },
  {
    name: 'on-interrupt',
    arity: 1,
    values: 'WHAT',
    choices: ['detach', 'abort'],
    group: 'Run',
    env: 'OPENQUAKE_ON_INTERRUPT',
    help: 'What Ctrl-C and SIGTERM do to the calculation: detach (default; twice within 3 s aborts) or abort.',
  },
  {
    name: 'patience',
    arity: 1,
    values: 'DURATION',
    group: 'Run',
    env: 'OPENQUAKE_PATIENCE',
    help: 'How long to keep trying while the server does not answer: 900 (seconds, the default), 15m, 2h.',
  },
  {
    name: 'in-place',
    arity: 0,
    group: 'Run',
    env: 'OPENQUAKE_IN_PLACE',
    help: 'The host sees your files under the same paths: prove it, and send nothing. (Default for the engine on this machine.)',
  },
  {
    name: 'upload',
    arity: 0,
    group: 'Run',
    help: 'Send the inputs even to a server that could read them in place.',
  },
  {
    name: 'reuse',
    arity: 0,
    group: 'Run',
    help: 'Where the same inputs, parameters and engine version have completed there already, take that calculation.',
  },
  {
    name: 'concurrency',
    arity: 1,
    values: 'N',
    group: 'Run',
    help: 'Of several independent jobs, how many are under way at a time (default 4).',
  },
  {
    name: 'notify',
    arity: 1,
    values: 'WHERE',
    group: 'Run',
    env: 'OPENQUAKE_NOTIFY',
    repeatable: true,
    help: 'Tell the end of each calculation: desktop, command:LINE, a URL (POST of JSON), smtp:ADDRESS; may be repeated.',
  },
  {
    name: 'compare',
    arity: 0,
    group: 'Run',
    help: 'With --host A,B: run the job on each and compare the numbers at the end; exit 10 where they differ.',
  },
  {
    name: 'rtol',
    arity: 1,
    values: 'R',
    group: 'Run',
    help: 'With --compare, check, replay: numbers may differ by this part of the larger one (default 1e-4; of check 1e-5).',
  },
  {
    name: 'atol',
    arity: 1,
    values: 'A',
    group: 'Run',
    help: 'With --compare, check, replay: and by this much in their own unit (default 1e-9; of check 1e-8).',
  },
  {
    name: 'overwrite',
    arity: 0,
    group: 'Export',
    help: 'Replace files in the target folder that differ; without it they are kept and named.',
  },
  {
    name: 'no-crate',
    arity: 0,
    group: 'Export',
    env: 'OPENQUAKE_NO_CRATE',
    help: 'Write no description (ro-crate-metadata.json) beside the exported files.',
  },
  {
    name: 'keep-inputs',
    arity: 0,
    group: 'Export',
    help: 'With a run that exports: keep the inputs too, packed, in inputs/ of the export folder, for openquake replay.',
  },
  {
    name: 'yes',
    short: 'y',
    arity: 0,
    group: 'Output',
    env: 'OPENQUAKE_YES',
    help: 'Answer yes to every question.',
  },
  { name: 'no-input', arity: 0, group: 'Output', help: 'Never ask; where an answer is needed, stop.' },
  {
    name: 'json',
    arity: 0,
    group: 'Output',
    help: 'Print the result, or the error, as one JSON value on stdout.',
  },
  {
    name: 'jsonl',
    arity: 0,
    group: 'Output',
    help: 'The same, one JSON value a line: a list row by row, a log as it comes.',
  },
  {
    name: 'columns',
    arity: 1,
    values: 'NAME,...',
    group: 'Output',
    help: 'Of a list, show these columns in this order; also with --json and --format.',
  },
  {
    name: 'format',
    arity: 1,
    values: 'SHAPE',
    choices: ['csv', 'tsv'],
    group: 'Output',
    help: 'Print a list as csv or tsv, with raw values.',
  },
  {
    name: 'explain',
    arity: 0,
    group: 'Output',
    help: "Do nothing; print today's oq engine line and the curl calls that do the same, as a script for sh.",
  },
  {
    name: 'quiet',
    arity: 0,
    group: 'Output',
    help: 'Print results only (of a run: its id), no log and no notes.',
  },
  { name: 'no-color', arity: 0, group: 'Output', env: 'NO_COLOR', help: 'No colour.' },
  { name: 'debug', arity: 0, group: 'Output', help: 'Show each call to the server on stderr.' },
];
