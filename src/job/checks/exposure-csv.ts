import type { WalkedFile } from '../job-walk.js';
import type { AssetLedger } from './asset-ledger.js';
import type { CheckRequest } from './check-job.js';
import { coordinateFault } from './coordinates.js';
import { csvRows, type CsvRow, isNumber } from './csv-rows.js';
import { COST_TYPES, type ExposureHead } from './exposure-head.js';
import { FaultLimit } from './fault-limit.js';

const PLAIN_VALUES = ['area', 'number', 'residents'];
const VALUES = [...PLAIN_VALUES, ...COST_TYPES];
const PERIODS = ['day', 'night', 'transit'];
const PLACED = ['lon', 'lat'] as const;
/** Columns that are read as numbers, beside those of values. */
const NUMBERS = [
  'lon',
  'lat',
  'retrofitted',
  'ideductible',
  ...PERIODS.map((period) => `occupants_${period}`),
];

/** Reads a CSV file of assets. @returns the engine's names of its columns; undefined, with a fault, where some lack. */
export async function checkExposureCsv(
  request: CheckRequest,
  file: WalkedFile,
  head: ExposureHead,
  assets: AssetLedger,
): Promise<ReadonlySet<string> | undefined> {
  const limits = {
    numbers: new FaultLimit(request.walk),
    places: new FaultLimit(request.walk),
    ids: new FaultLimit(request.walk),
  };
  const shown = request.walk.shownFile(file.found);
  let columns: Columns | undefined;
  for await (const row of csvRows(request, file.found)) {
    const chain = [...file.chain, { file: shown, line: row.line, key: 'assets' }];
    if (columns === undefined) {
      columns = new Columns(row.fields, head);
      const { fault } = columns;
      if (fault === undefined) continue;
      request.walk.fault(chain, fault, 'the columns are declared in the exposure that names this file');
      return undefined;
    }
    const short = columns.lengthFault(row);
    if (short !== undefined) limits.numbers.fault(chain, short, 'put a text with commas between quotes');
    else {
      for (const wrong of columns.numberFaults(row)) limits.numbers.fault(chain, wrong);
      for (const wrong of columns.placeFaults(row))
        limits.places.fault(chain, wrong, 'are lon and lat swapped?');
      const id = columns.of(row, 'id');
      const at = { line: row.line, column: 1 };
      if (!assets.add(id, columns.of(row, 'taxonomy'), { file, at })) {
        limits.ids.fault(chain, `a second asset with the id ${id}`);
      }
    }
  }
  for (const limit of Object.values(limits)) limit.end();
  return columns?.names;
}

/** The columns of a CSV file by the engine's names. */
class Columns {
  readonly names: ReadonlySet<string>;
  readonly fault: string | undefined;
  readonly #index = new Map<string, number>();
  readonly #numbers: readonly (readonly [number, string])[];
  readonly #width: number;

  constructor(header: readonly string[], head: ExposureHead) {
    this.#width = header.length;
    const meanings = meaningsOf(head);
    for (const [index, column] of header.entries()) {
      for (const name of meanings.get(column) ?? [column]) this.#index.set(name, index);
    }
    this.names = new Set(this.#index.keys());
    this.fault = this.#headerFault(header, head);
    const texts = ['id', 'taxonomy', ...head.tagNames];
    const isNumeric = (name: string): boolean =>
      (name.startsWith('value-') || NUMBERS.includes(name)) && !texts.includes(name);
    const numbers = [...this.#index].filter(
      ([name, index]) => isNumeric(name) && !texts.includes(header[index] ?? ''),
    );
    this.#numbers = numbers.map(([, index]) => [index, header[index] ?? '']);
  }

  #headerFault(header: readonly string[], head: ExposureHead): string | undefined {
    const undeclared = head.fields.filter(({ input }) => ![...VALUES, ...PERIODS, 'deduc'].includes(input));
    for (const { input } of undeclared) {
      if (!header.includes(input)) return `there is no column ${input}, which exposureFields declare`;
    }
    const missing = expectedColumns(head).filter((name) => !this.names.has(name) && name !== 'exposure');
    if (missing.length === 0) return undefined;
    const plain = missing.map((name) => name.replace('value-', ''));
    return plain.length === 1
      ? `there is no column ${plain[0] ?? ''}`
      : `there are no columns ${plain.join(', ')}`;
  }

  of({ fields }: CsvRow, name: string): string {
    return fields[this.#index.get(name) ?? -1] ?? '';
  }

  lengthFault({ fields }: CsvRow): string | undefined {
    if (fields.length <= this.#width) return undefined;
    return `${fields.length} fields, and the header has ${this.#width}`;
  }

  *numberFaults({ fields }: CsvRow): Generator<string> {
    for (const [index, column] of this.#numbers) {
      const text = fields[index] ?? '';
      if (!isNumber(text)) yield `${column} is ${JSON.stringify(text)}, which is no number`;
    }
  }

  *placeFaults(row: CsvRow): Generator<string> {
    for (const what of PLACED) {
      const text = this.of(row, what);
      const wrong = isNumber(text) ? coordinateFault(what, text, 360) : undefined;
      if (wrong !== undefined) yield wrong;
    }
  }
}

/** What columns may be called, and what that means to the engine. */
function meaningsOf({ fields }: ExposureHead): Map<string, string[]> {
  const meanings = new Map<string, string[]>();
  const add = (column: string, name: string): void => {
    meanings.set(column, [...(meanings.get(column) ?? []), name]);
  };
  const meaning = (name: string): string =>
    VALUES.includes(name) ? `value-${name}` : PERIODS.includes(name) ? `occupants_${name}` : name;
  for (const name of [...VALUES, ...PERIODS]) add(name, meaning(name));
  for (const { input, oq } of fields) add(input, meaning(oq));
  return meanings;
}

function expectedColumns(head: ExposureHead): string[] {
  const names = ['id', 'number', 'taxonomy', 'lon', 'lat', ...head.tagNames];
  names.push(...head.costTypes.map((cost) => cost.name));
  if (head.costTypes.some((cost) => cost.type === 'per_area')) names.push('area');
  names.push(...head.occupancyPeriods.map((period) => `occupants_${period}`));
  return names.map((name) => (VALUES.includes(name) ? `value-${name}` : name));
}
