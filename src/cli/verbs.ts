import type { Command, RawCommand } from '../commands/command.js';
import type { Context } from '../context.js';
import type { ExitCodeName } from '../exit-codes.js';
import type { CommandName } from './engine-flags.js';

/** A command with its options read, waiting for a context. */
type ReadyCommand = (context: Context) => Promise<ExitCodeName>;

/** Loads a command's module and reads its options; nothing else is loaded with it. */
export type CommandLoader = (raw: RawCommand) => Promise<ReadyCommand>;

function lazy<Options>(load: () => Promise<Command<Options>>): CommandLoader {
  return async (raw) => {
    const command = await load();
    const options = command.parse(raw);
    return async (context) => command.run(options, context);
  };
}

/** The commands behind engine flags. */
export const FLAG_COMMANDS: Readonly<Record<CommandName, CommandLoader>> = {
  run: lazy(async () => import('../commands/engine/run.js')),
  'list-calculations': lazy(async () => import('../commands/engine/list-calculations.js')),
  'list-outputs': lazy(async () => import('../commands/engine/list-outputs.js')),
  'show-log': lazy(async () => import('../commands/engine/show-log.js')),
  'export-output': lazy(async () => import('../commands/engine/export-output.js')),
  'export-outputs': lazy(async () => import('../commands/engine/export-outputs.js')),
  'delete-calculation': lazy(async () => import('../commands/engine/delete-calculation.js')),
  abort: lazy(async () => import('../commands/engine/abort.js')),
  version: lazy(async () => import('../commands/engine/version.js')),
};

/** An option of a verb that is not one of the program's own. */
interface VerbOption {
  /** As commander reads it, e.g. `-f, --follow`. */
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
}

/** A modern verb: `openquake VERB [WORD...]`. */
export interface Verb {
  /** e.g. `engine start`; one or two words. */
  readonly words: string;
  /** e.g. `<CALC_ID>`; as commander reads it. */
  readonly args: readonly string[];
  readonly options: readonly VerbOption[];
  readonly help: string;
  /** Command lines to copy, each with what it does. */
  readonly examples?: readonly string[];
  readonly load: CommandLoader;
}

export const VERBS: readonly Verb[] = [
  {
    words: 'check-input',
    args: ['<JOB_INI...>'],
    options: [{ flags: '--strict', help: 'Let a warning count as an error: exit 5.' }],
    help: 'Check the validity of job.ini and job.zip files and of every file that they need; nothing is sent.',
    examples: [
      'openquake check-input job.ini                       errors with file, line and a caret; exit 5 if any',
      'openquake check-input hazard.ini risk.ini --hc 42   a risk job that will start from a calculation',
      'openquake check-input job.ini --strict              for CI: a misspelt parameter is an error, too',
      'openquake check-input job.zip --json                the same as data',
    ],
    load: lazy(async () => import('../commands/check-input.js')),
  },
  {
    words: 'logs',
    args: ['<CALC_ID>'],
    options: [
      { flags: '-f, --follow', help: 'Follow the calculation to its end and exit with its outcome.' },
    ],
    help: 'Print the log of a calculation, or follow it.',
    load: lazy(async () => import('../commands/engine/logs.js')),
  },
  {
    words: 'zip',
    args: ['<JOB_INI>'],
    options: [
      { flags: '-o, --output <OUT.zip>', help: 'Where to write the archive (default: job.zip here).' },
    ],
    help: 'Write the archive that a run would send: every file that a job needs. Asks no server.',
    examples: [
      'openquake zip job.ini                          job.zip, in this folder',
      'openquake zip risk.ini -o risk.zip --hc 42     a risk job that will start from calculation 42',
      'openquake zip job.ini -p truncation_level=2    with changed parameters, --overwrite replaces job.zip',
    ],
    load: lazy(async () => import('../commands/zip.js')),
  },
  {
    words: 'engine install',
    args: [],
    options: [
      {
        flags: '--installer <NAME>',
        choices: ['auto', 'pip', 'uv'],
        help: 'What installs it: uv where it is on PATH (auto), pip or uv.',
      },
    ],
    help: 'Install a real engine in a private folder of this machine.',
    load: lazy(async () => import('../commands/local-engine/install.js')),
  },
  {
    words: 'engine start',
    args: [],
    options: [],
    help: 'Start it (a run without --host does so by itself).',
    load: lazy(async () => import('../commands/local-engine/start.js')),
  },
  {
    words: 'engine stop',
    args: [],
    options: [],
    help: 'Stop it, with its database server.',
    load: lazy(async () => import('../commands/local-engine/stop.js')),
  },
  {
    words: 'engine status',
    args: [],
    options: [],
    help: 'Tell what is installed, what runs and where its data are.',
    load: lazy(async () => import('../commands/local-engine/status.js')),
  },
  {
    words: 'engine uninstall',
    args: [],
    options: [{ flags: '--purge', help: 'Remove its calculations too.' }],
    help: 'Remove it; its calculations stay unless --purge is given.',
    load: lazy(async () => import('../commands/local-engine/uninstall.js')),
  },
  {
    words: 'profile add',
    args: ['<NAME>', '<HOST>'],
    options: [],
    help: 'Save a host under a name.',
    load: lazy(async () => import('../commands/profile/add.js')),
  },
  {
    words: 'profile use',
    args: ['<NAME>'],
    options: [],
    help: 'Use this host from now on where no --host is given; "local" means the engine on this machine.',
    load: lazy(async () => import('../commands/profile/use.js')),
  },
  {
    words: 'profile list',
    args: [],
    options: [],
    help: 'List the saved hosts.',
    load: lazy(async () => import('../commands/profile/list.js')),
  },
  {
    words: 'profile remove',
    args: ['<NAME>'],
    options: [],
    help: 'Forget a saved host.',
    load: lazy(async () => import('../commands/profile/remove.js')),
  },
];
