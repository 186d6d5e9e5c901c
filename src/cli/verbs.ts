import type { Verb } from './verbs/verb.js';
import { ACCOUNT_VERBS } from './verbs/account-verbs.js';
import { ASK_VERBS } from './verbs/ask-verbs.js';
import { CHECK_VERBS } from './verbs/check-verbs.js';
import { CALCULATION_VERBS, TAG_VERBS } from './verbs/calculation-verbs.js';
import { COMPARE_VERBS } from './verbs/compare-verbs.js';
import { FOLLOW_VERBS } from './verbs/follow-verbs.js';
import { JOB_VERBS } from './verbs/job-verbs.js';
import { LAYER_VERBS } from './verbs/layer-verbs.js';
import { LOCAL_ENGINE_VERBS } from './verbs/local-engine-verbs.js';
import { REPORT_VERBS } from './verbs/report-verbs.js';
import { PLOT_VERBS } from './verbs/plot-verbs.js';
import { PROGRAM_VERBS } from './verbs/program-verbs.js';
import { PROVENANCE_VERBS } from './verbs/provenance-verbs.js';

/** Verbs that help shows under one heading. */
interface VerbGroup {
  readonly heading: string;
  readonly verbs: readonly Verb[];
}

/** Every verb, by subject, in the order in which help shows them. */
export const VERB_GROUPS: readonly VerbGroup[] = [
  { heading: 'Jobs', verbs: JOB_VERBS },
  { heading: 'Follow', verbs: FOLLOW_VERBS },
  { heading: 'Calculations', verbs: [...CALCULATION_VERBS, ...TAG_VERBS] },
  {
    heading: 'Results',
    verbs: [
      ...ASK_VERBS,
      ...CHECK_VERBS,
      ...PLOT_VERBS,
      ...REPORT_VERBS,
      ...LAYER_VERBS,
      ...PROVENANCE_VERBS,
      ...COMPARE_VERBS,
    ],
  },
  { heading: 'Hosts and accounts', verbs: ACCOUNT_VERBS },
  { heading: 'Engine on this machine', verbs: LOCAL_ENGINE_VERBS },
  { heading: 'This program', verbs: PROGRAM_VERBS },
];

/** Every verb. */
export const VERBS: readonly Verb[] = VERB_GROUPS.flatMap(({ verbs }) => verbs);
