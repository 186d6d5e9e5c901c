import { describe, expect, it } from 'vitest';
import { type NamedTable, outputOf, pairOutputs } from '../../../src/results/compare/pair-outputs.js';

const CURVE = ['lon', 'lat', 'depth', 'poe-0.1'];
const LOSSES = ['asset_id', 'structural'];

function tables(names: Readonly<Record<string, readonly string[]>>): NamedTable[] {
  return Object.entries(names).map(([name, columns]) => ({ name, columns }));
}

function told(expected: NamedTable[], got: NamedTable[]) {
  const { pairs, missing, extra } = pairOutputs(expected, got);
  return {
    pairs: pairs.map(({ expected: one, got: two, by }) => [one.name, two.name, by]),
    missing: missing.map(({ expected: one, candidates }) => [
      one.name,
      ...candidates.map(({ name }) => name),
    ]),
    extra: extra.map(({ name }) => name),
  };
}

describe('files of outputs', () => {
  it.each([
    ['hazard_curve-mean-PGA_42.csv', 'hazard_curve-mean-PGA'],
    ['hazard_curve-mean-PGA.csv', 'hazard_curve-mean-PGA'],
    ['gmf-data.CSV', 'gmf-data'],
    ['aggrisk-_7.csv', 'aggrisk-'],
  ])('%s is of output %s', (name, output) => {
    expect(outputOf(name)).toBe(output);
  });

  it('are paired by name without the id, whichever side has one', () => {
    const found = told(
      tables({ 'hazard_curve-mean-PGA.csv': CURVE, 'avg_losses-mean_443.csv': LOSSES, 'gone.csv': ['x'] }),
      tables({ 'avg_losses-mean_9.csv': LOSSES, 'hazard_curve-mean-PGA_9.csv': CURVE, 'more_9.csv': ['y'] }),
    );
    expect(found).toEqual({
      pairs: [
        ['hazard_curve-mean-PGA.csv', 'hazard_curve-mean-PGA_9.csv', 'name'],
        ['avg_losses-mean_443.csv', 'avg_losses-mean_9.csv', 'name'],
      ],
      missing: [['gone.csv']],
      extra: ['more_9.csv'],
    });
  });

  it.each([
    ['gmf_data.csv', 'gmf-data_5.csv'],
    ['agg_curves.csv', 'aggcurves-_5.csv'],
    ['agg_losses-mean.csv', 'aggrisk-mean_5.csv'],
    ['hcurves-PGA.csv', 'hazard_curve-PGA_5.csv'],
  ])('of another release are known: %s is %s', (old, now) => {
    expect(told(tables({ [old]: ['a'] }), tables({ [now]: ['b'] })).pairs).toEqual([[old, now, 'like-name']]);
  });

  it('are paired by their columns where only one has them, or one has a nearer name', () => {
    const found = told(
      tables({ 'hazard_curve-smltp_b1.csv': CURVE, 'x-SA(0.1).csv': LOSSES, 'x-PGA.csv': LOSSES }),
      tables({
        'hazard_curve-mean-PGA_5.csv': CURVE,
        'avg-PGA_5.csv': LOSSES,
        'avg-SA(0.1)_5.csv': LOSSES,
        'avg-PGV_5.csv': LOSSES,
      }),
    );
    expect(found.pairs).toEqual([
      ['hazard_curve-smltp_b1.csv', 'hazard_curve-mean-PGA_5.csv', 'columns'],
      ['x-SA(0.1).csv', 'avg-SA(0.1)_5.csv', 'columns'],
      ['x-PGA.csv', 'avg-PGA_5.csv', 'columns'],
    ]);
    expect(found.extra).toEqual(['avg-PGV_5.csv']);
  });

  it('are left alone where two could be meant, and these are named', () => {
    const found = told(tables({ 'a.csv': CURVE }), tables({ 'b_5.csv': CURVE, 'c_5.csv': CURVE }));
    expect(found).toEqual({
      pairs: [],
      missing: [['a.csv', 'b_5.csv', 'c_5.csv']],
      extra: ['b_5.csv', 'c_5.csv'],
    });
  });
});
