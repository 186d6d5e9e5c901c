import { describeFault } from '../../../src/errors.js';
import { checkJob } from '../../../src/job/checks/check-job.js';
import { type EngineKnowledge, knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { walkJob } from '../../../src/job/inputs.js';
import { type Files, folderOf } from '../job-folder.js';

/** What the checks say of `job.ini` in a folder with these files. */
export interface Checked {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/** How a job is looked at. */
export interface CheckedOptions {
  readonly knowledge?: EngineKnowledge;
  readonly hasHazard?: boolean;
  readonly overrides?: ReadonlyMap<string, string>;
}

export async function checked(files: Files, options: CheckedOptions = {}): Promise<Checked> {
  const { hasHazard = false, overrides } = options;
  const knowledge = options.knowledge ?? (await knowledgeOf('3.26.2'));
  const { walk, inputs } = await walkJob('job.ini', { cwd: folderOf(files), overrides });
  await checkJob({ walk, inputs, knowledge, hasHazard, signal: undefined });
  return { faults: walk.faults.map(describeFault), warnings: walk.warnings.map(describeFault) };
}

/** A job that the engine takes: a scenario of its own, to which lines are added; line 6 is the first of them. */
export function scenario(...lines: readonly string[]): Files {
  const head = [
    '[general]',
    'calculation_mode = scenario',
    'sites = 0 0',
    'rupture_model_file = r.xml',
    'gsim = SadighEtAl1997',
  ];
  return { 'job.ini': `${[...head, ...lines].join('\n')}\n`, 'r.xml': '<nrml/>' };
}
