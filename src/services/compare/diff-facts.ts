import type { CrateCalculation } from '../../results/crate/crate-facts.js';

/** A parameter that is not the same in two calculations; undefined: it has none. */
export interface ChangedParameter {
  readonly name: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** How an input of two calculations stands. */
export interface ComparedInput {
  readonly name: string;
  readonly state: 'same' | 'changed' | 'only-left' | 'only-right' | 'unknown';
}

/** @returns the parameters that differ, by name; undefined where one of the two is not known. */
export function changedParameters(
  left: Pick<CrateCalculation, 'parameters'>,
  right: Pick<CrateCalculation, 'parameters'>,
): ChangedParameter[] | undefined {
  const [one, two] = [left.parameters, right.parameters];
  if (one === undefined || two === undefined) return undefined;
  return [...new Set([...one.keys(), ...two.keys()])]
    .toSorted()
    .filter((name) => one.get(name) !== two.get(name))
    .map((name) => ({ name, left: one.get(name), right: two.get(name) }));
}

/** @returns each input by its name in the archive, held to the other by SHA-256. */
export function comparedInputs(
  left: Pick<CrateCalculation, 'inputs'>,
  right: Pick<CrateCalculation, 'inputs'>,
): ComparedInput[] {
  const [one, two] = [left, right].map(({ inputs }) => new Map(inputs.map((input) => [input.name, input])));
  if (one === undefined || two === undefined) return [];
  return [...new Set([...one.keys(), ...two.keys()])].toSorted().map((name) => {
    const [a, b] = [one.get(name), two.get(name)];
    if (a === undefined) return { name, state: 'only-right' };
    if (b === undefined) return { name, state: 'only-left' };
    if (a.sha256 === undefined || b.sha256 === undefined) return { name, state: 'unknown' };
    return { name, state: a.sha256 === b.sha256 ? 'same' : 'changed' };
  });
}
