import { nearestName } from '../../near-names.js';
import type { Chain } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';
import { gsimNames } from './gsim-names.js';
import { quoted } from './refusal.js';

/** Every ground-motion model that the job file or its GSIM logic tree names must be one of the engine's. */
export async function checkGsims({ walk, inputs, knowledge }: CheckRequest): Promise<void> {
  const { gsims } = knowledge;
  const parameter = inputs.parameters.get('gsim');
  const inJob =
    parameter === undefined || parameter.text === ''
      ? []
      : [{ text: parameter.text, chainAt: (offset: number): Chain => walk.chainAt(parameter, offset) }];
  for (const { text, chainAt } of [...inJob, ...walk.gsimModels]) {
    for (const { name, offset, fault } of gsimNames(text)) {
      const known = gsims?.has(name);
      if (known !== false && fault === undefined) continue;
      const near = gsims === undefined || known === true ? undefined : nearestGsim(name, gsims);
      const what =
        known === true
          ? `${quoted(text.trim())} is no ground-motion model`
          : `${knowledge.of} has no ground-motion model ${quoted(name)}`;
      const hint =
        near === undefined
          ? 'see which there are: the engine lists them under /v1/available_gsims'
          : `is it ${near}?`;
      walk.fault(chainAt(offset), what, known === true ? fault : hint);
    }
  }
}

/** Blanks, dashes and capitals do not count: a name is often typed as a paper is cited. */
function nearestGsim(name: string, gsims: ReadonlySet<string>): string | undefined {
  const plain = (text: string): string => text.replace(/[\s_-]|etal\.?/gi, '').toLowerCase();
  const names = [...gsims];
  return names.find((other) => plain(other) === plain(name)) ?? nearestName(name, names);
}
