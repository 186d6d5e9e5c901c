import type { FileHandle } from 'node:fs/promises';
import type { ColumnType, Geometry } from './layer.js';
import type { SurveyedLayer } from './write-geopackage.js';

/** What stands in a `.prj` beside: GDAL takes the coordinate system from there. */
export const PRJ_4326 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]\n';

const CSVT: Readonly<Record<ColumnType, string>> = { integer: 'Integer64', real: 'Real', text: 'String' };

/** @returns what stands in a `.csvt` beside: the types of the columns, so that codes that look like numbers stay texts. */
export function csvTypes({ survey }: SurveyedLayer): string {
  return `${['WKT', ...survey.types.map((type) => CSVT[type])].join(',')}\n`;
}

/**
 * Writes a layer as csv: the geometry first as well-known text under `WKT`, which QGIS and GDAL know, then the cells as they stood.
 * @throws what reading the rows throws; the system's error where the disk refuses.
 */
export async function writeCsvLayer(
  file: FileHandle,
  { source }: SurveyedLayer,
  signal?: AbortSignal,
): Promise<void> {
  await file.writeFile(`${['WKT', ...source.columns].map(csvCell).join(',')}\r\n`);
  for await (const rows of source.rows(signal)) {
    let text = '';
    for (const { geometry, cells } of rows)
      text += `${[wkt(geometry), ...cells].map((cell) => csvCell(String(cell))).join(',')}\r\n`;
    await file.writeFile(text);
  }
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function wkt(geometry: Geometry): string {
  if (geometry.type === 'Point') return `POINT (${geometry.at.join(' ')})`;
  const rings = geometry.rings.map((ring) => `((${ring.map((position) => position.join(' ')).join(',')}))`);
  return `MULTIPOLYGON (${rings.join(',')})`;
}
