import { describeFault, type InputFault } from '../../../src/errors.js';
import type { CheckProgress } from '../../../src/job/checks/check-job.js';
import { CONTENT_CHECKS } from '../../../src/job/checks/content-checks.js';
import { knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { walkJob } from '../../../src/job/inputs.js';
import { type Files, folderOf } from '../job-folder.js';

/** How a job is checked. */
interface Circumstances {
  readonly engineVersion?: string;
  readonly hasHazard?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** What a walk and its checks say of a job. */
export interface Checked {
  /** One line for each fault, without the chain that leads to its file. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/** Walks `job.ini` in a new folder with these files, and checks what they hold. */
export async function checkFiles(files: Files, circumstances: Circumstances = {}): Promise<Checked> {
  const { engineVersion = '3.26.2', hasHazard = false, signal, onProgress } = circumstances;
  const { walk, inputs } = await walkJob('job.ini', { cwd: folderOf(files) });
  const knowledge = { ...(await knowledgeOf('3.26.2')), engineVersion };
  for (const check of CONTENT_CHECKS) await check({ walk, inputs, knowledge, hasHazard, signal, onProgress });
  const lines = (list: readonly InputFault[]): string[] =>
    list.map((fault) => describeFault(fault).replace(/; asked for by [^(]*?(?= \(|$)/, ''));
  return { faults: lines(walk.faults), warnings: lines(walk.warnings) };
}
