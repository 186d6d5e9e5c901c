import type { Dataset, Site } from '../../results/dataset.js';
import type { PackedDataset, PagePlaces } from './page-data.js';

/** Lists of places, each of which a page carries once however many datasets are for it. */
export class PlaceLists {
  readonly lists: PagePlaces[] = [];
  readonly #byContent = new Map<string, number>();

  /** @returns the number of the list. */
  add(list: PagePlaces): number {
    const content = JSON.stringify(list);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    this.#byContent.set(content, this.lists.length);
    return this.lists.push(list) - 1;
  }

  /** @returns the number of the list of these sites. */
  addSites(sites: readonly Site[]): number {
    return this.add({
      noun: 'site',
      lons: sites.map(({ lon }) => lon),
      lats: sites.map(({ lat }) => lat),
      names: sites.some(({ customId }) => customId !== undefined)
        ? sites.map(({ customId }) => customId ?? '')
        : [],
    });
  }
}

/** @returns a dataset as JSON can hold it; {@link unpackDataset} makes it what it was. */
export function packDataset(dataset: Dataset, places: PlaceLists): PackedDataset {
  return Object.fromEntries(
    Object.entries(dataset).map(([key, value]: [string, unknown]) => [
      key,
      key === 'sites' ? { at: places.addSites(value as readonly Site[]) } : packValue(value),
    ]),
  );
}

function packValue(value: unknown): unknown {
  if (value instanceof Float64Array) return { f64: Array.from(value) };
  if (Array.isArray(value)) return (value as unknown[]).map(packValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, packValue(item)]));
}

/** @returns the dataset that was packed. What was no number (NaN, infinite) is NaN. */
export function unpackDataset(packed: PackedDataset, places: readonly PagePlaces[]): Dataset {
  return unpackValue(packed, places) as Dataset;
}

function unpackValue(value: unknown, places: readonly PagePlaces[]): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => unpackValue(item, places));
  if (typeof value !== 'object' || value === null) return value;
  const { f64, at } = value as { readonly f64?: unknown; readonly at?: unknown };
  if (Array.isArray(f64)) return Float64Array.from(f64 as (number | null)[], (item) => item ?? Number.NaN);
  if (typeof at === 'number' && Object.keys(value).length === 1) return sitesOf(places[at]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpackValue(item, places)]));
}

function sitesOf(list: PagePlaces | undefined): Site[] {
  if (list === undefined) return [];
  return list.lons.map((lon, nth) => {
    const name = list.names[nth] ?? '';
    return { lon, lat: list.lats[nth] ?? Number.NaN, ...(name === '' ? {} : { customId: name }) };
  });
}
