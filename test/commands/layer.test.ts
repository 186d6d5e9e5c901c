import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineCsv, withFiles } from '../support/engine-csv.js';
import { runMain, type RunResult, testSystem } from '../support/test-system.js';

const MAPS = engineCsv('lon,lat,PGA-0.1', ['13.5,42.0,1.5E-01', '1,1,5']);
const FILES = {
  'hazard_map-mean_4.csv': MAPS,
  'hazard_map-std_4.csv': MAPS,
  'events_4.csv': 'event_id,year\n1,2\n',
};

/** Runs the program in a folder with these files. @returns how it ended, and what is in the folder. */
async function layer(
  words: readonly string[],
  files: Readonly<Record<string, string>> = FILES,
): Promise<
  RunResult & { readonly names: readonly string[]; readonly texts: Readonly<Record<string, string>> }
> {
  return withFiles(files, async (cwd) => {
    const result = await runMain(['layer', ...words], testSystem({ cwd }));
    const names = (await readdir(cwd)).filter((name) => !(name in files)).sort();
    const texts: Record<string, string> = {};
    for (const name of names) texts[name] = await readFile(join(cwd, name), 'utf8');
    return { ...result, names, texts };
  });
}

describe('layer', () => {
  it('writes a GeoPackage of a whole folder, and tells what is in it', async () => {
    const { exit, stdout, names } = await layer(['.', '-o', 'out.gpkg']);
    expect([exit, names]).toEqual([0, ['out.gpkg']]);
    expect(stdout).toBe('out.gpkg: hazard_map-mean, 2 features\nout.gpkg: hazard_map-std, 2 features\n');
  });

  it.each([
    ['geojson', ['out.geojson', 'out.qml']],
    ['csv', ['out.csv', 'out.csvt', 'out.prj', 'out.qml']],
  ])('writes one layer as %s, and its style beside', async (ending, files) => {
    const { exit, names, stdout, texts } = await layer([
      'hazard_map-mean_4.csv',
      '-o',
      `out.${ending}`,
      '--json',
    ]);
    expect([exit, names]).toEqual([0, files]);
    const told = JSON.parse(stdout) as { files: string[]; layers: unknown[] };
    expect(told.files.map((path) => path.replace(/^.*\//, ''))[0]).toBe(`out.${ending}`);
    expect(told.layers).toMatchObject([
      {
        name: 'hazard_map-mean',
        geometry: 'Point',
        features: 2,
        bbox: [1, 1, 13.5, 42],
        style_column: 'PGA-0.1',
      },
    ]);
    expect(texts['out.qml']).toContain('attr="PGA-0.1"');
  });

  it('takes one of several by the end of its name', async () => {
    const { exit, stdout } = await layer(['.', '-o', 'out.geojson', '--layer', 'std']);
    expect([exit, stdout]).toEqual([0, 'out.geojson: hazard_map-std, 2 features\n']);
  });

  it.each([
    [
      ['.', '-o', 'out.geojson'],
      2,
      /out\.geojson can hold one layer, and there are 2: hazard_map-mean, hazard_map-std\.[\s\S]*--layer/,
    ],
    [
      ['.', '-o', 'out.gpkg', '--layer', 'max'],
      2,
      /There is no layer "max"\.[\s\S]*hazard_map-mean, hazard_map-std/,
    ],
    [['.'], 2, /layer needs -o/],
    [['.', '-o', 'out.shp'], 2, /format of out\.shp is not known/],
    [['events_4.csv', '-o', 'out.gpkg'], 2, /events_4\.csv: nothing in it has a place on a map/],
    [['none.csv', '-o', 'out.gpkg'], 9, /There is no file or folder .*none\.csv/],
    [['.', '-o', 'no/out.gpkg'], 9, /Cannot write no\/out\.gpkg: its folder does not exist/],
  ])('%j ends with %d and says what to do, and writes nothing', async (words, exit, message) => {
    const found = await layer(words);
    expect(found.stderr).toMatch(message);
    expect([found.exit, found.names]).toEqual([exit, []]);
  });

  it('replaces neither the layer nor what stands beside it, unless it is told to', async () => {
    const files = { ...FILES, 'out.geojson': 'mine', 'other.qml': 'mine' };
    const there = await layer(['hazard_map-mean_4.csv', '-o', 'out.geojson'], files);
    expect([there.exit, there.stderr]).toEqual([
      9,
      expect.stringMatching(/out\.geojson exists already[\s\S]*--overwrite/) as string,
    ]);
    const beside = await layer(['hazard_map-mean_4.csv', '-o', 'other.geojson'], files);
    expect([beside.exit, beside.stderr]).toEqual([
      9,
      expect.stringMatching(/other\.qml exists already/) as string,
    ]);
    expect(beside.names).toEqual([]);
    expect((await layer(['hazard_map-mean_4.csv', '-o', 'other.geojson', '--overwrite'], files)).exit).toBe(
      0,
    );
  });

  it('tells file and line of what is broken', async () => {
    await withFiles({ 'x.csv': 'lon,lat,PGA\n1,2,3\n1,2\n' }, async (cwd) => {
      const { exit, stderr } = await runMain(['layer', 'x.csv', '-o', 'x.gpkg'], testSystem({ cwd }));
      expect([exit, await readdir(cwd)]).toEqual([5, ['x.csv']]);
      expect(stderr).toMatch(/x\.csv:3: error: this row is too short[\s\S]*1 error in 1 file\.\n$/);
    });
  });

  it('has no end of the room that a large table takes', async () => {
    await withFiles({}, async (cwd) => {
      const rows = Array.from({ length: 30_000 }, (_, row) => `${(row % 360) - 180},${row % 90},${row}`);
      await writeFile(join(cwd, 'x.csv'), engineCsv('lon,lat,vs30', rows));
      const { exit, stdout } = await runMain(['layer', 'x.csv', '-o', 'x.gpkg'], testSystem({ cwd }));
      expect([exit, stdout]).toEqual([0, 'x.gpkg: x, 30000 features\n']);
    });
  });
});
