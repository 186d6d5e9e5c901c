import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openEngineCsv } from '../engine-csv.js';
import { readNpz } from '../npz.js';
import { npzTables } from '../read/npz-tables.js';
import { readDatasets } from '../read-datasets.js';
import type { Table } from '../read/table.js';
import { cellLayers } from './cell-layers.js';
import { groundMotionLayer } from './ground-motion-layer.js';
import type { LayerSource } from './layer.js';
import { pointLayer } from './point-layer.js';
import { rupturePolygons } from './rupture-polygons.js';

/** What makes layers. */
export interface LayerFiles {
  readonly layers: readonly LayerSource[];
  /** Names of files that have no places. */
  readonly unplaced: readonly string[];
}

/**
 * Finds the layers in an exported file or a folder of such: tables with `lon` and `lat` as points, cells of longitude and latitude of a
 * disaggregation and outlines of ruptures as areas, ground motion fields as one point for each site.
 * @param eventId the event whose ground motion is wanted; undefined for the mean of all.
 * @throws InputError with file and line where a table is broken; ExportError where an npz is; the system's error.
 */
export async function layersIn(
  path: string,
  eventId: number | undefined,
  signal?: AbortSignal,
): Promise<LayerFiles> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? await exportsIn(path) : [path];
  const layers: LayerSource[] = [];
  const unplaced: string[] = [];
  for (const file of files) {
    const found = await layersOfFile(file, eventId, signal);
    if (found.length === 0) unplaced.push(basename(file));
    layers.push(...found);
  }
  return { layers: named(layers), unplaced };
}

/** Csv before npz, which tells the same again; the sites of ground motion are in its layer. */
async function exportsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder))
    .filter((name) => /\.(?:csv|npz)$/i.test(name) && !name.startsWith('.'))
    .sort();
  const isGmf = names.some((name) => name.includes('gmf-data'));
  const wanted = names.filter((name) => !(isGmf && /^(?:sitemesh|sigma_epsilon)/.test(name)));
  const csv = wanted.filter((name) => /\.csv$/i.test(name));
  const npz = wanted.filter(
    (name) => !csv.includes(name) && (csv.length === 0 || name === 'rupture_info.npz'),
  );
  return [...csv, ...npz].map((name) => join(folder, name));
}

async function layersOfFile(
  path: string,
  eventId: number | undefined,
  signal?: AbortSignal,
): Promise<LayerSource[]> {
  if (/\.npz$/i.test(path)) {
    const npz = await readNpz(path, { signal });
    const outlines = rupturePolygons(npz, path);
    return outlines === undefined ? npzTables(npz, path).flatMap(layersOfTable) : [outlines];
  }
  const csv = await openEngineCsv(path);
  if (!csv.columns.includes('lon') && csv.columns.includes('event_id')) {
    const found = await readDatasets(path, { signal, eventId });
    return found.flatMap((dataset) => (dataset.type === 'ground-motion' ? [groundMotionLayer(dataset)] : []));
  }
  return layersOfTable(csv);
}

function layersOfTable(table: Table): LayerSource[] {
  return cellLayers(table) ?? pointLayer(table);
}

/** Two layers of one name cannot stand in one file. */
function named(layers: readonly LayerSource[]): LayerSource[] {
  const taken = new Set<string>();
  return layers.map((layer) => {
    let name = layer.name;
    for (let nth = 2; taken.has(name.toLowerCase()); nth += 1) name = `${layer.name}-${nth}`;
    taken.add(name.toLowerCase());
    return { ...layer, name };
  });
}
