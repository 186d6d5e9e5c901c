import { readNumberText } from '../csv/number-bytes.js';
import { DEGREES_APART } from './cells.js';
import { cellsOf, type KeptRow } from './held-rows.js';
import type { ColumnPair } from './pair-columns.js';
import { KEY_SEPARATOR } from './row-key.js';

/** Part by which two numbers of a key may lie apart: one release rounds to six digits what another writes with seven. */
const KEY_RTOL = 1.1e-5;

interface Split {
  readonly row: KeptRow;
  readonly names: string;
  readonly numbers: readonly number[];
  /** How far each of them may lie apart. */
  readonly reach: readonly number[];
}

/**
 * Pairs rows without a counterpart whose keys differ by the rounding of a number alone: all texts of the key the same, each
 * number within a hundred-thousandth, degrees within a metre. The nearest is taken, each row once.
 * @returns the pairs, and what is left on either side.
 */
export function pairNear(
  left: readonly KeptRow[],
  right: readonly KeptRow[],
  keys: readonly ColumnPair[],
): {
  readonly pairs: readonly (readonly [KeptRow, KeptRow])[];
  readonly left: readonly KeptRow[];
  readonly right: readonly KeptRow[];
} {
  const groups = new Map<string, Split[]>();
  for (const row of right) {
    const other = split(row, keys, 'to');
    const group = groups.get(other.names);
    if (group === undefined) groups.set(other.names, [other]);
    else group.push(other);
  }
  for (const group of groups.values()) group.sort((a, b) => (a.numbers[0] ?? 0) - (b.numbers[0] ?? 0));
  const taken = new Set<KeptRow>();
  const pairs: (readonly [KeptRow, KeptRow])[] = [];
  const alone: KeptRow[] = [];
  for (const row of left) {
    const one = split(row, keys, 'at');
    const found = nearest(one, groups.get(one.names) ?? [], taken);
    if (found === undefined) alone.push(row);
    else {
      taken.add(found);
      pairs.push([row, found]);
    }
  }
  return { pairs, left: alone, right: right.filter((row) => !taken.has(row)) };
}

function split(row: KeptRow, keys: readonly ColumnPair[], side: 'at' | 'to'): Split {
  const cells = cellsOf(row);
  const names: string[] = [];
  const numbers: number[] = [];
  const reach: number[] = [];
  for (const pair of keys) {
    const text = cells[pair[side]] ?? '';
    const value = pair.kind === 'name' ? undefined : readNumberText(text);
    if (value === undefined || !Number.isFinite(value)) names.push(text);
    else {
      numbers.push(value);
      reach.push(pair.kind === 'degrees' ? DEGREES_APART : KEY_RTOL * Math.abs(value));
    }
  }
  return { row, names: names.join(KEY_SEPARATOR), numbers, reach };
}

function nearest(
  { numbers, reach }: Split,
  sorted: readonly Split[],
  taken: ReadonlySet<KeptRow>,
): KeptRow | undefined {
  const first = numbers[0];
  if (first === undefined) return undefined;
  const wide = (reach[0] ?? 0) * 1.5;
  let best: { readonly row: KeptRow; readonly distance: number } | undefined;
  for (let index = lowerBound(sorted, first - wide); index < sorted.length; index += 1) {
    const other = sorted[index];
    if (other === undefined || (other.numbers[0] ?? 0) > first + wide) break;
    if (taken.has(other.row) || other.numbers.length !== numbers.length) continue;
    const distances = numbers.map((value, at) => {
      const apart = Math.abs(value - (other.numbers[at] ?? Infinity));
      return apart === 0 ? 0 : apart / (reach[at] ?? 0);
    });
    const distance = Math.max(...distances);
    if (distance <= 1 && distance < (best?.distance ?? Infinity)) best = { row: other.row, distance };
  }
  return best?.row;
}

function lowerBound(sorted: readonly Split[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.numbers[0] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
