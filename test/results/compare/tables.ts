import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareTablesByKeys } from '../../../src/results/compare/compare-by-keys.js';
import type { TableComparison } from '../../../src/results/compare/comparison.js';
import { withFolder } from '../../support/with-stub.js';

export const TOLERANCE = { rtol: 1e-4, atol: 1e-9 };

/** Writes two tables and compares them. @param heldBytes small: rows in another order go through files. */
export async function compare(
  left: string,
  right: string,
  tolerance = TOLERANCE,
  heldBytes?: number,
): Promise<TableComparison> {
  let found: TableComparison | undefined;
  await withFolder(async (folder) => {
    const paths = [join(folder, 'a.csv'), join(folder, 'b.csv')] as const;
    await writeFile(paths[0], left);
    await writeFile(paths[1], right);
    const makeFolder = async (): Promise<string> => {
      await mkdir(join(folder, 'parts'));
      return join(folder, 'parts');
    };
    found = await compareTablesByKeys(...paths, { tolerance, makeFolder, heldBytes });
  });
  if (found === undefined) throw new Error('it was not compared');
  return found;
}
