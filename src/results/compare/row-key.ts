import { nameKey, numberKey } from './cells.js';
import type { Place } from './comparison.js';
import type { ColumnPair } from './pair-columns.js';

/** What stands between the parts of a key; no table has it. */
export const KEY_SEPARATOR = '\u001f';

/**
 * @param side `at` for a row of the left table, `to` for one of the right.
 * @returns the key of a row: equal for two rows that are about the same, however their numbers are written.
 */
export function rowKey(row: readonly string[], keys: readonly ColumnPair[], side: 'at' | 'to'): string {
  let key = '';
  for (const pair of keys) {
    const cell = row[pair[side]] ?? '';
    key += (pair.kind === 'name' ? nameKey(cell) : numberKey(cell, pair.kind)) + KEY_SEPARATOR;
  }
  return key;
}

/** Whether the keys of two rows read the same, letter by letter: the usual case, and a cheap one. */
export function keysReadTheSame(
  left: readonly string[],
  right: readonly string[],
  keys: readonly ColumnPair[],
): boolean {
  for (const { at, to } of keys) if (left[at] !== right[to]) return false;
  return true;
}

/** What names the place of a row besides its key, for people. */
const SHOWN = new Set(['lon', 'lat', 'asset_id', 'taxonomy', 'custom_site_id', 'source_id']);

/** @returns the cells of the key, and of what else says where it is. */
export function placeOf(
  row: readonly string[],
  pairs: readonly ColumnPair[],
  keys: readonly ColumnPair[],
  side: 'at' | 'to',
): Place {
  return pairs
    .filter((pair) => keys.includes(pair) || SHOWN.has(pair.role))
    .map((pair) => ({ column: pair.column, value: row[pair[side]] ?? '' }));
}
