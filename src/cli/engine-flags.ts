/** Names of the commands behind flags and verbs; each is loaded only when it is chosen. */
export type CommandName =
  | 'run'
  | 'list-calculations'
  | 'list-outputs'
  | 'show-log'
  | 'export-output'
  | 'export-outputs'
  | 'delete-calculation'
  | 'abort'
  | 'version';

/** How many values follow a flag. */
export type Arity = 0 | 1 | 2 | 'many';

/**
 * One flag of the engine's own command line, of whatever era. The parser, the help and the README read this table,
 * so that they agree.
 */
export interface EngineFlag {
  /** Long name without dashes. */
  readonly name: string;
  /** Other names after two dashes, e.g. `rh`; the engine's short forms are of this kind. */
  readonly aliases: readonly string[];
  /** One letter after one dash. */
  readonly short?: string;
  readonly arity: Arity;
  /** What the values are called, as help shows them. */
  readonly values?: string;
  readonly group: 'Run' | 'Look' | 'Export' | 'Control';
  readonly help: string;
  /** For flags that choose what is done: the command, of which there is exactly one per line. */
  readonly action?: CommandName;
  /** May be given several times. */
  readonly repeatable?: true;
  /** Why a remote client cannot do it, and what to do instead: it is accepted only to say so. */
  readonly refusal?: string;
}

