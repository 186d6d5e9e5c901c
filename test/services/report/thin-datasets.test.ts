import { describe, expect, it } from 'vitest';
import { evenly, Room } from '../../../src/services/report/thin-datasets.js';
import { curvesOf, mapsOf } from '../../support/report-of.js';

describe('what a page has room for', () => {
  it('is a small dataset as it is', () => {
    const curves = curvesOf(100);
    expect(new Room().thin(curves)).toEqual({ dataset: curves, note: undefined });
  });

  it('is of many sites every second, fourth, eighth, each with its own numbers', () => {
    const curves = curvesOf(250_000);
    const { dataset, note } = new Room().thin(curves);
    if (dataset.type !== 'hazard-curves') throw new Error(dataset.type);
    expect(dataset.sites).toHaveLength(62_500);
    expect(dataset.sites[1]).toBe(curves.sites[4]);
    expect([...dataset.poes.slice(3, 6)]).toEqual([...curves.poes.slice(12, 15)]);
    expect(note).toBe('62,500 of 250,000 sites are in this page, evenly chosen.');
  });

  it('holds a map of 100,000 places whole, and 200,000 not', () => {
    const room = new Room();
    expect(room.thin(mapsOf(100_000)).note).toBeUndefined();
    expect(room.thin(mapsOf(200_000)).note).toContain('100,000 of 200,000');
  });

  it('has an end, however many datasets come', () => {
    const room = new Room();
    let numbers = 0;
    for (let nth = 0; nth < 200; nth += 1) {
      const { dataset } = room.thin(curvesOf(50_000, `rlz-${nth}`));
      if (dataset.type === 'hazard-curves') numbers += dataset.poes.length;
    }
    expect(numbers).toBeGreaterThan(1_000_000);
    expect(numbers).toBeLessThan(2_001_000);
  });

  it('keeps of a list what a list with more room keeps too', () => {
    const [few, more] = [evenly(1000, 30), evenly(1000, 300)];
    expect(few.length).toBeLessThanOrEqual(30);
    expect(few.every((nth) => more.includes(nth))).toBe(true);
    expect(evenly(5, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(evenly(5, 0)).toEqual([0]);
    expect(evenly(0, 5)).toEqual([]);
  });
});
