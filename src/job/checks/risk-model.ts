import { splitAtBlanks } from '../blanks.js';
import { reasonOf, type WalkedFile } from '../job-walk.js';
import { readXml, XmlError, type XmlListener, type XmlPlace } from '../xml/xml.js';
import type { CheckRequest } from './check-job.js';

/** What is wrong with one function of a model. */
interface FunctionFault extends XmlPlace {
  readonly message: string;
}

/** The kinds of element that hold a function, with the attribute that names it. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  vulnerabilityFunction: 'id',
  fragilityFunction: 'id',
  // NRML 0.4; a fragility function of that age is named by the text of its `taxonomy`.
  discreteVulnerability: 'vulnerabilityFunctionID',
};
/** Elements with one number for each intensity level. */
const PER_LEVEL = new Set(['meanLRs', 'covLRs', 'poes', 'probabilities']);

/** The vulnerability or fragility functions of a file, as far as checks need them. */
export class RiskModel implements XmlListener {
  /** e.g. `fragilityModel`. */
  kind = '';
  place: XmlPlace = { line: 1, column: 1 };
  /** For which kind of loss the functions are; undefined where the model does not say. */
  category: string | undefined;
  readonly ids = new Set<string>();
  readonly faults: FunctionFault[] = [];
  #open: {
    readonly name: string;
    readonly place: XmlPlace;
    readonly attributes: Attributes;
    text: string;
  }[] = [];
  #next: XmlPlace = this.place;
  #states: string[] = [];
  #levels: number | undefined;
  #told: string[] = [];
  readonly #firstLine = new Map<string, number>();

  starts(_name: string, place: XmlPlace): boolean {
    this.#next = place;
    return true;
  }

  opened(name: string, attributes: Attributes): void {
    const place = this.#next;
    this.#open.push({ name, place, attributes, text: '' });
    if (this.#open.length === 1 && name !== 'nrml') {
      throw new XmlError(
        `this is no NRML file: it begins with <${name}>, not <nrml>`,
        place.line,
        place.column,
      );
    }
    if (this.#open.length === 2) {
      [this.kind, this.place, this.category] = [name, place, attributes.get('lossCategory')];
    }
    if (this.#open.length === 3) [this.#levels, this.#told] = [undefined, []];
    const id = FUNCTIONS[name] === undefined ? undefined : attributes.get(FUNCTIONS[name]);
    if (id !== undefined) this.#named(id, name, place);
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  closed(name: string): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const words = splitAtBlanks(element.text);
    const inFunction = this.#open.at(-1)?.name ?? '';
    if (name === 'limitStates') this.#states = words.map((word) => word.text);
    else if (name === 'taxonomy' && inFunction === 'ffs') this.ids.add(element.text.trim());
    else if (name === 'imls' && FUNCTIONS[inFunction] !== undefined) this.#levels = words.length;
    else if (PER_LEVEL.has(name) && FUNCTIONS[inFunction] !== undefined)
      this.#countLevels(name, words.length, element.place);
    if (inFunction === 'fragilityFunction' && name !== 'imls')
      this.#told.push(element.attributes.get('ls') ?? '');
    if (name === 'fragilityFunction') this.#compareStates(element.place);
  }

  /** Vulnerability functions are named once; fragility functions may come again for another intensity measure. */
  #named(id: string, name: string, place: XmlPlace): void {
    const before = this.#firstLine.get(id);
    if (before === undefined) this.#firstLine.set(id, place.line);
    else if (name === 'vulnerabilityFunction') {
      this.#fault(place, `a second function with id="${id}", after the one in line ${before}`);
    }
    this.ids.add(id);
  }

  #countLevels(name: string, count: number, place: XmlPlace): void {
    if (this.#levels === undefined || count === this.#levels) return;
    this.#fault(place, `${count} ${name} for ${this.#levels} imls`);
  }

  #compareStates(place: XmlPlace): void {
    if (this.#told.join(' ') === this.#states.join(' ')) return;
    const [told, states] = [this.#told.join(' '), this.#states.join(' ')];
    this.#fault(place, `the function is for the limit states ${told}, and the model has ${states}`);
  }

  #fault({ line, column }: XmlPlace, message: string): void {
    this.faults.push({ line, column, message });
  }
}

type Attributes = ReadonlyMap<string, string>;

/** @returns the model in a file; undefined, with a fault, where it is not well-formed. */
export async function readRiskModel(request: CheckRequest, file: WalkedFile): Promise<RiskModel | undefined> {
  const { walk } = request;
  const shown = walk.shownFile(file.found);
  const model = new RiskModel();
  try {
    await readXml(walk.disk.chunks(file.found), model);
    return model;
  } catch (error) {
    if (error instanceof XmlError) {
      const { line, column, message } = error;
      walk.fault([...file.chain, { file: shown, line, column, key: 'nrml' }], message);
    } else walk.fault(file.chain, `${shown} cannot be read: ${reasonOf(error)}`);
    return undefined;
  }
}
