/** `GPKG` in the header of the database, and version 1.2 of the standard, which all QGIS 3 and GDAL 2 and later read. */
export const APPLICATION_ID = 0x47504b47;
export const USER_VERSION = 10_200;

const WKT_4326 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],' +
  'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],' +
  'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]';

/** What the standard (OGC 12-128) wants of every GeoPackage, and the table in which QGIS keeps styles. */
export const COMMON_TABLES: readonly string[] = [
  `CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)`,
  `INSERT INTO gpkg_spatial_ref_sys VALUES
    ('WGS 84 geodetic', 4326, 'EPSG', 4326, '${WKT_4326}', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid'),
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system')`,
  `CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
    srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))`,
  `CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))`,
  `CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))`,
  `CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))`,
  `INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', 0)`,
];

/** @returns a name as SQL wants it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * What keeps the spatial index true when somebody edits the layer: the triggers of the extension `gpkg_rtree_index`. Their `ST_`
 * functions are those of the program that edits.
 */
export function indexTriggers(table: string): readonly string[] {
  const [on, tree] = [quoted(table), quoted(`rtree_${table}_geom`)];
  const trigger = (suffix: string): string => quoted(`rtree_${table}_geom_${suffix}`);
  const insert = `INSERT OR REPLACE INTO ${tree} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));`;
  const isThere = '(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))';
  const isGone = '(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))';
  return [
    `CREATE TRIGGER ${trigger('insert')} AFTER INSERT ON ${on} WHEN ${isThere} BEGIN ${insert} END`,
    `CREATE TRIGGER ${trigger('update1')} AFTER UPDATE OF geom ON ${on} WHEN OLD.fid = NEW.fid AND ${isThere} BEGIN ${insert} END`,
    `CREATE TRIGGER ${trigger('update2')} AFTER UPDATE OF geom ON ${on} WHEN OLD.fid = NEW.fid AND ${isGone} BEGIN DELETE FROM ${tree} WHERE id = OLD.fid; END`,
    `CREATE TRIGGER ${trigger('update3')} AFTER UPDATE ON ${on} WHEN OLD.fid != NEW.fid AND ${isThere} BEGIN DELETE FROM ${tree} WHERE id = OLD.fid; ${insert} END`,
    `CREATE TRIGGER ${trigger('update4')} AFTER UPDATE ON ${on} WHEN OLD.fid != NEW.fid AND ${isGone} BEGIN DELETE FROM ${tree} WHERE id IN (OLD.fid, NEW.fid); END`,
    `CREATE TRIGGER ${trigger('delete')} AFTER DELETE ON ${on} WHEN OLD.geom NOT NULL BEGIN DELETE FROM ${tree} WHERE id = OLD.fid; END`,
  ];
}
