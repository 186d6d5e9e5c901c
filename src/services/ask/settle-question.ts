import { UsageError } from '../../errors.js';
import { EXAMPLES, type Exceedance, type Quantity, type Question, type Wishes } from './question.js';

const RISK: ReadonlySet<Quantity> = new Set(['average-losses', 'loss-curve', 'damages']);

/** @returns whether it is about losses and damages, and not about the ground. */
export function isAboutRisk(quantity: Quantity): boolean {
  return RISK.has(quantity);
}

/**
 * Makes a question of wishes: what is meant where it was not said, and nothing that contradicts itself.
 * @throws UsageError where something is missing, or does not go with the rest.
 */
export function settleQuestion(wishes: Wishes): Question {
  const quantity = quantityOf(wishes);
  const hasPoe = wishes.poes.length > 0;
  // `10% in 475y` is a time, `475y` alone a return period.
  const [spare, ...tooMany] = wishes.bareYears;
  const takesYears = hasPoe && wishes.years === undefined && spare !== undefined;
  if (hasPoe && (tooMany.length > 0 || (spare !== undefined && !takesYears)))
    throw new UsageError('The question says twice for how many years its probability is.');
  const isWithin = !hasPoe && quantity === 'probability';
  const years = wishes.years ?? (takesYears || isWithin ? spare : undefined);
  const periods = [...wishes.returnPeriods, ...(hasPoe || isWithin ? [] : wishes.bareYears)];
  const exceedances: Exceedance[] = [
    ...wishes.poes.map((poe) => ({ kind: 'poe' as const, poe, years })),
    ...periods.map((period) => ({ kind: 'return-period' as const, years: period })),
  ];
  const question: Question = {
    quantity,
    imts: unique(wishes.imts),
    exceedances,
    levels: wishes.levels,
    years,
    places: wishes.places,
    kinds: unique(wishes.kinds),
    method: wishes.method ?? 'nearest',
    lossTypes: unique(wishes.lossTypes),
    by: unique(wishes.by),
    only: wishes.only,
  };
  requireWhole(question);
  return question;
}

function quantityOf(wishes: Wishes): Quantity {
  const { quantity, isCurve } = wishes;
  const tellsOfLosses = wishes.lossTypes.length + wishes.by.length + Object.keys(wishes.only).length > 0;
  if (quantity === 'average-losses' && isCurve === true) return 'loss-curve';
  const hasExceedance = wishes.poes.length + wishes.returnPeriods.length + wishes.bareYears.length > 0;
  // `probability 10%` asks for the level; `probability > 0.2g` for the probability.
  if (quantity === 'probability' && wishes.levels.length === 0 && hasExceedance && wishes.poes.length > 0)
    return 'intensity';
  if (quantity !== undefined) return quantity;
  if (isCurve === true) return tellsOfLosses ? 'loss-curve' : 'hazard-curve';
  if (wishes.levels.length > 0) return 'probability';
  if (hasExceedance) return 'intensity';
  if (wishes.imts.length > 0) return 'hazard-curve';
  if (tellsOfLosses)
    throw new UsageError('The question does not say what of the losses it wants.', {
      hint: 'Say average losses, loss curve, or damages: "average losses structural by NAME_1".',
    });
  throw new UsageError('The question does not say what it wants.', {
    hint: `Ask for example: ${EXAMPLES.map((one) => `"${one}"`).join(', ')}`,
  });
}

function requireWhole(question: Question): void {
  const { quantity, exceedances, levels } = question;
  if (isAboutRisk(quantity)) {
    requireNone(
      question.places.length > 0,
      quantity,
      'a place',
      'Losses are told by tag: by NAME_1, by taxonomy; of each asset: by asset.',
    );
    requireNone(question.imts.length > 0, quantity, 'an intensity measure');
    return;
  }
  requireNone(
    question.lossTypes.length + question.by.length + Object.keys(question.only).length > 0,
    quantity,
    question.lossTypes[0] ?? question.by[0] ?? Object.keys(question.only)[0] ?? 'a tag',
  );
  if (quantity === 'intensity' || quantity === 'uhs') {
    requireNone(levels.length > 0, quantity, 'a level of shaking');
  } else if (quantity === 'probability') {
    if (levels.length === 0)
      throw new UsageError('The question does not say which level is to be exceeded.', {
        hint: 'Say for example "PGA > 0.2g in 50y at 13.4,42.3".',
      });
    requireNone(exceedances.length > 0, quantity, 'a probability as well as a level');
  } else {
    requireNone(
      exceedances.length + levels.length > 0,
      quantity,
      'a probability or a level',
      'The curve has all of them; leave "curve" out for one value.',
    );
  }
}

const IN_WORDS: Readonly<Record<Quantity, string>> = {
  'hazard-curve': 'a hazard curve',
  intensity: 'an intensity',
  probability: 'a probability of exceedance',
  uhs: 'a uniform hazard spectrum',
  'average-losses': 'average losses',
  'loss-curve': 'a loss curve',
  damages: 'damages',
};

function requireNone(isThere: boolean, quantity: Quantity, what: string, hint?: string): void {
  if (!isThere) return;
  throw new UsageError(
    `The question asks for ${IN_WORDS[quantity]} and names ${what}: that does not go together.`,
    { hint },
  );
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
