import type { FileHandle } from 'node:fs/promises';
import type { Geometry } from './layer.js';
import { readCell } from './survey-layer.js';
import type { SurveyedLayer } from './write-geopackage.js';

/**
 * Writes a layer as GeoJSON (RFC 7946): longitude before latitude on WGS84 with no word about it, a bbox, areas against the clock and
 * cut at 180 degrees. JSON knows no NaN and no infinity: null stands for them.
 * @throws what reading the rows throws; the system's error where the disk refuses.
 */
export async function writeGeoJson(
  file: FileHandle,
  { source, survey }: SurveyedLayer,
  signal?: AbortSignal,
): Promise<void> {
  const bbox = survey.extent === undefined ? '' : `"bbox":${JSON.stringify(survey.extent)},`;
  const head = `{"type":"FeatureCollection","name":${JSON.stringify(source.name)},"description":${JSON.stringify(source.about)},${bbox}"features":[`;
  await file.writeFile(head);
  const names = source.columns.map((name) => JSON.stringify(name));
  let before = '\n';
  for await (const rows of source.rows(signal)) {
    let text = '';
    for (const { geometry, cells } of rows) {
      const properties = cells.map(
        (cell, nth) => `${names[nth] ?? '""'}:${jsonOf(cell, survey.types[nth] ?? 'text')}`,
      );
      text += `${before}{"type":"Feature","geometry":${geometryJson(geometry)},"properties":{${properties.join(',')}}}`;
      before = ',\n';
    }
    await file.writeFile(text);
  }
  await file.writeFile('\n]}\n');
}

function jsonOf(cell: string | number, type: 'integer' | 'real' | 'text'): string {
  const value = readCell(cell, type);
  return value === Infinity || value === -Infinity ? 'null' : JSON.stringify(value);
}

function geometryJson(geometry: Geometry): string {
  if (geometry.type === 'Point') return `{"type":"Point","coordinates":${JSON.stringify(geometry.at)}}`;
  return `{"type":"MultiPolygon","coordinates":${JSON.stringify(geometry.rings.map((ring) => [ring]))}}`;
}
