import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFault, LocalFileError } from '../../errors.js';
import { temporaryIn } from '../../own-files/leftovers.js';
import { csvTypes, PRJ_4326, writeCsvLayer } from '../../results/layer/write-csv-layer.js';
import { layerQml } from '../../results/layer/qml.js';
import { writeGeoJson } from '../../results/layer/write-geojson.js';
import { type SurveyedLayer, writeGeoPackage } from '../../results/layer/write-geopackage.js';
import { placeFile } from '../../results/place-file.js';

/** Formats of layers. */
export type LayerFormat = 'gpkg' | 'geojson' | 'csv';

/**
 * Writes layers to a file, whole or not at all, and beside it what its format has no room for: the style (`.qml`), of csv the types of the columns
 * (`.csvt`) and the coordinate system (`.prj`).
 * @param path absolute. @param shown as the user typed it.
 * @returns the files that were written, the layer first.
 * @throws LocalFileError where the disk refuses, or one of the files stands there and may not be replaced.
 */
export async function writeLayers(
  layers: readonly SurveyedLayer[],
  format: LayerFormat,
  target: { readonly path: string; readonly shown: string; readonly overwrite: boolean },
  signal?: AbortSignal,
): Promise<string[]> {
  const pieces = piecesOf(layers, format, target.path, signal);
  if (!target.overwrite) for (const { path } of pieces) await mustNotStand(path);
  const made: { temporary: string; path: string }[] = [];
  try {
    for (const piece of pieces) {
      const temporary = await temporaryIn(dirname(piece.path));
      made.push({ temporary, path: piece.path });
      await piece.write(temporary);
    }
    for (const { temporary, path } of made) {
      if ((await placeFile(temporary, path, target.overwrite)) !== 'kept-other') continue;
      throw standsThere(path);
    }
    return made.map(({ path }) => path);
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw new LocalFileError(`Cannot write ${target.shown}: ${fault.reason}.`, { cause: error });
  } finally {
    for (const { temporary } of made) await rm(temporary, { force: true });
  }
}

/** What stands beside a layer is looked for before the layer is written. */
async function mustNotStand(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined) throw standsThere(path);
}

function standsThere(path: string): LocalFileError {
  return new LocalFileError(`${path} exists already.`, {
    hint: '--overwrite replaces it; -o writes the layer under another name.',
  });
}

interface Piece {
  readonly path: string;
  write(temporary: string): Promise<void>;
}

function piecesOf(
  layers: readonly SurveyedLayer[],
  format: LayerFormat,
  path: string,
  signal?: AbortSignal,
): Piece[] {
  if (format === 'gpkg') return [{ path, write: async (to) => writeGeoPackage(to, layers, signal) }];
  const [layer] = layers;
  if (layer === undefined) return [];
  const beside = (ending: string): string => path.replace(/\.[^.]*$/, ending);
  const text = (ending: string, content: string): Piece => ({
    path: beside(ending),
    write: async (to) => withFile(to, async (file) => file.writeFile(content)),
  });
  const writer = format === 'csv' ? writeCsvLayer : writeGeoJson;
  const { source, survey } = layer;
  return [
    { path, write: async (to) => withFile(to, async (file) => writer(file, layer, signal)) },
    text('.qml', layerQml(source.style, survey, source.geometry)),
    ...(format === 'csv' ? [text('.csvt', csvTypes(layer)), text('.prj', PRJ_4326)] : []),
  ];
}

async function withFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
