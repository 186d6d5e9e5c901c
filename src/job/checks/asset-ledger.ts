import type { WalkedFile } from '../job-walk.js';
import type { TagPlace } from './scan-xml.js';

/** More ids than this would fill the memory; the others are not compared. */
const MOST_IDS = 1_000_000;

/** Where an asset stands. */
export interface AssetPlace {
  readonly file: WalkedFile;
  readonly at: TagPlace;
}

/** The assets of one exposure, as far as they are held against each other and against the functions. */
export class AssetLedger {
  /** Each taxonomy, with the place of its first asset. */
  readonly taxonomies = new Map<string, AssetPlace>();
  readonly #ids = new Set<string>();

  /** @returns whether the id is new, or cannot be told any more. */
  add(id: string, taxonomy: string, place: AssetPlace): boolean {
    if (!this.taxonomies.has(taxonomy)) this.taxonomies.set(taxonomy, place);
    if (this.#ids.has(id)) return false;
    if (this.#ids.size < MOST_IDS) this.#ids.add(id);
    return true;
  }
}
