import { lazy, type Verb } from './verb.js';

/** What holds two calculations to one another. */
export const COMPARE_VERBS: readonly Verb[] = [
  {
    words: 'diff',
    args: ['<A>', '<B>'],
    options: [
      { flags: '--against <HOST>', help: 'Server of B; without it that of A.' },
      {
        flags: '--only <TYPE,...>',
        help: 'Only outputs of these types, e.g. hcurves,hmaps.',
        repeatable: true,
      },
      { flags: '-o, --output <DIFF.html>', help: 'A page with the differences on maps.' },
    ],
    help: 'Compare two calculations, or export folders: parameters, inputs by hash, engine versions, and every number; exit 10 where numbers differ.',
    examples: [
      'openquake diff 42 43                                what was changed, and what it did',
      'openquake --host lts-host diff 42 7 --against next-host   on two servers',
      'openquake diff results/before results/after         export folders; no server is asked',
      'openquake diff 42 43 --only hmaps -o diff.html      the largest differences on a map',
    ],
    load: lazy(async () => import('../../commands/compare/diff.js')),
  },
  {
    words: 'bisect',
    args: ['<A>', '<B>'],
    options: [{ flags: '--max-runs <N>', help: 'How many calculations at most (default 20).' }],
    help: 'Find which of the changed parameters and inputs from job A to job B move the result, by running what lies between; asks before.',
    examples: [
      'openquake bisect before/job.ini after/job.ini       job files or archives',
      'openquake bisect 42 43 --yes                        calculations that were sent from this machine',
      'openquake bisect a.zip b.zip --rtol 1e-3 --max-runs 12',
    ],
    load: lazy(async () => import('../../commands/compare/bisect.js')),
  },
];
