import type { WalkedFile } from '../job-walk.js';
import { AssetLedger } from './asset-ledger.js';
import type { CheckRequest } from './check-job.js';
import { coordinateFault } from './coordinates.js';
import type { ExposureHead } from './exposure-head.js';
import { FaultLimit } from './fault-limit.js';
import { type HeardTag, resolvePlaces, scanXml, type TagListener, type TagPlace } from './scan-xml.js';

const WANTED = new Set(['asset', 'location', 'cost', 'occupancy']);

/** Assets as they were read, and the engine's names of what they have. */
export interface ReadAssets {
  readonly ledger: AssetLedger;
  readonly names: ReadonlySet<string>;
}

/** Reads the assets that stand in an exposure itself. @returns undefined, with a fault, where it is not well-formed. */
export async function checkInlineAssets(
  request: CheckRequest,
  file: WalkedFile,
  head: ExposureHead,
): Promise<ReadAssets | undefined> {
  const ignored = (request.inputs.parameters.get('ignore_missing_costs')?.text ?? '').split(/[\s,]+/);
  const needed = head.costTypes
    .map((cost) => cost.name)
    .filter((name) => name !== 'area' && name !== 'number');
  let listener: AssetListener | undefined;
  const costs = needed.filter((name) => !ignored.includes(name));
  const make = (): AssetListener => (listener = new AssetListener(file, costs));
  if (!(await scanXml(request, file.found, file.chain, make)) || listener === undefined) return undefined;
  const places = await resolvePlaces(
    request,
    file.found,
    listener.faults.map((fault) => fault.place),
  );
  const limit = new FaultLimit(request.walk);
  const shown = request.walk.shownFile(file.found);
  for (const [index, { message }] of listener.faults.entries()) {
    limit.fault([...file.chain, { file: shown, ...places[index], key: 'asset' }], message);
  }
  limit.end();
  const values = ['number', ...head.costTypes.map((cost) => cost.name)].map((name) => `value-${name}`);
  const periods = [...listener.periods, ...head.occupancyPeriods].map((period) => `occupants_${period}`);
  return { ledger: listener.assets, names: new Set([...values, ...periods, ...head.tagNames]) };
}

class AssetListener implements TagListener {
  readonly faults: { readonly place: TagPlace; readonly message: string }[] = [];
  readonly periods = new Set<string>();
  readonly assets = new AssetLedger();
  #id = '';
  #place: TagPlace = { offset: 0 };
  #costs = new Set<string>();

  constructor(
    readonly file: WalkedFile,
    readonly needed: readonly string[],
  ) {}

  wants(name: string): boolean {
    return WANTED.has(name);
  }

  opened(tag: HeardTag): void {
    const { name, place } = tag;
    if (name === 'asset') this.#asset(tag);
    if (name === 'cost') this.#costs.add(tag.attribute('type') ?? '');
    if (name === 'occupancy') this.periods.add(tag.attribute('period') ?? '');
    if (name !== 'location') return;
    for (const what of ['lon', 'lat'] as const) {
      const text = tag.attribute(what);
      const wrong = text === undefined ? `the location has no ${what}` : coordinateFault(what, text);
      if (wrong !== undefined) this.#fault(place, wrong);
    }
  }

  closed(name: string): void {
    if (name !== 'asset') return;
    for (const cost of this.needed) {
      if (!this.#costs.has(cost))
        this.#fault(this.#place, `the asset ${this.#id} has no cost of type ${cost}`);
    }
  }

  #asset(tag: HeardTag): void {
    const { place } = tag;
    this.#id = tag.attribute('id') ?? '';
    this.#place = place;
    this.#costs = new Set(this.needed.filter((cost) => tag.attribute(cost) !== undefined));
    const taxonomy = (tag.attribute('taxonomy') ?? '').trim();
    if (this.assets.add(this.#id, taxonomy, { file: this.file, at: place })) return;
    this.#fault(place, `a second asset with the id ${this.#id}`);
  }

  /** The limit of what is told is another; this one keeps the memory. */
  #fault(place: TagPlace, message: string): void {
    if (this.faults.length < 10_000) this.faults.push({ place, message });
  }
}
