import { describe, expect, it } from 'vitest';
import { figuresAt } from '../../../src/views/report/place-figures.js';
import { curvesOf } from '../../support/report-of.js';

describe('curves at a place', () => {
  const place = { lon: 10 + 3 / 1024, lat: 45 };

  it('are of the nearest site, each number as it was', () => {
    const curves = curvesOf(8);
    const [made] = figuresAt([curves], place);
    expect(made?.numbers[0]?.rows).toEqual([
      [0.1, curves.poes[9]],
      [0.2, curves.poes[10]],
      [0.4, curves.poes[11]],
    ]);
    expect(made?.figure.subtitle).toContain('10.00293, 45');
  });

  it('are of one and the same site where the page holds fewer of some', () => {
    const many = curvesOf(8);
    const few = curvesOf(8, 'quantile-0.15');
    const thinned = {
      ...few,
      sites: few.sites.filter((_site, nth) => nth % 4 === 0),
      poes: Float64Array.of(...few.poes.slice(0, 3), ...few.poes.slice(12, 15)),
    };
    const [made] = figuresAt([many, thinned], place);
    // Sites 0 and 4 are there of both; 4 is nearer to 3.
    expect(made?.numbers[0]?.rows[0]).toEqual([0.1, many.poes[12], few.poes[12]]);
    expect(made?.figure.notes.join()).toContain('km from the place');
  });

  it('are none where there are no sites', () => {
    expect(figuresAt([curvesOf(0)], place)).toEqual([]);
    expect(figuresAt([], place)).toEqual([]);
  });
});
