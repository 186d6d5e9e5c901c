/** How close two probabilities are that count as one: those of a job file are kept with seven digits by some engines. */
const SAME = 1e-6;

/**
 * The mean yearly rate of a probability of exceedance within a time, by the Poisson rule `poe = 1 - exp(-rate * years)`,
 * which the engine rests on throughout.
 */
export function rateOfPoe(poe: number, years: number): number {
  return -Math.log1p(-poe) / years;
}

/** The probability of at least one exceedance within a time, of a yearly rate; see {@link rateOfPoe}. */
export function poeOfRate(rate: number, years: number): number {
  return -Math.expm1(-rate * years);
}

/** The probability for another time by the Poisson rule; as it was where both times are the same. */
export function poeForYears(poe: number, fromYears: number, toYears: number): number {
  return fromYears === toYears ? poe : poeOfRate(rateOfPoe(poe, fromYears), toYears);
}

/** Whether two probabilities are the same but for the digits that were written of them. */
export function isSamePoe(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME * Math.max(Math.abs(one), Math.abs(other));
}
