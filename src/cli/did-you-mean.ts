import { nearestName } from '../near-names.js';

/** @returns `Did you mean ...?`; undefined when nothing is like it. */
export function didYouMean(wanted: string, names: readonly string[]): string | undefined {
  const near = nearestName(wanted, names);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}
