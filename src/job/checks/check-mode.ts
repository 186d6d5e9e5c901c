import { nearestName } from '../../near-names.js';
import type { CheckRequest } from './check-job.js';
import { quoted } from './refusal.js';
import { noteRefusal } from './say.js';

/** What a job is to compute must be said, and be something that the engine can. */
export async function checkMode(request: CheckRequest): Promise<void> {
  const { walk, inputs, knowledge } = request;
  const { parameters } = inputs;
  const mode = parameters.get('calculation_mode');
  const modes = knowledge.formats?.modes;
  if (parameters.size === 0) {
    const fix = 'begin with a section, [general], and its calculation_mode';
    walk.fault([{ file: walk.typed, key: 'job file' }], 'the job file sets no parameter at all', fix);
    return;
  }
  if (mode === undefined || mode.text === '') {
    const chain =
      mode === undefined ? [{ file: walk.typed, key: 'calculation_mode' }] : walk.chainAt(mode, 0);
    const near = mode === undefined ? nearestName('calculation_mode', [...parameters.keys()]) : undefined;
    const misspelt = near === undefined ? undefined : parameters.get(near);
    if (misspelt !== undefined) {
      const fix = 'is it calculation_mode?';
      walk.fault(walk.chainAtKey(misspelt), `there is no calculation_mode, but ${misspelt.key}`, fix);
      return;
    }
    const some = 'classical, event_based, scenario, ...';
    walk.fault(chain, 'calculation_mode is missing', `say what to compute: calculation_mode = ${some}`);
    return;
  }
  if (modes === undefined || modes.has(mode.text)) return;
  const near = nearestName(mode.text, [...modes]);
  const fix = near === undefined ? `there are ${[...modes].sort().join(', ')}` : `is it ${near}?`;
  noteRefusal(
    request,
    walk.chainAt(mode, 0),
    `${knowledge.of} has no calculation_mode ${quoted(mode.text)}`,
    fix,
  );
}
