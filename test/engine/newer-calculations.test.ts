import { describe, expect, it } from 'vitest';
import { withEngine } from '../support/engine-at.js';
import { listOf } from '../support/long-list.js';

describe('the calculations newer than one', () => {
  it.each([
    [5000, [20]],
    [4990, [20]],
    [4980, [20, 40]],
    [4300, [20, 720]],
    [0, [20, 5020]],
  ])('are asked for in two calls at most: than %d of 5000', async (thanId, limits) => {
    await withEngine(async (engine, stub) => {
      const list = listOf(stub, 5000);
      const newer = await engine.listNewerThan(thanId);
      expect(newer.map(({ id }) => id)).toEqual(
        Array.from({ length: 5000 - thanId }, (_unused, nth) => thanId + 1 + nth),
      );
      expect(list.limits()).toEqual(limits);
    });
  });
});
