import type { Branch } from '../logic-tree.js';
import { readFloat } from '../python/python-number.js';

/** The engine's own tolerance for a sum that should be one. */
const PRECISION = 1e-7;

/** @returns the weights of a branch as they are written: the plain one under `''`, the others by their IMT. */
export function weightsOf(branch: Branch): ReadonlyMap<string, number> {
  const weights = branch.element.children.filter(({ name }) => name === 'uncertaintyWeight');
  // The walk has found each to be a number.
  return new Map(
    weights.map((weight) => [weight.attributes.get('imt') ?? '', readFloat(weight.text ?? '') ?? NaN]),
  );
}

/** @returns whether a sum of weights is one to the engine. */
export function isOne(sum: number): boolean {
  return Math.abs(sum - 1) < PRECISION;
}

/** @returns a sum as people would write it: without what binary numbers add. */
export function shownSum(sum: number): string {
  return String(Number(sum.toPrecision(9)));
}
