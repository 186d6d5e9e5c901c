import { unexpected } from './extract-hazard.js';
import { type ExtractedArrays, plainNumbers } from './extracted-arrays.js';
import { type Extraction, extractPath, type QueryPart } from './extraction.js';
import type { TagSum } from './sum-by-tag.js';

/** Assets that are summed up: by one tag at most, of those with some values of tags. */
export interface TagChoice {
  readonly by: readonly string[];
  readonly only: Readonly<Record<string, string>>;
}

/**
 * Whether the extractors that sum up (`agg_losses`, `agg_damages`) can be asked so: they know one free tag, no asset by name,
 * no sum of loss types (the `+` cannot stand in the path), and no `&` in a value.
 */
export function canAggregate({ by, only }: TagChoice, lossTypes: readonly string[]): boolean {
  const tags = [...by, ...Object.keys(only)];
  return (
    by.length <= 1 &&
    !tags.includes('id') &&
    new Set(tags).size === tags.length &&
    lossTypes.every((lossType) => /^\w+$/.test(lossType)) &&
    Object.values(only).every((value) => !value.includes('&') && value !== '*')
  );
}

/**
 * Asks for sums over assets.
 * @param what `agg_losses` or `agg_damages`.
 * @returns one sum for each value of the tag: all numbers that the engine has for it, row-major; none where no asset is like that.
 */
export async function aggregate(
  extraction: Extraction,
  what: string,
  lossType: string,
  { by, only }: TagChoice,
): Promise<{ readonly groups: readonly TagSum[]; readonly shape: readonly number[] }> {
  const query: QueryPart[] = [
    ...Object.entries(only),
    // A star for the value means each.
    ...by.map((tag): QueryPart => [tag, '*']),
  ];
  const arrays = await extraction.read(extractPath(`${what}/${lossType}`, query));
  const array = arrays.numbers('array');
  if (array === undefined) return { groups: [], shape: [] };
  const [tag] = by;
  if (tag === undefined) return { groups: [{ tags: only, sums: plainNumbers(array) }], shape: array.shape };
  const values = valuesOf(arrays, tag);
  const [count, ...shape] = array.shape;
  if (count !== values.length) throw unexpected(`the sums by ${tag}`);
  const width = shape.reduce((product, one) => product * one, 1);
  const groups = values.map((value, nth) => ({
    tags: { ...only, [tag]: value },
    sums: plainNumbers(array, nth * width, (nth + 1) * width),
  }));
  return { groups, shape };
}

/** Told as `taxonomy=RC`. */
function valuesOf(arrays: ExtractedArrays, tag: string): readonly string[] {
  return (arrays.texts('tags') ?? []).map((text) =>
    text.startsWith(`${tag}=`) ? text.slice(tag.length + 1) : text,
  );
}
