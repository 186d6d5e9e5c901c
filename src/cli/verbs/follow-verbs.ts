import { lazy, type Verb } from './verb.js';

/** What watches calculations. */
export const FOLLOW_VERBS: readonly Verb[] = [
  {
    words: 'logs',
    args: ['<CALC_ID>'],
    options: [
      { flags: '-f, --follow', help: 'Follow the calculation to its end and exit with its outcome.' },
      { flags: '--tail <N>', help: 'Begin with the last N rows (of those that are wanted).' },
      { flags: '--since <WHEN>', help: 'Rows since then: 10m, 2h (ago), or 2026-11-22T15:30 (UTC).' },
      { flags: '--grep <REGEX>', help: 'Rows whose message matches; on a terminal the match is marked.' },
      { flags: '--level <LEVEL>', help: 'Rows from this level on; the same as --log-level.' },
    ],
    help: 'Print the log of a calculation, or follow it. Its rows go to stdout.',
    examples: [
      'openquake logs last -f                         follow the last calculation, exit with its outcome',
      'openquake logs 42 -f --tail 20                 the last 20 rows, then what comes',
      'openquake logs 42 --level warn --since 2h      warnings and errors of the last two hours',
      'openquake logs 42 --grep "submitted|queued"    rows with a word',
      'openquake logs 42 -f --jsonl                   each row as JSON, as it comes',
    ],
    load: lazy(async () => import('../../commands/engine/logs.js')),
  },
  {
    words: 'wait',
    args: ['<CALC_ID...>'],
    options: [
      { flags: '--timeout <DURATION>', help: 'Stop waiting after 90s, 10m, 2h ...: exit 6. 0 looks once.' },
      { flags: '--any', help: 'Wait for the first that ends only.' },
    ],
    help: 'Wait until calculations have ended; exit by the worst of them. How each ended goes to stdout.',
    examples: [
      'openquake wait 42                          exit 0 complete, 1 failed, 3 aborted',
      'openquake wait 42 43 44 --timeout 2h       exit 6 when the time is up, with the ids that run',
      'openquake wait 12-15,@nightly              ranges and tags',
      'openquake wait 42 43 --any --json          the one that ended first',
    ],
    load: lazy(async () => import('../../commands/engine/wait.js')),
  },
  {
    words: 'watch',
    args: [],
    options: [],
    help: 'Show calculations on the whole screen, alive: progress, log, abort, export. ? tells the keys.',
    examples: ['openquake --host my-host watch'],
    load: lazy(async () => import('../../commands/watch.js')),
  },
  {
    words: 'cluster',
    args: [],
    options: [],
    help: 'Tell what a server lets one know of its work: calculations by owner, tasks, workers, load.',
    examples: ['openquake --host my-host cluster', 'openquake cluster --json    the same as data'],
    load: lazy(async () => import('../../commands/cluster.js')),
  },
  {
    words: 'doctor',
    args: [],
    options: [],
    help: 'Check this machine, the way to the server and the server; each trouble comes with its next step.',
    examples: [
      'openquake doctor                       the host that would be used, and this machine',
      'openquake --host my-host doctor        exit 0 when all is fine, else the code of the worst (7, 4, 11 ...)',
      'openquake doctor --json                for a report',
    ],
    load: lazy(async () => import('../../commands/doctor.js')),
  },
];
