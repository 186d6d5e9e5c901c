import type { Asset, AssetValues } from '../../results/dataset.js';
import { noSuchAssets, requireTags } from './risk-source.js';

/** Values of assets that were summed up. */
export interface TagSum {
  readonly tags: Readonly<Record<string, string>>;
  /** One for each column that was asked for. */
  readonly sums: readonly number[];
}

/**
 * Sums up the values of assets.
 * @param columns of the values, in the order of the sums.
 * @param by tags that are told apart; `id` for each asset; none for one sum.
 * @param only assets with these values of tags.
 * @throws NotFoundError where a tag is none, or no asset has what is asked for.
 */
export function sumByTag(
  values: AssetValues,
  columns: readonly string[],
  by: readonly string[],
  only: Readonly<Record<string, string>>,
): readonly TagSum[] {
  const places = columns.map((column) => values.columns.indexOf(column));
  const width = values.columns.length;
  requireTags([...by, ...Object.keys(only)], tagsOf(values));
  const found = new Map<string, { readonly tags: Record<string, string>; readonly sums: number[] }>();
  for (const [nth, asset] of values.assets.entries()) {
    if (Object.entries(only).some(([tag, value]) => tagOf(asset, tag) !== value)) continue;
    const key = by.map((tag) => tagOf(asset, tag)).join('\0');
    let sum = found.get(key);
    if (sum === undefined) {
      const tags = Object.fromEntries(by.map((tag) => [tag, tagOf(asset, tag)]));
      sum = { tags: { ...only, ...tags }, sums: columns.map(() => 0) };
      found.set(key, sum);
    }
    for (const [column, place] of places.entries())
      sum.sums[column] = (sum.sums[column] ?? 0) + (values.values[nth * width + place] ?? Number.NaN);
  }
  if (found.size > 0) return [...found.values()];
  const [tag = ''] = Object.keys(only);
  throw noSuchAssets(only, [...new Set(values.assets.map((asset) => tagOf(asset, tag)))]);
}

/** The tags that assets have; `id` is one that all have. */
function tagsOf({ assets }: AssetValues): readonly string[] {
  const [first] = assets;
  return ['id', ...(first?.taxonomy === undefined ? [] : ['taxonomy']), ...Object.keys(first?.tags ?? {})];
}

function tagOf(asset: Asset, tag: string): string {
  if (tag === 'id') return asset.id;
  return (tag === 'taxonomy' ? asset.taxonomy : asset.tags[tag]) ?? '';
}
