import type { Verb } from './verbs/verb.js';
import { ACCOUNT_VERBS } from './verbs/account-verbs.js';
import { FOLLOW_VERBS } from './verbs/follow-verbs.js';
import { JOB_VERBS } from './verbs/job-verbs.js';
import { LOCAL_ENGINE_VERBS } from './verbs/local-engine-verbs.js';

/** Every verb, in the order in which help shows them. */
export const VERBS: readonly Verb[] = [
  ...JOB_VERBS,
  ...FOLLOW_VERBS,
  ...ACCOUNT_VERBS,
  ...LOCAL_ENGINE_VERBS,
];
