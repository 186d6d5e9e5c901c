import { lazy, type Verb } from './verb.js';

/** What is done with job files. */
export const JOB_VERBS: readonly Verb[] = [
  {
    words: 'run',
    args: ['<JOB_INI...>'],
    options: [
      {
        flags: '--chain',
        help: 'The first job gives the hazard from which the others start, as with --run; else they are independent.',
      },
    ],
    help: 'Run one job, or several independent ones at once, with a table at the end; exits with the worst outcome.',
    examples: [
      'openquake run job.ini                        the same as openquake --run job.ini',
      'openquake run *.ini --concurrency 2          independent jobs, two at a time',
      'openquake run *.ini --exports csv --export-dir out',
      'openquake run hazard.ini risk.ini --chain    risk on the hazard of the first',
      'openquake run job.ini -p truncation_level=2  with a changed parameter, in the uploaded copy only',
    ],
    load: lazy(async () => import('../../commands/engine/run.js')),
  },
  {
    words: 'rerun',
    args: ['<CALC_ID>'],
    options: [],
    help: 'Run a past calculation again as a new one, on the inputs that its server holds, with changed parameters.',
    examples: [
      'openquake rerun 42 -p truncation_level=2     as a new calculation; 42 stays as it is',
      'openquake rerun last --exports csv           with the options of a run',
      'openquake rerun 42 -p poes="0.1 0.02" --dry-run   print the job file that would be sent',
    ],
    load: lazy(async () => import('../../commands/engine/rerun.js')),
  },
  {
    words: 'recover',
    args: ['[TOKEN...]'],
    options: [
      { flags: '--forget', help: 'Close these without asking a server; the next run submits the job anew.' },
    ],
    help: 'Find out what became of submissions whose program was killed, or lost its server, before it told the id: of every server, or of the one named by --host or --profile.',
    examples: [
      'openquake recover                          each with its calculation and what to type next; exit 7 if one stays open',
      'openquake recover --json                   the same as data',
      'openquake --host my-host recover           those of one server',
      'openquake recover 9f1c2ab34d5e6f70         one of them, also one that another machine began',
      'openquake recover --forget 9f1c2ab34d5e6f70',
    ],
    load: lazy(async () => import('../../commands/recover.js')),
  },
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
    load: lazy(async () => import('../../commands/check-input.js')),
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
    load: lazy(async () => import('../../commands/zip.js')),
  },
];
