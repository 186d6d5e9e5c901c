/** How far two numbers may lie apart and still count as the same. */
export interface Tolerance {
  /** Part of the larger of the two. */
  readonly rtol: number;
  /** In the unit of the column. */
  readonly atol: number;
}

/** Where a row belongs: its key columns and what else names its place, as the first table wrote them. */
export type Place = readonly { readonly column: string; readonly value: string }[];

/** A cell that reads otherwise in the two tables. */
export interface CellDifference {
  /** 1-based row of the left table, the line of names not counted. */
  readonly row: number;
  /** The same in the right table. */
  readonly rightRow: number;
  /** Empty where rows were paired by their order. */
  readonly place: Place;
  /** As the left table names it. */
  readonly column: string;
  readonly left: string;
  readonly right: string;
  /** Distance in the unit of the column; undefined where one is no number. */
  readonly absolute: number | undefined;
  /** Distance over the larger of the two; undefined where one is no number. */
  readonly relative: number | undefined;
  /** Whether it lies beyond the tolerance. */
  readonly isBeyond: boolean;
  /** The whole rows, cells in the order of their columns: for what draws them. */
  readonly cells: { readonly left: readonly string[]; readonly right: readonly string[] };
}

/** Rows that the other table lacks. */
export interface LoneRows {
  readonly count: number;
  /** The first few, with how often their key comes on this side and on the other (more than once: a duplicate). */
  readonly first: readonly {
    readonly row: number;
    readonly place: Place;
    readonly here: number;
    readonly there: number;
  }[];
}

/** How the columns of two tables were paired. */
export interface ColumnPairing {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  /** The same column under two names. */
  readonly renamed: readonly { readonly left: string; readonly right: string }[];
}

/** What a comparison of two tables found. */
export interface TableComparison {
  /**
   * `identical`: every cell reads the same. `close`: numbers differ by no more than the tolerance. `different`: some by more,
   * a text differs, or a row or a column is on one side only.
   */
  readonly verdict: 'identical' | 'close' | 'different';
  /** Columns by which rows were paired, as the left table names them; empty: by their order. */
  readonly keys: readonly string[];
  /** Pairs of rows compared. */
  readonly rows: number;
  /** Cells that read otherwise. */
  readonly cellsChanged: number;
  /** Those of them beyond the tolerance. */
  readonly cellsBeyond: number;
  /** Largest distance over the larger of the two; infinite for NaN against a number; undefined where nothing differs. */
  readonly maxRelative: number | undefined;
  /** The cells furthest apart for their tolerance, the worst first; a text before any number. */
  readonly worst: readonly CellDifference[];
  readonly columns: ColumnPairing;
  /** Rows of the left table without a counterpart. */
  readonly onlyLeft: LoneRows;
  readonly onlyRight: LoneRows;
  /** Pairs whose keys lie apart by a rounding. */
  readonly nearKeys: number;
  /** What differs in shape, in words; undefined where nothing does. */
  readonly shape: string | undefined;
}
