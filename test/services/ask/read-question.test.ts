import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { EXAMPLES, type Question } from '../../../src/services/ask/question.js';
import { readQuestion } from '../../../src/services/ask/read-question.js';
import { settleQuestion } from '../../../src/services/ask/settle-question.js';

const question = (text: string): Question => settleQuestion(readQuestion(text));
const point = (lon: number, lat: number) => ({ kind: 'point', lon, lat });

describe('a question in words', () => {
  it('is understood in any order', () => {
    const wanted = {
      quantity: 'intensity',
      imts: ['PGA'],
      exceedances: [{ kind: 'poe', poe: 0.1, years: 50 }],
      places: [point(13.4, 42.3)],
    };
    for (const text of [
      'PGA poe=0.1 in 50y at 13.4,42.3',
      'at 13.4,42.3 PGA 10% in 50 years',
      '10% poe in 50y, PGA, at lon 13.4 lat 42.3',
      'what is the PGA with a probability of exceedance of 10 percent in 50 years at lat=42.3, lon=13.4?',
      '13.4E 42.3N pga 0.1 poe 50y',
      'PGA at (13.4, 42.3) poe 10% within 50 yr',
      'years=50 poe=0.1 imt=PGA 13.4,42.3',
      'hazard map PGA 10% in 50 years near 13.4 42.3',
    ]) {
      const { imts, ...rest } = question(text);
      expect({ ...rest, imts: imts.map((imt) => imt.toUpperCase()) }, text).toMatchObject(wanted);
    }
  });

  it('is understood in every example that is shown', () => {
    for (const example of EXAMPLES) expect(() => question(example), example).not.toThrow();
  });

  it.each([
    ['PGA 475y at 13.4,42.3', [{ kind: 'return-period', years: 475 }]],
    ['PGA 475-year return period at 13.4,42.3', [{ kind: 'return-period', years: 475 }]],
    ['PGA rp=475 at 13.4,42.3', [{ kind: 'return-period', years: 475 }]],
    ['PGA 1 in 475 years at 13.4,42.3', [{ kind: 'return-period', years: 475 }]],
    [
      'PGA return period of 2475 years 475y',
      [
        { kind: 'return-period', years: 2475 },
        { kind: 'return-period', years: 475 },
      ],
    ],
    [
      'PGA poe=0.1, 0.02 in 50y',
      [
        { kind: 'poe', poe: 0.1, years: 50 },
        { kind: 'poe', poe: 0.02, years: 50 },
      ],
    ],
    [
      'PGA 10% and 2% in 50y',
      [
        { kind: 'poe', poe: 0.1, years: 50 },
        { kind: 'poe', poe: 0.02, years: 50 },
      ],
    ],
    ['PGA 10% at 13.4,42.3', [{ kind: 'poe', poe: 0.1, years: undefined }]],
    ['PGA 10% 475y', [{ kind: 'poe', poe: 0.1, years: 475 }]],
  ])('reads how probable: %s', (text, exceedances) => {
    expect(question(text)).toMatchObject({ quantity: 'intensity', exceedances });
  });

  it.each([
    ['SA(0.2)', ['SA(0.2)']],
    ['SA 0.2', ['SA(0.2)']],
    ['SA0.2', ['SA(0.2)']],
    ['sa(0.2 s)', ['SA(0.2)']],
    ['0.2s SA', ['SA(0.2)']],
    ['PGA and SA(1.0)', ['PGA', 'SA(1)']],
    ['FAS(1.5)', ['FAS(1.5)']],
  ])('reads intensity measures: %s', (text, imts) => {
    expect(question(`${text} 475y at 13.4,42.3`).imts).toEqual(imts);
  });

  it.each([
    ['quantile 0.85', ['quantile-0.85']],
    ['quantile-0.85', ['quantile-0.85']],
    ['q=0.85', ['quantile-0.85']],
    ['85th percentile', ['quantile-0.85']],
    ['85% quantile', ['quantile-0.85']],
    ['percentile 85', ['quantile-0.85']],
    ['median', ['quantile-0.5']],
    ['rlz 3', ['rlz-3']],
    ['rlz-003', ['rlz-3']],
    ['realization #3', ['rlz-3']],
    ['mean, quantile 0.15 and quantile 0.85', ['mean', 'quantile-0.15', 'quantile-0.85']],
    ['all realizations', ['rlzs']],
    ['kind=mean', ['mean']],
  ])('reads what is told of: %s', (text, kinds) => {
    expect(question(`${text} PGA 475y at 13.4,42.3`)).toMatchObject({ kinds, places: [point(13.4, 42.3)] });
  });

  it.each([
    ['PGA at 13.4,42.3', 'hazard-curve'],
    ['hazard curve PGA site 17', 'hazard-curve'],
    ['curve PGA in 1y at 13.4,42.3', 'hazard-curve'],
    ['PGA > 0.2g in 50y at 13.4,42.3', 'probability'],
    ['probability of PGA exceeding 0.2 at 13.4,42.3', 'probability'],
    ['uhs 475y at 13.4,42.3', 'uhs'],
    ['uniform hazard spectrum 10% in 50y', 'uhs'],
    ['average losses by NAME_1', 'average-losses'],
    ['mean losses structural', 'average-losses'],
    ['avg_losses', 'average-losses'],
    ['loss curve structural', 'loss-curve'],
    ['structural curve by taxonomy', 'loss-curve'],
    ['damages by taxonomy', 'damages'],
  ])('reads what is wanted: %s', (text, quantity) => {
    expect(question(text).quantity).toBe(quantity);
  });

  it('reads levels with their units, and the time of the probability', () => {
    expect(question('PGA > 20 %g in 1y at 13.4,42.3')).toMatchObject({
      levels: [{ value: 20, unit: '%g' }],
      years: 1,
      exceedances: [],
    });
    expect(question('PGV exceeding 10 cm/s 50y').levels).toEqual([{ value: 10, unit: 'cm/s' }]);
    expect(question('PGA=0.2').levels).toEqual([{ value: 0.2, unit: undefined }]);
  });

  it('reads sites by number and by name', () => {
    expect(question('PGA 475y at site 17').places).toEqual([{ kind: 'site', id: 17 }]);
    expect(question("PGA 475y site '17'").places).toEqual([{ kind: 'named', name: '17' }]);
    expect(question('PGA 475y site sq0cc, site_id=3').places).toEqual([
      { kind: 'named', name: 'sq0cc' },
      { kind: 'site', id: 3 },
    ]);
    expect(question('PGA 475y at 13.4,42.3; -70.6,-33.4').places).toEqual([
      point(13.4, 42.3),
      point(-70.6, -33.4),
    ]);
    expect(question('PGA 475y 70.6W 33.4S').places).toEqual([point(-70.6, -33.4)]);
    expect(question('PGA 475y interpolated at 13.4,42.3').method).toBe('interpolate');
  });

  it('reads losses: types, tags that sum them up, tags that choose', () => {
    expect(
      question('average losses structural+contents by NAME_1 and taxonomy for occupancy=RES'),
    ).toMatchObject({
      lossTypes: ['structural+contents'],
      by: ['NAME_1', 'taxonomy'],
      only: { occupancy: 'RES' },
    });
    expect(question('losses by asset').by).toEqual(['id']);
    expect(question('mean losses by taxonomy and quantile 0.15')).toMatchObject({
      by: ['taxonomy'],
      kinds: ['quantile-0.15'],
    });
    expect(question('loss curve where NAME_1="New York"').only).toEqual({ NAME_1: 'New York' });
  });

  it.each([
    ['PGGA poe=0.1 at 13.4,42.3', /"PGGA".*PGA/],
    ['PGA poe=0.1 im 50y', /"im"/],
    ['SA 475y', /"SA".*SA\(0\.2\)/],
    ['PGA 0.1 at 13.4,42.3', /"0\.1".*poe=0\.1/],
    ['PGA 475 at 13.4,42.3', /"475".*475y/],
    ['quantille 0.85 PGA', /"quantille".*quantile/],
  ])('names what it does not understand: %s', (text, message) => {
    expect(() => question(text)).toThrow(UsageError);
    expect(() => question(text)).toThrow(message);
  });

  it('says when longitude and latitude seem to be swapped', () => {
    const swapped = expect.objectContaining({
      hint: 'Longitude comes first: did you mean 113.4,42.3?',
    }) as Error;
    expect(() => question('PGA 475y at 42.3,113.4')).toThrow(swapped);
  });

  it.each([
    ['PGA poe=1.2', /between 0 and 1/],
    ['PGA 475y at 42.3,113.4', /no place/],
    ['structural', /what of the losses/],
    ['at 13.4,42.3', /what it wants/],
    ['average losses at 13.4,42.3', /a place/],
    ['hazard curve PGA 475y', /a probability or a level/],
    ['probability of PGA at 13.4,42.3', /which level/],
    ['PGA 10% in 50y 475y', /twice/],
    ['uhs 475y structural', /structural/],
    ['', /what it wants/],
  ])('refuses what makes no question: %s', (text, message) => {
    expect(() => question(text)).toThrow(message);
  });
});
