import { lazy, type Verb } from './verb.js';

/** What is done with the descriptions that exports leave beside their files. */
export const PROVENANCE_VERBS: readonly Verb[] = [
  {
    words: 'verify',
    args: ['<DIR>'],
    options: [
      { flags: '--allow-extra', help: 'Files that the description does not name count for nothing.' },
    ],
    help: 'Hold the files of an export folder to its description (ro-crate-metadata.json): size and SHA-256 of each; exit 10 where one changed, is missing, or is extra.',
    examples: [
      'openquake verify results          each file that is not as it was exported; exit 10 if any',
      'openquake verify results --json   every file with its state',
    ],
    load: lazy(async () => import('../../commands/provenance/verify.js')),
  },
  {
    words: 'replay',
    args: ['<DIR>'],
    options: [
      { flags: '--calc <ID>', help: 'Which calculation, where the folder has files of several.' },
      {
        flags: '--job <JOB_INI>',
        help: 'Where the inputs are: a job file or an archive, held to the description.',
      },
    ],
    help: 'Run the inputs of an export folder again, and compare what comes out with what is in it; exit 10 where it differs.',
    examples: [
      'openquake replay results                         on the chosen server, with the inputs that were kept or sent from here',
      'openquake --host next-host replay results        the same inputs on another engine',
      'openquake replay results --job model/job.ini     the inputs are there; they must be the same',
      'openquake replay results --export-dir again      keep what comes out',
    ],
    load: lazy(async () => import('../../commands/provenance/replay.js')),
  },
];
