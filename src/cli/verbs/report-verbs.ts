import { lazy, type Verb } from './verb.js';

/** What makes one page of a calculation. */
export const REPORT_VERBS: readonly Verb[] = [
  {
    words: 'report',
    args: ['<CALC>'],
    options: [
      {
        flags: '-o, --output <FILE.html>',
        help: 'Where to write the page (default: report-CALC.html here).',
      },
      { flags: '--open', help: 'Open the page in the browser.' },
    ],
    help: 'Write one HTML page with everything about a calculation: parameters, times, warnings, outputs, a map with a curve for each site, losses, provenance. It needs no network.',
    examples: [
      'openquake report last                     report-42.html, in this folder',
      'openquake report 42 -o out.html --open    under a name, and shown',
      'openquake report 42 --json                where it was written, and what it had to leave out',
    ],
    load: lazy(async () => import('../../commands/report.js')),
  },
];
