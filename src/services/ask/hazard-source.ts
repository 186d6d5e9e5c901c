import type { Facts } from './facts.js';
import type { Sites } from './locate.js';

/** Numbers of one site: as the engine stores them. */
export interface SiteNumbers {
  readonly imts: readonly string[];
  /** One row for each IMT: probabilities over its levels, or intensities over the probabilities of the maps. */
  readonly rows: readonly (readonly number[])[];
}

/** Where the hazard of a calculation is read from. */
export interface HazardSource {
  /** What stands in a note: through the extract API, or which export. */
  readonly way: 'extract' | 'export';
  readonly facts: Pick<Facts, 'levels' | 'years' | 'poes'>;
  /** What it can tell of. */
  kinds(
    wantsRealizations: boolean,
  ): Promise<{ readonly stats: readonly string[]; readonly realizations: number }>;
  sites(): Promise<Sites>;
  /** @returns the curves of a site for each kind. */
  curves(
    kinds: readonly string[],
    site: number,
    imts: readonly string[],
  ): Promise<ReadonlyMap<string, SiteNumbers>>;
  /** @returns the maps' intensities at a site for each kind; undefined where the calculation has no maps. */
  maps(kinds: readonly string[], site: number): Promise<ReadonlyMap<string, SiteNumbers> | undefined>;
}
