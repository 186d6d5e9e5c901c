import { splitAtBlanks } from '../blanks.js';
import type { WalkedFile } from '../job-walk.js';
import { readXml, XmlError, type XmlListener, type XmlPlace } from '../xml/xml.js';
import type { CheckRequest } from './check-job.js';

/** Kinds of cost that the engine knows. */
export const COST_TYPES = [
  'structural',
  'nonstructural',
  'contents',
  'business_interruption',
  'embodied_carbon',
];

/** A kind of value that the assets of an exposure have. */
interface CostType extends XmlPlace {
  readonly name: string;
  /** `aggregated`, `per_asset` or `per_area`. */
  readonly type: string;
}

/** A column of the CSV files under a name of its own. */
interface ExposureField extends XmlPlace {
  /** What the column is called in the file. */
  readonly input: string;
  /** What the engine calls it. */
  readonly oq: string;
}

/** What an exposure says of its assets before the first one. */
export class ExposureHead implements XmlListener {
  readonly costTypes: CostType[] = [];
  readonly fields: ExposureField[] = [];
  occupancyPeriods: readonly string[] = [];
  tagNames: readonly string[] = [];
  /** Whether the assets stand in the file itself. */
  holdsAssets = false;
  costTypesPlace: XmlPlace | undefined;
  #place: XmlPlace = { line: 1, column: 1 };
  readonly #open: { readonly name: string; text: string }[] = [];

  starts(name: string, place: XmlPlace): boolean {
    this.#place = place;
    if (name === 'asset') this.holdsAssets = true;
    return name !== 'asset';
  }

  opened(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#open.push({ name, text: '' });
    const get = (key: string): string => attributes.get(key) ?? '';
    if (name === 'costTypes') this.costTypesPlace = this.#place;
    if (name === 'costType') this.costTypes.push({ ...this.#place, name: get('name'), type: get('type') });
    if (name === 'area') this.costTypes.push({ ...this.#place, name, type: get('type') });
    if (name === 'field') this.fields.push({ ...this.#place, input: get('input'), oq: get('oq') });
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  closed(name: string): void {
    const words = splitAtBlanks(this.#open.pop()?.text ?? '').map((word) => word.text);
    if (name === 'occupancyPeriods') this.occupancyPeriods = words;
    if (name === 'tagNames') this.tagNames = words;
  }
}

/** @returns undefined where the walk has already said what is wrong with the exposure. */
export async function readExposureHead(
  { walk }: CheckRequest,
  file: WalkedFile,
): Promise<ExposureHead | undefined> {
  const head = new ExposureHead();
  try {
    await readXml(walk.disk.chunks(file.found), head);
    return head;
  } catch (error) {
    // What cannot be read (a folder, say) the walk has told too.
    if (error instanceof XmlError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
