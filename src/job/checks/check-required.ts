import { inputName, isFileKey } from '../file-keys.js';
import { nearestName } from '../../near-names.js';
import { readFloat } from '../python/python-number.js';
import type { CheckRequest } from './check-job.js';
import type { EngineKnowledge } from './engine-knowledge.js';
import { noteRefusal } from './say.js';
import { setInputs } from './set-inputs.js';

/** A job as the rules below look at it. */
export interface JobFacts {
  readonly mode: string;
  /** Starts from a calculation that is there. */
  readonly hasHazard: boolean;
  /** Names of inputs, see {@link setInputs}. */
  readonly inputs: ReadonlySet<string>;
  /** Text of a parameter; undefined where it is not set, or set to nothing. */
  value(name: string): string | undefined;
  /** Whether a switch is on. */
  isOn(name: string): boolean;
  /** The number of a parameter, 0 where it is none. */
  number(name: string): number;
}

/** Something without which the engine refuses a job. */
export interface Lack {
  readonly message: string;
  readonly fix: string;
  /** Parameters of which one would do: the job file may have one misspelt. */
  readonly wanted: readonly string[];
}

export type Rule = (job: JobFacts) => Lack | undefined;

/** Unknown parameters that are looked at as misspelt ones; a file with more of them is none of a job. */
const MOST_COMPARED = 100;

function isUnknown(key: string, { parameters, formats }: EngineKnowledge): boolean {
  if (!isFileKey(key)) return parameters?.has(key) === false;
  const name = inputName(key);
  return name !== 'sites' && formats?.inputs.has(name) === false;
}

/** Tells what is missing, or what contradicts the calculation mode; at the line of the mode, or of what is misspelt. */
export async function checkRequired(request: CheckRequest, rules: readonly Rule[]): Promise<void> {
  const { walk, inputs, knowledge, hasHazard } = request;
  const { parameters } = inputs;
  const mode = parameters.get('calculation_mode');
  if (mode === undefined || knowledge.formats?.modes.has(mode.text) !== true) return;
  const value = (name: string): string | undefined => parameters.get(name)?.text || undefined;
  const facts: JobFacts = {
    mode: mode.text,
    hasHazard: hasHazard || value('hazard_calculation_id') !== undefined,
    inputs: setInputs(parameters),
    value,
    isOn: (name) => /^(?:1|true)$/i.test(value(name) ?? ''),
    number: (name) => readFloat(value(name) ?? '') ?? 0,
  };
  const unknown = [...parameters.values()]
    .filter(({ key }) => isUnknown(key, knowledge))
    .slice(0, MOST_COMPARED);
  for (const rule of rules) {
    const lack = rule(facts);
    if (lack === undefined) continue;
    const misspelt = unknown.find(({ key }) => {
      const known = [...(knowledge.parameters ?? []), ...lack.wanted];
      const near = nearestName(key, known);
      return near !== undefined && lack.wanted.includes(near);
    });
    if (misspelt === undefined) noteRefusal(request, walk.chainAt(mode, 0), lack.message, lack.fix);
    else noteRefusal(request, walk.chainAtKey(misspelt), lack.message, `is ${misspelt.key} misspelt?`);
  }
}
