import { inputName, isFileKey } from '../file-keys.js';
import type { WalkedFile } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';

/** Kinds of calculation that read the sources of their own job, by what `calculation_mode` says. */
const SOURCE_MODES = new Set([
  'classical',
  'preclassical',
  'disaggregation',
  'event_based',
  'event_based_risk',
  'event_based_damage',
  'ebrisk',
]);

/** @returns whether the calculation will read its source models; on stored hazard or in a scenario it does not. */
export function readsSources({ inputs, hasHazard }: CheckRequest): boolean {
  const mode = inputs.calculationMode ?? '';
  const stored = hasHazard || inputs.hazardCalculation !== undefined;
  return (
    SOURCE_MODES.has(mode) && !stored && inputOf(inputs.parameters.keys(), 'hazard_curves') === undefined
  );
}

/** @returns the key of the job file that sets an input, if any does. */
function inputOf(keys: Iterable<string>, input: string): string | undefined {
  for (const key of keys) if (isFileKey(key) && inputName(key) === input) return key;
  return undefined;
}

/** @returns the files that the job file itself names for an input, of those that the engine uses. */
export function filesOf({ walk }: CheckRequest, input: string): WalkedFile[] {
  return walk.files.filter(
    (file) => file.listedByEngine && file.chain.length === 1 && inputName(file.chain[0]?.key ?? '') === input,
  );
}

/** @returns the files that another file of the job names, e.g. the source models of a logic tree. */
export function filesBelow({ walk }: CheckRequest, input: string): WalkedFile[] {
  return walk.files.filter(
    (file) => file.listedByEngine && file.chain.length === 2 && inputName(file.chain[0]?.key ?? '') === input,
  );
}

/** @returns whether a file is XML to the engine, which goes by the name. */
export function isXml({ found }: WalkedFile): boolean {
  return found.source.kind !== 'directory' && /\.(?:xml|nrml)$/i.test(found.path);
}
