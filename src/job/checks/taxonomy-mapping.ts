import type { WalkedFile } from '../job-walk.js';
import type { CheckRequest } from './check-job.js';
import { csvRows, isNumber } from './csv-rows.js';
import { FaultLimit } from './fault-limit.js';
import { filesOf } from './job-files.js';
import { isOne, shownSum } from './weights.js';

/** Which functions stand for which taxonomy. */
export interface TaxonomyMapping {
  readonly file: WalkedFile;
  /** The functions of each taxonomy, with the line of the first row that names each. */
  readonly functions: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const COLUMNS = ['country', 'peril', 'taxonomy', 'risk_id', 'conversion', 'weight'];

/** Reads the taxonomy mapping of a job. @returns undefined where there is none or, with a fault, where it cannot be. */
export async function checkTaxonomyMapping(request: CheckRequest): Promise<TaxonomyMapping | undefined> {
  const [file] = filesOf(request, 'taxonomy_mapping');
  if (file === undefined || file.found.source.kind === 'directory') return undefined;
  const { walk } = request;
  const chainAt = (line: number) => [
    ...file.chain,
    { file: walk.shownFile(file.found), line, key: 'taxonomy' },
  ];
  const functions = new Map<string, Map<string, number>>();
  const sums = new Map<string, { taxonomy: string; sum: number; line: number }>();
  const limit = new FaultLimit(walk);
  let header: readonly string[] | undefined;
  for await (const { line, fields } of csvRows(request, file.found)) {
    if (header === undefined) {
      header = fields;
      const wrong = headerFault(header);
      if (wrong === undefined) continue;
      walk.fault(
        chainAt(line),
        wrong,
        `the columns are taxonomy, risk_id and, if need be, weight, peril, country`,
      );
      return undefined;
    }
    const at = (name: string): string | undefined => fields[header?.indexOf(name) ?? -1];
    const [taxonomy = '', weight = '1'] = [at('taxonomy'), at('weight')];
    const riskId = at('risk_id') ?? at('conversion') ?? '';
    const known = functions.get(taxonomy) ?? new Map<string, number>();
    functions.set(taxonomy, known.has(riskId) ? known : known.set(riskId, line));
    if (!isNumber(weight))
      limit.fault(chainAt(line), `the weight is ${JSON.stringify(weight)}, which is no number`);
    const key = JSON.stringify([taxonomy, at('country'), at('peril')]);
    const before = sums.get(key);
    sums.set(key, { taxonomy, sum: (before?.sum ?? 0) + Number(weight), line: before?.line ?? line });
  }
  for (const { taxonomy, sum, line } of sums.values()) {
    if (isOne(sum) || Number.isNaN(sum)) continue;
    limit.fault(chainAt(line), `the weights of the taxonomy ${taxonomy} sum to ${shownSum(sum)}, not to 1`);
  }
  limit.end();
  return { file, functions };
}

function headerFault(header: readonly string[]): string | undefined {
  if (!header.includes('taxonomy')) return 'there is no column taxonomy';
  if (!header.includes('risk_id') && !header.includes('conversion')) return 'there is no column risk_id';
  const unknown = header.find((name) => !COLUMNS.includes(name));
  return unknown === undefined ? undefined : `the engine knows no column ${JSON.stringify(unknown)} here`;
}
