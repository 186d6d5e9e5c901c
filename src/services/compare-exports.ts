import { rm } from 'node:fs/promises';
import { compareTablesByKeys } from '../results/compare/compare-by-keys.js';
import type { TableComparison, Tolerance } from '../results/compare/comparison.js';
import { makeScratchFolder } from './scratch-folder.js';

/** The csv files that one calculation gave. */
export interface ExportedTables {
  readonly calculationId: number;
  /** Absolute paths. */
  readonly paths: readonly string[];
}

/** One output on two servers. */
export interface OutputComparison {
  /** File name without the calculation's id, e.g. `hazard_curve-mean-PGA`. */
  readonly output: string;
  readonly verdict: TableComparison['verdict'] | 'only-left' | 'only-right';
  readonly tables: TableComparison | undefined;
}

/** Whether two servers agree on an output. */
export function agrees({ verdict }: OutputComparison): boolean {
  return verdict === 'identical' || verdict === 'close';
}

/**
 * Compares what two calculations exported as csv: files are paired by their names without the calculation's id.
 * @param worst how many of the worst cells of each output are told.
 * @returns a row for each name, sorted.
 * @throws the system's error where a file cannot be read.
 */
export async function compareExports(
  left: ExportedTables,
  right: ExportedTables,
  tolerance: Tolerance,
  signal?: AbortSignal,
  worst?: number,
): Promise<OutputComparison[]> {
  const [lefts, rights] = [byOutput(left), byOutput(right)];
  const names = [...new Set([...lefts.keys(), ...rights.keys()])].toSorted();
  const rows: OutputComparison[] = [];
  for (const output of names) {
    const [one, two] = [lefts.get(output), rights.get(output)];
    if (one === undefined || two === undefined) {
      rows.push({ output, verdict: one === undefined ? 'only-right' : 'only-left', tables: undefined });
      continue;
    }
    const tables = await compareFiles(one, two, tolerance, signal, worst);
    rows.push({ output, verdict: tables.verdict, tables });
  }
  return rows;
}

/**
 * Compares two csv by keys; rows that memory has no room for go to a folder of its own, which is gone afterwards.
 * @throws the system's error where a file cannot be read; LocalFileError where no temporary file can be written.
 */
export async function compareFiles(
  left: string,
  right: string,
  tolerance: Tolerance,
  signal?: AbortSignal,
  worst?: number,
): Promise<TableComparison> {
  let folder: string | undefined;
  const makeFolder = async (): Promise<string> => (folder = await makeScratchFolder('compare'));
  try {
    return await compareTablesByKeys(left, right, { tolerance, signal, makeFolder, worst });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function byOutput({ calculationId, paths }: ExportedTables): Map<string, string> {
  const ending = `_${calculationId}.csv`;
  return new Map(
    paths
      .filter((path) => path.toLowerCase().endsWith('.csv'))
      .map((path) => {
        const name = path.split(/[\\/]/).at(-1) ?? path;
        return [name.endsWith(ending) ? name.slice(0, -ending.length) : name.slice(0, -'.csv'.length), path];
      }),
  );
}
