import type { JobInputs } from '../job-inputs.js';
import type { JobWalk } from '../job-walk.js';
import { checkGsims } from './check-gsims.js';
import { checkMode } from './check-mode.js';
import { checkNames } from './check-names.js';
import { checkRequired } from './check-required.js';
import { checkValues } from './check-values.js';
import { CONFLICTS } from './conflict-rules.js';
import { CONTENT_CHECKS } from './content-checks.js';
import type { EngineKnowledge } from './engine-knowledge.js';
import { REQUIRED } from './required-rules.js';

/** A walked job, and what it is held to. */
export interface CheckRequest {
  /** Takes the faults and the warnings; the disk as the job sees it. */
  readonly walk: JobWalk;
  readonly inputs: JobInputs;
  readonly knowledge: EngineKnowledge;
  /** A hazard calculation is given beside the job (`--hc`, or the job before it). */
  readonly hasHazard: boolean;
  readonly signal: AbortSignal | undefined;
  /** Told, now and then, how far the reading of big files is. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** How far the reading of one file is. */
export interface CheckProgress {
  /** As the user would type it. */
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** One group of things that can be wrong with a job. Notes faults and warnings in the walk; throws only when aborted. */
export type Check = (request: CheckRequest) => Promise<void>;

/** Every check, in the order in which their faults are told. */
const CHECKS: readonly Check[] = [
  checkMode,
  checkNames,
  checkValues,
  checkGsims,
  async (request) => checkRequired(request, [...REQUIRED, ...CONFLICTS]),
  ...CONTENT_CHECKS,
];

/**
 * Looks at a job as closely as can be done without an engine: what would make the engine refuse it, fail with it
 * hours later, or silently compute something else than was meant.
 */
export async function checkJob(request: CheckRequest): Promise<void> {
  for (const check of CHECKS) {
    request.signal?.throwIfAborted();
    await check(request);
  }
}
