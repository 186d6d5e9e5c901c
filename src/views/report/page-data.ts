/*
 * What a page carries for its script: places, values on the map, and the datasets that curves are drawn from. Numbers stand
 * in JSON in their shortest form that reads back as the same number: nothing is rounded.
 */

/** Places of one kind. */
export interface PagePlaces {
  /** What one of them is: `site`, `asset location`, `rupture`. */
  readonly noun: string;
  readonly lons: readonly number[];
  readonly lats: readonly number[];
  /** Names beyond the coordinates; empty where there are none. */
  readonly names: readonly string[];
}

/** One value at each place. */
export interface PageLayer {
  readonly title: string;
  /** The heading below which it is chosen. */
  readonly group: string;
  readonly unit: string | undefined;
  /** Index among the places of the page. */
  readonly places: number;
  /** One a place; null where there is none. Empty for places alone. */
  readonly values: readonly (number | null)[];
  /** How it came to be, where it is not what the engine wrote. */
  readonly note: string | undefined;
}

/** A dataset whose typed arrays are lists below `f64`, and whose sites are the number of a list of places below `at`. */
export type PackedDataset = Readonly<Record<string, unknown>>;

/** All that the script of a page reads. */
export interface PageData {
  readonly places: readonly PagePlaces[];
  readonly layers: readonly PageLayer[];
  readonly datasets: readonly PackedDataset[];
  /** Coasts and borders around the places: longitude and latitude in turn, one list a line. */
  readonly outlines: readonly (readonly number[])[];
}
