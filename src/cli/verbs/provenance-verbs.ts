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
];
