import type { Wishes } from './question.js';

/** Wishes that are still being gathered. */
export type WishList = {
  -readonly [Key in keyof Wishes]: Wishes[Key] extends readonly (infer Item)[] ? Item[] : Wishes[Key];
} & {
  only: Record<string, string>;
};

/** @returns no wish at all. */
export function noWishes(): WishList {
  return {
    imts: [],
    poes: [],
    bareYears: [],
    returnPeriods: [],
    levels: [],
    places: [],
    kinds: [],
    lossTypes: [],
    by: [],
    only: {},
  };
}

/** @returns the wishes of a sentence and of flags together; where both say one thing, the second. */
export function joinWishes(first: Wishes, second: Wishes): Wishes {
  return {
    quantity: second.quantity ?? first.quantity,
    isCurve: second.isCurve ?? first.isCurve,
    imts: [...first.imts, ...second.imts],
    poes: [...first.poes, ...second.poes],
    years: second.years ?? first.years,
    bareYears: [...first.bareYears, ...second.bareYears],
    returnPeriods: [...first.returnPeriods, ...second.returnPeriods],
    levels: [...first.levels, ...second.levels],
    places: [...first.places, ...second.places],
    kinds: [...first.kinds, ...second.kinds],
    method: second.method ?? first.method,
    lossTypes: [...first.lossTypes, ...second.lossTypes],
    by: [...first.by, ...second.by],
    only: { ...first.only, ...second.only },
  };
}
