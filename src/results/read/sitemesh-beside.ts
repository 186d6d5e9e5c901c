import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { csvFault } from '../csv/csv-fault.js';
import type { EngineCsv } from '../engine-csv.js';

/**
 * Finds the sites of a gmf-data file: `sitemesh_CALC.csv` of the same calculation, else the only file of such a name.
 * @throws InputError where there is none, or several and none of that calculation.
 */
export async function sitemeshBeside(gmf: EngineCsv): Promise<string> {
  const folder = dirname(gmf.path);
  const suffix = /(?:_\d+)?\.csv$/i.exec(basename(gmf.path))?.[0] ?? '.csv';
  const names = (await readdir(folder)).filter((name) => /^sitemesh.*\.csv$/i.test(name));
  const [only, ...more] = names;
  if (names.includes(`sitemesh${suffix}`)) return join(folder, `sitemesh${suffix}`);
  if (only !== undefined && more.length === 0) return join(folder, only);
  throw csvFault(
    gmf.path,
    undefined,
    `ground motion fields name their sites by ids, and ${
      only === undefined ? 'no sitemesh file stands' : 'several sitemesh files stand'
    } beside`,
    `put sitemesh${suffix} of the same export into that folder`,
  );
}
