import { describe, expect, it } from 'vitest';
import { columnIdentity, pairColumns } from '../../../src/results/compare/pair-columns.js';

describe('columns of two releases', () => {
  it.each([
    ['poe-5.00000E-03', 'poe-0.0050000'],
    ['0.100000~PGA', 'PGA-0.1'],
    ['structural~poe-0.1', 'structural-poe-0.10'],
    ['0.002105~SA(0.1)', 'SA(0.1)-0.002105'],
    ['eid', 'event_id'],
    ['rlzi', 'rlz_id'],
  ])('%s is %s', (left, right) => {
    expect(columnIdentity(left)).toBe(columnIdentity(right));
    expect(pairColumns([left], [right]).pairing).toMatchObject({
      onlyLeft: [],
      renamed: [{ left, right }],
    });
  });

  it.each([
    ['poe-0.1', 'poe-0.2'],
    ['structural-slight', 'structural-moderate'],
    ['loss_value', 'loss_ratio'],
  ])('%s is not %s', (left, right) => {
    expect(pairColumns([left], [right]).pairing).toMatchObject({ onlyLeft: [left], onlyRight: [right] });
  });

  it('are left alone where two could be meant', () => {
    expect(pairColumns(['poe-0.10'], ['poe-0.1', 'poe-1e-1']).pairs).toEqual([]);
  });

  it('of one name twice are paired in their order', () => {
    expect(pairColumns(['x', 'x'], ['x', 'x']).pairs.map(({ at, to }) => [at, to])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});
