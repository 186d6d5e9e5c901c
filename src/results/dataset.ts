/*
 * What the engine exports, in the field's words: the shapes that tables, drawings, layers and comparisons share. Numbers
 * are kept as the engine wrote them; arrays are row-major and typed, for a national model has a million sites.
 */

/** A place that a result is for. Degrees on WGS84. */
export interface Site {
  readonly lon: number;
  readonly lat: number;
  /** Kilometres below the surface, where told. */
  readonly depthKm?: number | undefined;
  /** The user's own name of it (`custom_site_id`). */
  readonly customId?: string | undefined;
}

/** Where a dataset comes from, as far as its file or server tells. */
export interface Origin {
  /** Name of the file, or `hcurves` and the like for what a server gave. */
  readonly name: string;
  /** e.g. `OpenQuake engine 3.23.5`. */
  readonly generatedBy?: string | undefined;
  /** When the calculation began, as the engine wrote it: local time of the server. */
  readonly startDate?: string | undefined;
  /** Checksum of the calculation's inputs (`checksum` of the comment line). */
  readonly checksum?: number | undefined;
  readonly investigationTimeYears?: number | undefined;
  readonly calculationId?: number | undefined;
}

interface Common {
  readonly origin: Origin;
  /** Which realization or statistic: `mean`, `quantile-0.15`, `std`, `max`, `rlz-003`; undefined where there is but one. */
  readonly kind?: string | undefined;
}

/** Probability of exceeding each intensity measure level, one curve a site. */
export interface HazardCurves extends Common {
  readonly type: 'hazard-curves';
  /** `PGA`, `SA(0.1)` ... */
  readonly imt: string;
  /** In the unit of the IMT, rising. */
  readonly imls: Float64Array;
  readonly sites: readonly Site[];
  /** sites x levels, 0 to 1, within the investigation time. */
  readonly poes: Float64Array;
}

/** One column of hazard maps. */
export interface MapLayer {
  readonly imt: string;
  /** Probability within the investigation time, or the return period: whichever the engine wrote. */
  readonly poe?: number | undefined;
  readonly returnPeriodYears?: number | undefined;
}

/** The intensity with a given probability of exceedance, at each site. */
export interface HazardMaps extends Common {
  readonly type: 'hazard-maps';
  readonly layers: readonly MapLayer[];
  readonly sites: readonly Site[];
  /** sites x layers. */
  readonly values: Float64Array;
}

/** The intensity with one probability of exceedance over the period of vibration. */
export interface UniformHazardSpectra extends Common {
  readonly type: 'uniform-hazard-spectra';
  readonly poes: readonly number[];
  /** Seconds; 0 stands for PGA. */
  readonly periods: readonly number[];
  readonly sites: readonly Site[];
  /** sites x poes x periods. */
  readonly values: Float64Array;
}

/**
 * Ground motion at each site: of one event, or of all events in the mean. `kind` of a mean: undefined as the engine made it
 * (`avg_gmf`), `std` for the geometric standard deviation beside it, `geometric-mean` where it was made here of a gmf-data file.
 */
export interface GroundMotion extends Common {
  readonly type: 'ground-motion';
  /** Undefined for the mean of all events. */
  readonly eventId?: number | undefined;
  /** Events that reach each site, where the mean was made of a gmf-data file: the mean is of these alone. */
  readonly eventCounts?: Uint32Array | undefined;
  readonly imts: readonly string[];
  readonly sites: readonly Site[];
  /** sites x imts. */
  readonly values: Float64Array;
}

/** One axis of a disaggregation. */
export interface DisaggregationAxis {
  /** `mag`, `dist`, `lon`, `lat`, `eps`, `trt`. */
  readonly name: string;
  /** Centres of the bins, as the engine wrote them; texts for tectonic region types. */
  readonly bins: readonly (number | string)[];
}

