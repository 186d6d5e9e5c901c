import { describe, expect, it } from 'vitest';
import { isSamePoe, poeForYears, poeOfRate, rateOfPoe } from '../../../src/results/hazard/exceedance-rate.js';
import { levelAtPoe, poeAtLevel, type Reading } from '../../../src/results/hazard/read-curve.js';

const valueOf = (reading: Reading): number => (reading.kind === 'value' ? reading.value : Number.NaN);

describe('the Poisson rule', () => {
  it('knows that 10 % in 50 years is 475 years', () => {
    expect(1 / rateOfPoe(0.1, 50)).toBeCloseTo(474.56, 2);
    expect(poeForYears(0.1, 50, 1)).toBeCloseTo(0.002105, 6);
    expect(poeForYears(poeForYears(0.1, 50, 1), 1, 50)).toBeCloseTo(0.1, 12);
    expect(poeOfRate(rateOfPoe(1e-12, 1), 1)).toBeCloseTo(1e-12, 20);
  });

  it('takes a probability as the same but for the digits written of it', () => {
    expect(isSamePoe(0.002105, 0.002105 * (1 + 1e-8))).toBe(true);
    expect(isSamePoe(0.1, 0.1001)).toBe(false);
  });
});

describe('a hazard curve', () => {
  const imls = [0.1, 0.2, 0.4, 0.8];
  const poes = [0.5, 0.1, 0.1, 0.001];

  it('is a straight line in logarithms between its points', () => {
    const poe = Math.sqrt(0.1 * 0.001);
    expect(valueOf(levelAtPoe(imls, poes, poe))).toBeCloseTo(Math.sqrt(0.4 * 0.8), 12);
    expect(valueOf(poeAtLevel(imls, poes, Math.sqrt(0.4 * 0.8)))).toBeCloseTo(poe, 12);
  });

  it('gives its own points as they are, and of a flat part the lowest level', () => {
    expect(levelAtPoe(imls, poes, 0.5)).toEqual({ kind: 'value', value: 0.1 });
    expect(levelAtPoe(imls, poes, 0.1)).toEqual({ kind: 'value', value: 0.2 });
    expect(levelAtPoe(imls, poes, 0.001)).toEqual({ kind: 'value', value: 0.8 });
    expect(poeAtLevel(imls, poes, 0.4)).toEqual({ kind: 'value', value: 0.1 });
  });

  it('says on which side the answer lies where it does not reach', () => {
    expect(levelAtPoe(imls, poes, 0.6)).toEqual({ kind: 'below', edge: 0.1 });
    expect(levelAtPoe(imls, poes, 1e-4)).toEqual({ kind: 'above', edge: 0.8 });
    expect(poeAtLevel(imls, poes, 0.05)).toEqual({ kind: 'above', edge: 0.5 });
    expect(poeAtLevel(imls, poes, 1)).toEqual({ kind: 'below', edge: 0.001 });
  });

  it('takes a probability of zero for the smallest number that the engine knows', () => {
    const level = valueOf(levelAtPoe([0.1, 0.2], [0.01, 0], 0.001));
    const part = Math.log(0.01 / 0.001) / Math.log(0.01 / 1e-30);
    expect(level).toBeCloseTo(0.1 * 2 ** part, 12);
    expect(valueOf(poeAtLevel([0.1, 0.2], [0.01, 0], 0.15))).toBeCloseTo(0.005, 12);
  });
});
