import { periodOf } from '../../../results/read/imt.js';

/** Order of intensity measures: PGA, spectral accelerations by rising period, then the others by name. */
export function byImt(one: string, other: string): number {
  const [a, b] = [periodOf(one), periodOf(other)];
  if (a !== undefined && b !== undefined) return a - b;
  if (a !== undefined) return -1;
  return b !== undefined ? 1 : one.localeCompare(other, 'en', { numeric: true });
}