/** How much each bin contributes to the hazard at one site. */
export interface Disaggregation extends Common {
  readonly type: 'disaggregation';
  readonly site?: Site | undefined;
  readonly imt: string;
  readonly iml?: number | undefined;
  readonly poe?: number | undefined;
  /** One to four, in the order of the values. */
  readonly axes: readonly DisaggregationAxis[];
  /** Names of the realizations or statistics of the values: `rlz0`, `mean`. */
  readonly series: readonly string[];
  /** series x the bins of each axis in turn. */
  readonly values: Float64Array;
}

/** An asset of the exposure. */
export interface Asset {
  readonly id: string;
  readonly taxonomy?: string | undefined;
  readonly lon?: number | undefined;
  readonly lat?: number | undefined;
  /** Other tags by name: `NAME_1`, `occupancy` ... */
  readonly tags: Readonly<Record<string, string>>;
}

/** Values for each asset: average losses, loss maps, damages, benefit-cost ratios. */
export interface AssetValues extends Common {
  readonly type: 'asset-values';
  readonly quantity: 'average-losses' | 'loss-maps' | 'damages' | 'consequences' | 'benefit-cost';
  /** `structural`, `structural~poe-0.1`, `structural-slight` ... as the engine names them. */
  readonly columns: readonly string[];
  readonly assets: readonly Asset[];
  /** assets x columns. */
  readonly values: Float64Array;
}

/** Loss over return period or probability, one curve for each tag and loss type. */
export interface LossCurves extends Common {
  readonly type: 'loss-curves';
  readonly curves: readonly LossCurve[];
}

/** One loss curve. */
export interface LossCurve {
  /** What it is of: `asset_id`, `NAME_1`, `taxonomy` ... and its value; empty for the whole portfolio. */
  readonly of: Readonly<Record<string, string>>;
  readonly lossType: string;
  /** What the losses are, as the engine names the column: `loss`, `loss_aep`, `loss_oep`, `pla_loss`, `fatalities` ... */
  readonly measure?: string | undefined;
  /** `rlz-000`, `mean` ... where one file has several. */
  readonly kind?: string | undefined;
  /** Years; undefined where the file has probabilities. */
  readonly returnPeriods?: Float64Array | undefined;
  readonly poes?: Float64Array | undefined;
  readonly losses: Float64Array;
  readonly ratios?: Float64Array | undefined;
}

/** One row of aggregate values. */
export interface AggregateGroup {
  /** What it is of: `NAME_1`, `taxonomy` ... and its value; empty for the whole portfolio. */
  readonly of: Readonly<Record<string, string>>;
  readonly lossType: string;
  /** `rlz-000`, `mean` ... where one file has several. */
  readonly kind?: string | undefined;
}

/** Losses or damages of the whole portfolio or by tag (`aggrisk`). */
export interface AggregateValues extends Common {
  readonly type: 'aggregate-values';
  /** `loss_value`, `loss_ratio`, `no_damage`, `slight` ... as the engine names them. */
  readonly columns: readonly string[];
  readonly groups: readonly AggregateGroup[];
  /** groups x columns. */
  readonly values: Float64Array;
}

/** Ruptures by their centroids. */
export interface Ruptures extends Common {
  readonly type: 'ruptures';
  readonly ruptures: readonly Rupture[];
}

/** One rupture. Angles in degrees. */
export interface Rupture {
  readonly id: string;
  readonly sourceId?: string | undefined;
  readonly multiplicity?: number | undefined;
  readonly mag: number;
  readonly lon: number;
  readonly lat: number;
  readonly depthKm: number;
  readonly tectonicRegion?: string | undefined;
  readonly strike?: number | undefined;
  readonly dip?: number | undefined;
  readonly rake?: number | undefined;
}

/** Any other table of the engine. */
export interface OtherTable extends Common {
  readonly type: 'table';
  readonly columns: readonly string[];
  /** The first of them, where there are very many: see `totalRows`. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows the table has. */
  readonly totalRows: number;
}

/** Anything that the engine exports as one csv, or one array of an npz. */
export type Dataset =
  | HazardCurves
  | HazardMaps
  | UniformHazardSpectra
  | GroundMotion
  | Disaggregation
  | AssetValues
  | LossCurves
  | AggregateValues
  | Ruptures
  | OtherTable;
