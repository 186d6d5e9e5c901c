import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolateChanges } from '../../../src/services/compare/isolate-changes.js';

/** @returns what is found, sorted, and how many sets were asked for. */
async function isolate(count: number, moves: (subset: ReadonlySet<number>) => boolean) {
  let asked = 0;
  const changes = Array.from({ length: count }, (_unused, nth) => nth);
  const found = await isolateChanges(changes, async (subset) => {
    asked += 1;
    return moves(new Set(subset));
  });
  return { found: found.map((culprit) => culprit.changes), asked };
}

describe('the search for changes that move a result', () => {
  it('finds nothing where all together move nothing, in one question', async () => {
    expect(await isolate(5, () => false)).toEqual({ found: [], asked: 1 });
    expect(await isolate(0, () => true)).toEqual({ found: [], asked: 0 });
  });

  it('finds one among many in about two questions a halving', async () => {
    const { found, asked } = await isolate(64, (subset) => subset.has(41));
    expect(found).toEqual([[41]]);
    expect(asked).toBeLessThanOrEqual(1 + 2 * 6);
  });

  it('finds every change that moves it alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 19 })),
        async (count, wanted) => {
          const culprits = wanted.filter((one) => one < count).toSorted((a, b) => a - b);
          const { found } = await isolate(count, (subset) => culprits.some((one) => subset.has(one)));
          expect(found).toEqual(culprits.map((one) => [one]));
        },
      ),
    );
  });

  it('finds two that act only together, and no more with them', async () => {
    const { found } = await isolate(8, (subset) => subset.has(1) && subset.has(6));
    expect(found).toEqual([[1, 6]]);
  });

  it('passes on what stops it', async () => {
    const stopping = isolateChanges([1, 2], async () => {
      throw new Error('enough');
    });
    await expect(stopping).rejects.toThrow('enough');
  });
});