export const ENGINE_FLAGS: readonly EngineFlag[] = [
  {
    name: 'run-hazard',
    aliases: ['rh'],
    arity: 1,
    values: 'JOB_INI',
    group: 'Run',
    action: 'run',
    help: 'Run a hazard calculation on the server with everything that the job file needs.',
  },
  {
    name: 'run-risk',
    aliases: ['rr'],
    arity: 1,
    values: 'JOB_INI',
    group: 'Run',
    action: 'run',
    help: 'Run a risk calculation on the hazard of --hazard-calculation-id.',
  },
  {
    name: 'run',
    aliases: [],
    arity: 'many',
    values: 'JOB_INI...',
    group: 'Run',
    action: 'run',
    help: 'Run one job, or several: the first gives the hazard on which the others start.',
  },
  {
    name: 'hazard-calculation-id',
    aliases: ['hc'],
    arity: 1,
    values: 'CALC_ID',
    group: 'Run',
    help: 'Start from the results of this calculation; -1 is the last one.',
  },
  {
    name: 'param',
    aliases: [],
    short: 'p',
    arity: 1,
    values: 'NAME=VALUE,...',
    group: 'Run',
    repeatable: true,
    help: 'Override parameters, in the uploaded copy of the job file only.',
  },
  {
    name: 'exports',
    aliases: [],
    short: 'e',
    arity: 1,
    values: 'FORMATS',
    group: 'Export',
    help: 'Formats in order of priority (default when exporting: csv,xml,rst). With a run: export at its end.',
  },
  {
    name: 'export-dir',
    aliases: [],
    arity: 1,
    values: 'DIR',
    group: 'Export',
    help: "Folder for the exports of a run (default: the job file's export_dir, as the engine does).",
  },
  {
    name: 'log-level',
    aliases: [],
    short: 'l',
    arity: 1,
    values: 'LEVEL',
    group: 'Run',
    help: 'Show log rows from this level on: debug, info (default), warn, error, critical.',
  },
  {
    name: 'log-file',
    aliases: [],
    short: 'L',
    arity: 1,
    values: 'FILE',
    group: 'Run',
    help: 'Append the log to a file instead of showing it on stderr.',
  },
  {
    name: 'multi',
    aliases: [],
    short: 'm',
    arity: 0,
    group: 'Run',
    help: 'With --run: the jobs are independent of each other and run at once; none starts from the first.',
  },
  {
    name: 'list-hazard-calculations',
    aliases: ['lhc'],
    arity: 0,
    group: 'Look',
    action: 'list-calculations',
    help: 'List the hazard calculations.',
  },
  {
    name: 'list-risk-calculations',
    aliases: ['lrc'],
    arity: 0,
    group: 'Look',
    action: 'list-calculations',
    help: 'List the risk calculations.',
  },
  {
    name: 'list-outputs',
    aliases: ['lo', 'list-hazard-outputs', 'lho', 'list-risk-outputs', 'lro'],
    arity: 1,
    values: 'CALC_ID',
    group: 'Look',
    action: 'list-outputs',
    help: 'List the outputs of a calculation; -1 is the last one.',
  },
  {
    name: 'show-log',
    aliases: ['sl'],
    arity: 1,
    values: 'CALC_ID',
    group: 'Look',
    action: 'show-log',
    help: 'Print the stored log of a calculation.',
  },
  {
    name: 'export-output',
    aliases: [
      'eo',
      'export',
      'export-hazard',
      'export-hazard-output',
      'eh',
      'export-risk',
      'export-risk-output',
      'er',
    ],
    arity: 2,
    values: 'OUTPUT_ID DIR',
    group: 'Export',
    action: 'export-output',
    help: 'Export one output into a folder.',
  },
  {
    name: 'export-outputs',
    aliases: ['eos', 'export-hazard-outputs', 'eho', 'export-risk-outputs', 'ero'],
    arity: 2,
    values: 'CALC_ID DIR',
    group: 'Export',
    action: 'export-outputs',
    help: 'Export all outputs of a calculation into a folder.',
  },
  {
    name: 'delete-calculation',
    aliases: ['dc', 'delete-hazard-calculation', 'dhc', 'delete-risk-calculation', 'drc'],
    arity: 1,
    values: 'CALC_ID',
    group: 'Control',
    action: 'delete-calculation',
    help: 'Abort (if it runs) and delete a calculation with all its outputs, for good.',
  },
  {
    name: 'abort',
    aliases: [],
    arity: 1,
    values: 'CALC_ID',
    group: 'Control',
    action: 'abort',
    help: 'Abort a calculation, also one that the engine is still starting.',
  },
  {
    name: 'version',
    aliases: [],
    arity: 0,
    group: 'Look',
    action: 'version',
    help: 'Print the versions of this program and of the engine.',
  },
  {
    name: 'no-distribute',
    aliases: ['nd'],
    arity: 0,
    group: 'Run',
    help: 'Not possible through a server.',
    refusal:
      '--no-distribute is decided where the engine runs, not per job. On that machine: OQ_DISTRIBUTE=no oq webui start.',
  },
  {
    name: 'sample-sources',
    aliases: ['ss'],
    arity: 1,
    values: 'FRACTION',
    group: 'Run',
    help: 'Not possible through a server.',
    refusal:
      '--sample-sources is an environment setting of the engine (OQ_SAMPLE_SOURCES), not of a job: set it where the engine runs.',
  },
  {
    name: 'nodes',
    aliases: [],
    short: 'n',
    arity: 1,
    values: 'N',
    group: 'Run',
    help: 'Not possible through a server.',
    refusal:
      '--nodes is for engines under SLURM, and the server decides it: use the oq command on that cluster.',
  },
  {
    name: 'reuse-input',
    aliases: ['reuse-hazard'],
    short: 'r',
    arity: 0,
    group: 'Run',
    help: 'Not possible through a server.',
    refusal:
      '--reuse-input was dropped from the engine in 3.24 and its server never had it: run the job without it.',
  },
  {
    name: 'upgrade-db',
    aliases: [],
    short: 'u',
    arity: 0,
    group: 'Control',
    help: 'Not possible through a server.',
    refusal: "The server's database is upgraded on its machine, by its owner: oq engine --upgrade-db.",
  },
  {
    name: 'db-version',
    aliases: ['version-db'],
    short: 'd',
    arity: 0,
    group: 'Control',
    help: 'Not possible through a server.',
    refusal: 'The server does not tell the version of its database: on its machine, oq engine --db-version.',
  },
  {
    name: 'what-if-I-upgrade',
    aliases: [],
    short: 'w',
    arity: 0,
    group: 'Control',
    help: 'Not possible through a server.',
    refusal: "The server's database is looked after on its machine: oq engine --what-if-I-upgrade.",
  },
  {
    name: 'config-file',
    aliases: ['config_file'],
    short: 'c',
    arity: 1,
    values: 'FILE',
    group: 'Control',
    help: 'Not possible through a server.',
    refusal:
      '--config-file meant the job to run before 1.0 and the settings of the engine from 1.0 to 3.23. For a job: openquake --run JOB_INI. The settings of a server are changed where it runs.',
  },
];
