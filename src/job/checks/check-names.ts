import { setImmediate } from 'node:timers/promises';
import { inputName, isFileKey, isOldDistanceTable } from '../file-keys.js';
import type { JobParameter } from '../job-inputs.js';
import { nearestName } from '../../near-names.js';
import type { CheckRequest } from './check-job.js';
import { noteRefusal } from './say.js';

/** Old names that the engine still takes, but not beside the new ones. */
export const NEW_NAMES: Readonly<Record<string, string>> = {
  individual_curves: 'individual_rlzs',
  quantile_hazard_curves: 'quantiles',
  mean_hazard_curves: 'mean',
  max_hazard_curves: 'max',
  region_constraint: 'region',
};

/** Parameters between two looks at whether the user wants to stop: a file of no sense may have any number of them. */
const HEARD_EVERY = 100;

/**
 * Looks for names that the engine does not know. It ignores an unknown parameter with a line in its log, so the
 * calculation goes on with the default: a warning here, for old job files are full of parameters that are no more. It
 * refuses an unknown file key.
 */
export async function checkNames(request: CheckRequest): Promise<void> {
  const { walk, inputs, signal } = request;
  let unheard = 0;
  for (const parameter of inputs.parameters.values()) {
    unheard += 1;
    if (unheard % HEARD_EVERY === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const { key, text } = parameter;
    const newName = Object.hasOwn(NEW_NAMES, key) ? NEW_NAMES[key] : undefined;
    if (newName !== undefined && inputs.parameters.has(newName)) {
      const message = `${key} is the old name of ${newName}, and both are set`;
      walk.fault(walk.chainAtKey(parameter), message, `remove ${key}`);
    } else if (/^(?:_|is_valid_)/.test(key)) {
      walk.fault(walk.chainAtKey(parameter), `a parameter cannot be called ${key}`, 'rename or remove it');
    } else if (isFileKey(key)) {
      checkFileKey(request, parameter);
    } else if (newName === undefined && !isOldDistanceTable(key, text)) {
      checkParameter(request, parameter);
    }
  }
}

function checkFileKey(request: CheckRequest, parameter: JobParameter): void {
  const { walk, knowledge } = request;
  const { key, text } = parameter;
  const known = knowledge.formats?.inputs;
  const name = inputName(key);
  if (known === undefined || text === '' || known.has(name) || name === 'sites') return;
  const near = walk.suggests ? nearestName(name, [...known, 'sites']) : undefined;
  // Of sites there is no file but a csv.
  const ending = near === 'sites' ? '_csv' : key.slice(name.length);
  const fix = near === undefined ? 'remove it, or use a newer engine' : `is it ${near}${ending}?`;
  noteRefusal(request, walk.chainAtKey(parameter), `${knowledge.of} knows no ${key}`, fix);
}

function checkParameter({ walk, knowledge }: CheckRequest, parameter: JobParameter): void {
  const { key } = parameter;
  const { parameters: known, formats } = knowledge;
  if (known === undefined || known.has(key)) return;
  const fileKeys = [...(formats?.inputs ?? [])].map((name) => `${name}_file`);
  const near = walk.suggests ? nearestName(key, [...known, ...fileKeys]) : undefined;
  const message = `${knowledge.of} knows no parameter ${key} and ignores it`;
  walk.warn(walk.chainAtKey(parameter), message, near === undefined ? 'remove it' : `is it ${near}?`);
}
