import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFault, LocalFileError } from '../errors.js';
import type { Dataset } from './dataset.js';
import { openEngineCsv } from './engine-csv.js';
import { readNpz } from './npz.js';
import { readAggregateValues } from './read/aggregate-values.js';
import { readAssetValues } from './read/asset-values.js';
import { readDisaggregation } from './read/disaggregation.js';
import { readGmfData } from './read/gmf-data.js';
import { readHazardCurves } from './read/hazard-curves.js';
import { readHazardMaps } from './read/hazard-maps.js';
import { readLossCurves } from './read/loss-curves.js';
import { readMeanGroundMotion } from './read/mean-ground-motion.js';
import { npzTables } from './read/npz-tables.js';
import { kindOf, originOf } from './read/origin.js';
import { readOtherTable } from './read/other-table.js';
import type { Recogniser, TableSource } from './read/recogniser.js';
import { readRuptures } from './read/ruptures.js';
import type { Table } from './read/table.js';
import { readUniformHazardSpectra } from './read/uniform-hazard-spectra.js';

/** The first that knows the names of the columns reads the table. */
const RECOGNISERS: readonly Recogniser[] = [
  readHazardCurves,
  readHazardMaps,
  readUniformHazardSpectra,
  readMeanGroundMotion,
  readDisaggregation,
  readLossCurves,
  readAssetValues,
  readAggregateValues,
  readRuptures,
];

/** What to read, and how. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** The event whose ground motion is wanted of gmf-data files; undefined for the mean of all. */
  readonly eventId?: number | undefined;
  /** Hears of files of a folder that are broken, and reading goes on; without it the first ends the reading. */
  readonly onFault?: ((error: Error, path: string) => void) | undefined;
}

/**
 * Reads exported results: a csv or an npz of the engine or a folder of such, in the order of their names, csv before npz. Tables are recognised by the names of
 * their columns and the comment above them; names of files tell only what stands nowhere else. What is of no known kind is a `table`.
 * @param path of a file or a folder.
 * @throws InputError with file and line where a table is broken; ExportError where an npz is; LocalFileError where nothing can be read there.
 */
export async function readDatasets(path: string, options: ReadOptions = {}): Promise<Dataset[]> {
  const found: Dataset[] = [];
  for await (const dataset of eachDataset(path, options)) found.push(dataset);
  return found;
}

/** The same as {@link readDatasets} one after the other, so that not all need to be held at once. */
async function* eachDataset(path: string, options: ReadOptions = {}): AsyncGenerator<Dataset, void, void> {
  const isFolder = (await about(path, async () => stat(path))).isDirectory();
  if (!isFolder) {
    yield* await readFileDatasets(path, options);
    return;
  }
  const names = (await about(path, async () => readdir(path))).filter((name) => isResult(name)).sort();
  const seen = new Set<string>();
  // What stands there as csv too is the same again in an npz: once is enough.
  for (const name of [...names.filter((each) => !isNpz(each)), ...names.filter(isNpz)]) {
    try {
      for (const dataset of await readFileDatasets(join(path, name), options)) {
        const same = sameness(dataset);
        if (isNpz(name) && seen.has(same)) continue;
        seen.add(same);
        yield dataset;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (options.onFault === undefined || !(error instanceof Error)) throw error;
      options.onFault(error, join(path, name));
    }
  }
}

/** What a dataset is of, apart from the file that it came in. */
function sameness(dataset: Dataset): string {
  const { type, kind, origin } = dataset;
  const imt = dataset.type === 'hazard-curves' ? dataset.imt : '';
  const quantity = dataset.type === 'asset-values' ? dataset.quantity : '';
  return JSON.stringify([type, kind, origin.calculationId, imt, quantity]);
}

async function readFileDatasets(path: string, options: ReadOptions): Promise<Dataset[]> {
  return about(path, async () => {
    if (isNpz(path)) {
      const found: Dataset[] = [];
      for (const table of npzTables(await readNpz(path, { signal: options.signal }), path))
        found.push(...(await recognise(sourceOf(table, options))));
      return found;
    }
    const csv = await openEngineCsv(path);
    const source = sourceOf(csv, options);
    return readGmfData(source, csv) ?? recognise(source);
  });
}

function sourceOf(table: Table, { signal, eventId }: ReadOptions): TableSource {
  return { table, origin: originOf(table), kind: kindOf(table), signal, eventId };
}

async function recognise(source: TableSource): Promise<Dataset[]> {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(source);
    if (found !== undefined) return found;
  }
  return readOtherTable(source);
}

function isNpz(name: string): boolean {
  return /\.npz$/i.test(name);
}

function isResult(name: string): boolean {
  return /\.(?:csv|npz)$/i.test(name) && !name.startsWith('.');
}

/** Says which file it was that the system refused. */
async function about<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    const reason = fault.code === 'ENOENT' ? 'there is no such file or folder' : fault.reason;
    throw new LocalFileError(`${path} cannot be read: ${reason}.`, { cause: error });
  }
}
