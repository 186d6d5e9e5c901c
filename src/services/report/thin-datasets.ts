import type { AssetValues, Dataset, Site } from '../../results/dataset.js';

/** Numbers of one dataset that a page holds at most: some 3 MB of text. A map, which has one a place, may have twice as many. */
const MOST_NUMBERS = 300_000;
/** Numbers of all datasets together: some 20 MB of text, which a browser still reads within a second or two. */
const MOST_IN_ALL = 2_000_000;
/** Places on a map at most: what a browser still draws at once. */
const MOST_PLACES = 100_000;
/** Rows of a table. */
const MOST_ROWS = 500;
const MOST_CURVES = 400;

/** A dataset of a size that a page can hold, and what was left out of it. */
export interface Thinned {
  readonly dataset: Dataset;
  readonly note: string | undefined;
}

/** What a page can still hold: each dataset takes at most a quarter of what is left, so that there is something of all. */
export class Room {
  #left = MOST_IN_ALL;

  /** @returns the dataset, or as many of its sites, evenly among all, as there is room for; numbers are never changed. */
  thin(dataset: Dataset): Thinned {
    const made = thinTo(dataset, Math.min(MOST_NUMBERS, this.#left / 4));
    this.#left = Math.max(0, this.#left - numbersOf(made.dataset));
    return made;
  }
}

function thinTo(dataset: Dataset, most: number): Thinned {
  switch (dataset.type) {
    case 'hazard-curves':
      return bySite(dataset, dataset.imls.length, most, (sites, take) => ({
        ...dataset,
        sites,
        poes: take(dataset.poes),
      }));
    case 'uniform-hazard-spectra':
      return bySite(dataset, dataset.poes.length * dataset.periods.length, most, (sites, take) => ({
        ...dataset,
        sites,
        values: take(dataset.values),
      }));
    case 'hazard-maps':
      return bySite(dataset, dataset.layers.length, 2 * most, (sites, take) => ({
        ...dataset,
        sites,
        values: take(dataset.values),
      }));
    case 'ground-motion':
      return bySite(dataset, dataset.imts.length, 2 * most, (sites, take) => ({
        ...dataset,
        sites,
        values: take(dataset.values),
      }));
    case 'asset-values':
      return assets(dataset, 2 * most);
    case 'ruptures': {
      const kept = evenly(dataset.ruptures.length, Math.min(MOST_PLACES / 5, most / 4));
      const ruptures = kept.map((nth) => dataset.ruptures[nth]).filter((one) => one !== undefined);
      return thinned({ ...dataset, ruptures }, kept.length, dataset.ruptures.length, 'ruptures');
    }
    case 'loss-curves': {
      const curves = dataset.curves.slice(0, MOST_CURVES);
      return {
        dataset: { ...dataset, curves },
        note: noteOf(curves.length, dataset.curves.length, 'curves', 'the first'),
      };
    }
    case 'table': {
      const rows = dataset.rows.slice(0, MOST_ROWS);
      return {
        dataset: { ...dataset, rows },
        note: noteOf(rows.length, dataset.totalRows, 'rows', 'the first'),
      };
    }
    case 'aggregate-values': {
      const groups = dataset.groups.slice(0, MOST_ROWS);
      const values = dataset.values.slice(0, groups.length * dataset.columns.length);
      return {
        dataset: { ...dataset, groups, values },
        note: noteOf(groups.length, dataset.groups.length, 'rows', 'the first'),
      };
    }
    case 'disaggregation':
      return dataset.values.length > most
        ? {
            dataset: { ...dataset, series: [], axes: [], values: new Float64Array() },
            note: 'Too large for a page: openquake plot draws it.',
          }
        : { dataset, note: undefined };
  }
}

/** About how many numbers a page needs for it. */
function numbersOf(dataset: Dataset): number {
  switch (dataset.type) {
    case 'hazard-curves':
      return dataset.poes.length;
    case 'ruptures':
      return 4 * dataset.ruptures.length;
    case 'loss-curves':
      return dataset.curves.reduce((sum, { losses }) => sum + 2 * losses.length, 0);
    case 'table':
      return dataset.rows.length * dataset.columns.length;
    default:
      return dataset.values.length;
  }
}

type Take = (values: Float64Array) => Float64Array;

function bySite(
  dataset: { readonly sites: readonly Site[] },
  width: number,
  most: number,
  make: (sites: readonly Site[], take: Take) => Dataset,
): Thinned {
  const { sites } = dataset;
  const kept = evenly(sites.length, Math.min(MOST_PLACES, most / Math.max(1, width)));
  if (kept.length === sites.length) return { dataset: make(sites, (values) => values), note: undefined };
  const chosen = kept.map((nth) => sites[nth]).filter((site) => site !== undefined);
  return thinned(
    make(chosen, (values) => rowsOf(values, width, kept)),
    kept.length,
    sites.length,
    'sites',
  );
}

function assets(dataset: AssetValues, most: number): Thinned {
  const width = dataset.columns.length;
  const kept = evenly(dataset.assets.length, Math.min(MOST_PLACES, most / Math.max(1, width)));
  if (kept.length === dataset.assets.length) return { dataset, note: undefined };
  const chosen = kept.map((nth) => dataset.assets[nth]).filter((asset) => asset !== undefined);
  return thinned(
    { ...dataset, assets: chosen, values: rowsOf(dataset.values, width, kept) },
    kept.length,
    dataset.assets.length,
    'assets',
  );
}

function thinned(dataset: Dataset, kept: number, all: number, what: string): Thinned {
  return { dataset, note: noteOf(kept, all, what, 'evenly chosen') };
}

function noteOf(kept: number, all: number, what: string, how: string): string | undefined {
  return kept === all
    ? undefined
    : `${kept.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} ${what} are in this page, ${how}.`;
}

/**
 * @returns places in a list, rising, evenly among all and with the first; all of them where there are not more. Every second,
 * fourth, eighth ...: what one dataset keeps of a list of sites, one that may keep more has too.
 */
export function evenly(count: number, most: number): number[] {
  let step = 1;
  while (Math.ceil(count / step) > Math.max(1, most)) step *= 2;
  return Array.from({ length: Math.ceil(count / step) }, (_unused, nth) => nth * step);
}

function rowsOf(values: Float64Array, width: number, kept: readonly number[]): Float64Array {
  const rows = new Float64Array(kept.length * width);
  kept.forEach((nth, row) => rows.set(values.subarray(nth * width, (nth + 1) * width), row * width));
  return rows;
}
