/** What can be asked of a calculation: of the hazard at places, or of the risk of an exposure. */
export type Quantity =
  | 'hazard-curve'
  | 'intensity'
  | 'probability'
  | 'uhs'
  | 'average-losses'
  | 'loss-curve'
  | 'damages';

/** Where the hazard is asked for. */
export type Place =
  | { readonly kind: 'point'; readonly lon: number; readonly lat: number }
  /** Its number in the calculation, from 0. */
  | { readonly kind: 'site'; readonly id: number }
  /** The user's own name of it (`custom_site_id`). */
  | { readonly kind: 'named'; readonly name: string };

/** How a place between the sites of a calculation is answered for. */
export type Method = 'nearest' | 'interpolate';

/** How probable an exceedance is meant to be. */
export type Exceedance =
  | {
      readonly kind: 'poe';
      readonly poe: number;
      /** Undefined for the calculation's own investigation time. */
      readonly years: number | undefined;
    }
  | { readonly kind: 'return-period'; readonly years: number };

/** A level of an intensity measure. */
export interface Level {
  readonly value: number;
  /** As the user wrote it; undefined for the engine's own unit of the intensity measure. */
  readonly unit: string | undefined;
}

/** What a user said, as far as it goes: of a sentence or of flags. */
export interface Wishes {
  readonly quantity?: Quantity | undefined;
  /** A curve of what the rest of the question is about. */
  readonly isCurve?: boolean | undefined;
  readonly imts: readonly string[];
  readonly poes: readonly number[];
  /** Years that a probability is for. */
  readonly years?: number | undefined;
  /** Years of which it is not said what they are: `475y`. */
  readonly bareYears: readonly number[];
  readonly returnPeriods: readonly number[];
  readonly levels: readonly Level[];
  readonly places: readonly Place[];
  /** `mean`, `std`, `max`, `quantile-0.85`, `rlz-3`, `stats`, `rlzs`, `all`. */
  readonly kinds: readonly string[];
  readonly method?: Method | undefined;
  readonly lossTypes: readonly string[];
  /** Tags that losses are summed up by. */
  readonly by: readonly string[];
  /** Tags with the values of those that are counted. */
  readonly only: Readonly<Record<string, string>>;
}

/** A question that says all it has to. */
export interface Question {
  readonly quantity: Quantity;
  /** None: all that the calculation has. */
  readonly imts: readonly string[];
  readonly exceedances: readonly Exceedance[];
  readonly levels: readonly Level[];
  /** Years of the probabilities that are told; undefined for the calculation's own investigation time. */
  readonly years: number | undefined;
  readonly places: readonly Place[];
  /** None: the mean, or what there is. */
  readonly kinds: readonly string[];
  readonly method: Method;
  /** None: all that the calculation has. */
  readonly lossTypes: readonly string[];
  readonly by: readonly string[];
  readonly only: Readonly<Record<string, string>>;
}

/** Questions to copy. */
export const EXAMPLES: readonly string[] = [
  'PGA poe=0.1 in 50y at 13.4,42.3',
  'SA(0.2) 475y at 13.4,42.3 quantile 0.85',
  'PGA > 0.2g in 1y at 13.4,42.3',
  'hazard curve PGA site 17',
  'uhs 10% in 50y at 13.4,42.3',
  'average losses structural by NAME_1',
  'loss curve structural',
  'damages by taxonomy',
];
