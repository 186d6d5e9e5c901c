import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { boundParts, isMisbound, PARTS_SQL } from './bound-numbers.js';
import { envelopeOf, geometryBlob } from './gpkg-blob.js';
import { APPLICATION_ID, COMMON_TABLES, indexTriggers, quoted, USER_VERSION } from './gpkg-tables.js';
import type { ColumnType, LayerSource, LayerSurvey } from './layer.js';
import { layerQml } from './qml.js';
import { readCell } from './survey-layer.js';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = { integer: 'INTEGER', real: 'REAL', text: 'TEXT' };

/** A layer with what its first reading told. */
export interface SurveyedLayer {
  readonly source: LayerSource;
  readonly survey: LayerSurvey;
}

/**
 * Writes layers into a new GeoPackage: a table each, with spatial index and default style of QGIS. Nothing but some rows is held.
 * @param path where nothing stands yet.
 * @throws what reading the rows throws; the error of SQLite where the disk refuses.
 */
export async function writeGeoPackage(
  path: string,
  layers: readonly SurveyedLayer[],
  signal?: AbortSignal,
): Promise<void> {
  const { DatabaseSync } = await import('@photostructure/sqlite');
  const database = new DatabaseSync(path);
  try {
    // The file has its name only when it is whole: no journal is needed before.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF');
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${USER_VERSION}`);
    database.exec('BEGIN');
    for (const statement of COMMON_TABLES) database.exec(statement);
    for (const layer of layers) await writeLayer(database, layer, signal);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

async function writeLayer(
  database: DatabaseSyncInstance,
  { source, survey }: SurveyedLayer,
  signal?: AbortSignal,
): Promise<void> {
  const { name, about, columns, geometry } = source;
  const names = columnNames(columns);
  const fields = names.map((column, nth) => `${quoted(column)} ${SQL_TYPES[survey.types[nth] ?? 'text']}`);
  database.exec(
    `CREATE TABLE ${quoted(name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom ${geometry.toUpperCase()}, ${fields.join(', ')})`,
  );
  const [west, south, east, north] = survey.extent ?? [null, null, null, null];
  database
    .prepare(
      `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, 4326)`,
    )
    .run(name, name, about, west, south, east, north);
  database
    .prepare(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)`)
    .run(name, geometry.toUpperCase());
  const tree = quoted(`rtree_${name}_geom`);
  database.exec(`CREATE VIRTUAL TABLE ${tree} USING rtree(id, minx, maxx, miny, maxy)`);
  const isReal = names.map((_, nth) => survey.types[nth] === 'real');
  const insertInto = `INSERT INTO ${quoted(name)} (fid, geom, ${names.map(quoted).join(', ')}) VALUES (?, ?, `;
  const insert = database.prepare(`${insertInto}${names.map(() => '?').join(', ')})`);
  const insertParts = database.prepare(
    `${insertInto}${isReal.map((real) => (real ? PARTS_SQL : '?')).join(', ')})`,
  );
  const index = database.prepare(`INSERT INTO ${tree} VALUES (?, ?, ?, ?, ?)`);
  let fid = 0;
  for await (const rows of source.rows(signal)) {
    for (const { geometry: shape, cells } of rows) {
      fid += 1;
      const envelope = envelopeOf(shape);
      const blob = geometryBlob(shape, envelope);
      const values = cells.map((cell, nth) => readCell(cell, survey.types[nth] ?? 'text'));
      if (values.some(isMisbound))
        insertParts.run(
          fid,
          blob,
          ...values.flatMap((value, nth) => (isReal[nth] === true ? boundParts(value) : [value])),
        );
      else insert.run(fid, blob, ...values);
      index.run(fid, ...envelope);
    }
  }
  for (const statement of indexTriggers(name)) database.exec(statement);
  database
    .prepare(
      `INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')`,
    )
    .run(name);
  database
    .prepare(
      `INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', 'default', ?, '', 1, ?, '')`,
    )
    .run(name, layerQml(source.style, survey, geometry), about);
}

/** Names of columns are not case-sensitive in SQL, and two are taken. */
function columnNames(columns: readonly string[]): string[] {
  const taken = new Set(['fid', 'geom']);
  return columns.map((name) => {
    let own = name;
    for (let nth = 2; taken.has(own.toLowerCase()); nth += 1) own = `${name}_${nth}`;
    taken.add(own.toLowerCase());
    return own;
  });
}
