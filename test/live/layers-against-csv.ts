import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openEngineCsv } from '../../src/results/engine-csv.js';
import { runProgram } from './program.js';

/** What GDAL finds in the layers of a folder, against the csv files that they were made of. */
interface LayersFound {
  readonly layers: number;
  readonly numbers: number;
  readonly differences: readonly string[];
}

async function gdal(program: string, ...words: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, words, { maxBuffer: 256 * 1024 ** 2 })).stdout;
}

async function rowsOf(path: string): Promise<Record<string, string>[]> {
  const csv = await openEngineCsv(path);
  const rows: Record<string, string>[] = [];
  for await (const batch of csv.batches())
    for (let row = 0; row < batch.rows; row += 1)
      rows.push(Object.fromEntries(csv.columns.map((name, column) => [name, batch.text(row, column)])));
  return rows;
}

/** GDAL writes 15 digits, the engine 7 at the most. */
function isSame(ours: string, csv: string): boolean {
  if (ours === csv) return true;
  return csv === 'nan' ? ours === '' : ours !== '' && Number(ours) === Number(csv);
}

/** Makes layers of a folder of exports, and reads them with GDAL. A folder without places has none. */
export async function layersAgainstCsv(folder: string, gpkg: string): Promise<LayersFound> {
  const { exit, stdout, stderr } = await runProgram(['layer', folder, '-o', gpkg, '--json'], { host: '' });
  if (/nothing in it has a place/.test(stdout + stderr)) return { layers: 0, numbers: 0, differences: [] };
  if (exit !== 0) return { layers: 0, numbers: 0, differences: [stdout + stderr] };
  const { layers } = JSON.parse(stdout) as { layers: { name: string; about: string; features: number }[] };
  const differences: string[] = [];
  const said = await gdal('ogrinfo', '-so', '-al', gpkg);
  if (said.split('ID["EPSG",4326]]').length - 1 !== layers.length)
    differences.push(`not all in EPSG:4326: ${said}`);
  const styles = await gdal(
    'ogrinfo',
    '-q',
    gpkg,
    '-sql',
    'SELECT f_table_name AS styled FROM layer_styles WHERE useAsDefault',
  );
  let numbers = 0;
  // One program for all layers: a csv for each, under its name.
  const dumps = `${gpkg}-dumps`;
  await gdal('ogr2ogr', '-f', 'CSV', dumps, gpkg, ...layers.map(({ name }) => name));
  for (const { name, about, features } of layers) {
    if (!styles.includes(`styled (String) = ${name}\n`)) differences.push(`${name} has no style`);
    // The mean of ground motion stands in no csv.
    if (name.startsWith('gmf-data')) continue;
    const [ours, csv] = [
      await rowsOf(join(dumps, `${name}.csv`)),
      await rowsOf(join(folder, about.split(', ')[0] ?? '')),
    ];
    if (ours.length !== csv.length || csv.length !== features)
      differences.push(`${name}: ${ours.length} rows, ${csv.length} in the csv`);
    csv.forEach((row, nth) => {
      for (const [column, cell] of Object.entries(row)) {
        numbers += 1;
        const found = ours[nth]?.[column] ?? 'none';
        if (!isSame(found, cell))
          differences.push(`${name}, row ${nth + 1}, ${column}: ${found} for ${cell}`);
      }
    });
  }
  return { layers: layers.length, numbers, differences: differences.slice(0, 20) };
}
