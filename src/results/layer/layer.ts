/** A place on WGS84, degrees. */
export type Position = readonly [lon: number, lat: number];

/** A ring: its last position is its first. */
export type Ring = readonly Position[];

/** What stands on the map: a point, or areas without holes, cut where they cross 180 degrees. */
export type Geometry =
  | { readonly type: 'Point'; readonly at: Position }
  | { readonly type: 'MultiPolygon'; readonly rings: readonly Ring[] };

/** One feature: cells as the table has them, texts that may be numbers. */
export interface LayerRow {
  readonly geometry: Geometry;
  readonly cells: readonly (string | number)[];
}

/** How the QGIS plugin draws a kind of output: see {@link file://./layer-style.ts}. */
export interface LayerStyle {
  /** Name of the column that colours tell; undefined for crosses of one colour. */
  readonly column: string | undefined;
  readonly ramp: 'Reds' | 'Spectral' | 'Blues';
  readonly method: 'EqualInterval' | 'Jenks' | 'Pretty';
}

/** A layer, before anything is written. Its rows may be read more than once. */
export interface LayerSource {
  /** e.g. `hazard_map-mean`. */
  readonly name: string;
  /** One line about what it is and where it comes from. */
  readonly about: string;
  readonly geometry: Geometry['type'];
  readonly columns: readonly string[];
  /** Columns that are texts even where all of them look like numbers. */
  readonly texts: ReadonlySet<string>;
  readonly style: LayerStyle;
  rows(signal?: AbortSignal): AsyncGenerator<readonly LayerRow[], void, void>;
}

/** What a column holds. */
export type ColumnType = 'integer' | 'real' | 'text';

/** What the first reading of a layer tells. */
export interface LayerSurvey {
  /** In the order of the columns. */
  readonly types: readonly ColumnType[];
  readonly features: number;
  /** West, south, east, north; undefined where there is no feature. */
  readonly extent: readonly [number, number, number, number] | undefined;
  /** Values of the column that colours tell, sorted; of very many a sample with the smallest and the largest. */
  readonly values: Float64Array;
}
