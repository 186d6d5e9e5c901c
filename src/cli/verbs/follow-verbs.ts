import { lazy, type Verb } from './verb.js';

/** What watches calculations. */
export const FOLLOW_VERBS: readonly Verb[] = [
  {
    words: 'logs',
    args: ['<CALC_ID>'],
    options: [
      { flags: '-f, --follow', help: 'Follow the calculation to its end and exit with its outcome.' },
    ],
    help: 'Print the log of a calculation, or follow it.',
    load: lazy(async () => import('../../commands/engine/logs.js')),
  },
];
