import { inputName, isFileKey, isOldDistanceTable } from '../file-keys.js';
import type { JobParameter } from '../job-inputs.js';

/** @returns the names of the inputs that a job sets, as the engine calls them; an empty file key unsets its input. */
export function setInputs(parameters: ReadonlyMap<string, JobParameter>): Set<string> {
  const names = new Set<string>();
  for (const { key, text } of parameters.values()) {
    if (isOldDistanceTable(key, text)) names.add('reqv');
    if (!isFileKey(key)) continue;
    const name = engineName(inputName(key));
    if (text === '') names.delete(name);
    else names.add(name);
  }
  return names;
}

function engineName(name: string): string {
  if (name === 'sites') return 'site_model';
  return name === 'fragility' ? 'structural_fragility' : name;
}
