import { lazy, type Verb } from './verb.js';

/** What holds results against what is expected of them. */
export const CHECK_VERBS: readonly Verb[] = [
  {
    words: 'check',
    args: ['[JOB_INI|DIR...]'],
    options: [
      {
        flags: '--expect <DIR>',
        help: 'The folder with the expected csv, named as exports are or without the id.',
      },
      { flags: '--calc <CALC>', help: 'Check this calculation of the server instead of running a job.' },
      {
        flags: '--per-output <NAME=RTOL[,ATOL]>',
        help: 'A tolerance of its own for an output, * for any letters; may be given several times, the last that fits counts.',
        repeatable: true,
      },
      {
        flags: '--strict',
        help: 'Outputs and columns that nobody expects, and files that cannot be compared, count as differences, too.',
      },
      {
        flags: '--update',
        help: 'Write what differs, as it is now, into the expected files; an empty folder is filled.',
      },
      { flags: '--junit <FILE>', help: 'Write a JUnit report, one test case for each output.' },
    ],
    help: 'Run a job, or take a calculation or a folder of exports, and compare every number with the expected ones, by site, asset, event, IMT and the like; exit 10 where they differ.',
    examples: [
      'openquake check job.ini --expect expected                      run the job, compare its csv',
      'openquake check hazard.ini risk.ini --expect expected          risk on the hazard of the first',
      'openquake check --calc last --expect expected --junit out.xml  a calculation of the server, for CI',
      'openquake check results --expect expected --rtol 1e-3          a folder of exports; asks no server',
      "openquake check job.ini --expect expected --per-output 'avg_losses-*=1e-3,10'",
      'openquake check job.ini --expect expected --update             what comes out now is expected from now on',
    ],
    load: lazy(async () => import('../../commands/check/check.js')),
  },
];
