import type { Location } from './locate.js';
import type { Quantity } from './question.js';

/** One number of an answer, with all that it is for. */
export interface AnswerRow {
  readonly quantity: Quantity;
  /** `mean`, `quantile-0.85`, `rlz-003`. */
  readonly kind: string | undefined;
  /** Where: of hazard. */
  readonly location?: Location | undefined;
  readonly imt?: string | undefined;
  /** Level of shaking in the unit of the IMT: of a probability. */
  readonly iml?: number | undefined;
  /** Probability of exceedance: of a level. */
  readonly poe?: number | undefined;
  /** Years that the probability is for. */
  readonly years?: number | undefined;
  readonly returnPeriodYears?: number | undefined;
  /** Seconds: of a spectrum. */
  readonly periodS?: number | undefined;
  /** Of losses and damages. */
  readonly lossType?: string | undefined;
  /** Tags and their values; of an asset its `id`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** `no_damage`, `slight`, ... or a consequence. */
  readonly damageState?: string | undefined;
  /** Undefined where the curve does not reach: see `beyond`. */
  readonly value: number | undefined;
  /** On which side of a curve the value lies, and how far the curve goes. */
  readonly beyond?: { readonly side: 'above' | 'below'; readonly edge: number } | undefined;
  readonly unit?: string | undefined;
  /** What the number was read from: an engine's `hazard map` as it is, `hazard curve` by interpolation; else the output. */
  readonly from: string;
}

/** An answer, and how it was come by. */
export interface Answer {
  readonly rows: readonly AnswerRow[];
  /** Sentences on how: conversions, interpolation, what was chosen where it was not said. */
  readonly notes: readonly string[];
  /** Sentences that make the answer doubtful. */
  readonly warnings: readonly string[];
}
