import { MOST_SHOWN } from './fault-limit.js';
import type { HeardTag, TagListener, TagPlace } from './scan-xml.js';

/** What may stand under the root of a file that a logic tree names as a source model. */
const MODELS = ['sourceModel', 'geometryModel', 'ruptureCollection'];

interface ModelFault {
  readonly place: TagPlace;
  readonly message: string;
  readonly fix?: string;
}

/**
 * Hears of a source model which tectonic region types have sources, and which of the wanted ids exist. In NRML 0.5
 * sources stand in groups, which have the type; in NRML 0.4 each source has its own.
 */
export class SourceListener implements TagListener {
  readonly regions = new Map<string, TagPlace>();
  readonly found = new Set<string>();
  readonly faults: ModelFault[] = [];
  count = 0;
  #group: string | undefined;
  #models = 0;
  readonly #ids = new Set<string>();

  /** @param unique whether no two sources may have the same id, which the engine only wants for disagg_by_src. */
  constructor(
    readonly wanted: ReadonlySet<string>,
    readonly unique: boolean,
  ) {}

  wants(name: string): boolean {
    return name === 'sourceGroup' || name.endsWith('Source');
  }

  opened(tag: HeardTag): void {
    const { depth, name, place } = tag;
    if (depth === 0 && name !== 'nrml') {
      this.#fault(place, `this is no NRML file: it begins with <${name}>, not <nrml>`);
    } else if (depth === 1) this.#model(name, place);
    else if (depth === 2 && name === 'sourceGroup') this.#group = tag.attribute('tectonicRegion');
    else if (depth === 2) this.#source(tag, tag.attribute('tectonicRegion'));
    else if (depth === 3 && name !== 'sourceGroup') this.#source(tag, this.#group);
  }

  #model(name: string, place: TagPlace): void {
    this.#models += 1;
    if (!MODELS.includes(name)) {
      this.#fault(
        place,
        `a <${name}> stands where a sourceModel is due`,
        'name a source model in the logic tree',
      );
    } else if (this.#models > 1)
      this.#fault(place, 'a second model in one file', 'give it a file of its own');
  }

  #source(tag: HeardTag, region: string | undefined): void {
    this.count += 1;
    if (region !== undefined && !this.regions.has(region)) this.regions.set(region, tag.place);
    if (this.wanted.size === 0 && !this.unique) return;
    const id = tag.attribute('id') ?? '';
    // What stands behind a colon tells parts of one source apart.
    const plain = id.split(':', 1)[0] ?? '';
    if (this.wanted.has(plain)) this.found.add(plain);
    if (!this.unique) return;
    if (this.#ids.has(id))
      this.#fault(tag.place, `a second source with id="${id}"`, 'disagg_by_src wants unique ids');
    this.#ids.add(id);
  }

  #fault(place: TagPlace, message: string, fix?: string): void {
    if (this.faults.length >= MOST_SHOWN) return;
    this.faults.push({ place, message, ...(fix === undefined ? {} : { fix }) });
  }
}
