import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classBreaks, distinctOf } from '../../../src/results/layer/class-breaks.js';

const sorted = (...values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** Sum of the squared distances to the means of classes. */
function spread(values: readonly number[], ends: readonly number[]): number {
  let sum = 0;
  ends.slice(1).forEach((upper, nth) => {
    const own = values.filter((value) => value <= upper && (nth === 0 || value > (ends[nth] ?? 0)));
    const mean = own.reduce((total, value) => total + value, 0) / own.length;
    for (const value of own) sum += (value - mean) ** 2;
  });
  return sum;
}

function* choices(values: readonly number[], many: number): Generator<number[]> {
  if (many === 0) yield [];
  else
    for (let nth = 0; nth <= values.length - many; nth += 1)
      for (const rest of choices(values.slice(nth + 1), many - 1)) yield [values[nth] ?? 0, ...rest];
}

describe('classes of values', () => {
  it('are ten of equal width', () => {
    const values = Float64Array.from({ length: 50 }, (_, nth) => nth * 2);
    expect(classBreaks(values, 'EqualInterval')).toEqual(
      Array.from({ length: 11 }, (_, nth) => (98 * nth) / 10),
    );
  });

  it('are no more than there are values', () => {
    expect(classBreaks(sorted(1, 1, 2, 4), 'EqualInterval')).toEqual([1, 2, 3, 4]);
    expect(distinctOf(sorted(1, 1, 2, 4))).toEqual([1, 2, 4]);
  });

  it('have round ends where they are to be pretty, but for the first and the last', () => {
    expect(classBreaks(sorted(5.25, 5.55, 5.85, 6.15), 'Pretty')).toEqual([5.25, 5.4, 5.6, 5.8, 6, 6.15]);
    expect(
      classBreaks(
        Float64Array.from({ length: 30 }, (_, nth) => 4.05 + nth / 10),
        'Pretty',
      ),
    ).toEqual([4.05, 4.5, 5, 5.5, 6, 6.5, 6.95].map((end) => expect.closeTo(end, 9) as number));
  });

  it('are natural: no other ends leave the values of a class nearer to one another', () => {
    const values = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 11, maxLength: 13 });
    fc.assert(
      fc.property(values, (numbers) => {
        const own = sorted(...numbers);
        const ends = classBreaks(own, 'Jenks');
        expect([ends[0], ends.at(-1), ends.length]).toEqual([own[0], own.at(-1), 11]);
        const inner = [...own].slice(0, -1);
        const best = Math.min(
          ...[...choices(inner, 9)].map((chosen) =>
            spread([...own], [own[0] ?? 0, ...chosen, own.at(-1) ?? 0]),
          ),
        );
        expect(spread([...own], ends)).toBeCloseTo(best, 6);
      }),
      { numRuns: 20 },
    );
  });
});
