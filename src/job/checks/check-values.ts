import { trimBlanks } from '../blanks.js';
import { readFloat } from '../python/python-number.js';
import type { CheckRequest } from './check-job.js';
import { openBrackets } from './imt-kinds.js';
import { refuseValue } from './parameter-kinds.js';
import { isPlain } from './refusal.js';
import { noteRefusal } from './say.js';

/** Metres per second between which the mean shear wave velocity of the upper 30 m lies anywhere on Earth, amply. */
const LEAST_VS30 = 30;
const MOST_VS30 = 5000;

/** Kinds of values in which IMTs stand. */
const WITH_IMTS = new Set(['imt', 'imts', 'levels-by-imt', 'numbers-by-name']);

/** Holds every value to its format, as far as the engine's own is known exactly. */
export async function checkValues(request: CheckRequest): Promise<void> {
  const { walk, inputs, knowledge } = request;
  const { formats } = knowledge;
  if (formats === undefined) return;
  for (const parameter of inputs.parameters.values()) {
    const { key, text } = parameter;
    const kind = formats.kinds.get(key);
    if (kind === undefined || !isPlain(text)) continue;
    if (WITH_IMTS.has(kind)) {
      for (const { offset, message, fix } of openBrackets(text)) {
        walk.warn(walk.chainAt(parameter, offset), `${key} ${message}`, fix);
      }
    }
    const refusal = refuseValue(kind, key, text, formats.imts);
    if (refusal === undefined) continue;
    noteRefusal(request, walk.chainAt(parameter, refusal.offset), `${key} ${refusal.message}`, refusal.fix);
  }
  const vs30 = inputs.parameters.get('reference_vs30_value');
  const velocity = vs30 === undefined ? undefined : readFloat(trimBlanks(vs30.text));
  if (vs30 === undefined || velocity === undefined || velocity < 0) return;
  if (velocity >= LEAST_VS30 && velocity <= MOST_VS30) return;
  const message = `reference_vs30_value is ${vs30.text} m/s, which no ground has`;
  walk.warn(walk.chainAt(vs30, 0), message, 'give metres per second, e.g. 760');
}
