import { describe, expect, it } from 'vitest';
import { commentNumber, commentText, readEngineComment } from '../../../src/results/csv/engine-comment.js';

describe('the comment of an export', () => {
  it('has numbers, texts, lists, dicts and None by name', () => {
    const text =
      "generated_by='OpenQuake engine 3.26.2', start_date='2026-01-02T03:04:05', checksum=3577679219, investigation_time=None, " +
      "mag_bin_edges=[6.5, 7.0], tectonic_region_types=['Active, Shallow', \"Volcan's\"], iml_disagg={'PGA': 0.1}, lon=-74.0, flag=True";
    expect(Object.fromEntries(readEngineComment(text))).toEqual({
      generated_by: 'OpenQuake engine 3.26.2',
      start_date: '2026-01-02T03:04:05',
      checksum: 3577679219,
      investigation_time: null,
      mag_bin_edges: [6.5, 7],
      tectonic_region_types: ['Active, Shallow', "Volcan's"],
      iml_disagg: { PGA: 0.1 },
      lon: -74,
      flag: true,
    });
  });

  it.each([
    ["kind='mean', lon=np.float64(-74.5), lat=4.6", -74.5, 4.6],
    [' mean, lon=1.0, imt="PGA", lat=2', 1, 2],
    ["path=('b1', 'b2'), lon=1, broken=[1, lat=2", 1, 2],
    ['lon=1e0, x=nan, y=<object at 0x1>, lat=2', 1, 2],
    ['a==b, =, ,, lon=1 ,  lat=2,', 1, 2],
  ])('is read around what is odd: %s', (text, lon, lat) => {
    const comment = readEngineComment(text);
    expect([commentNumber(comment, 'lon'), commentNumber(comment, 'lat')]).toEqual([lon, lat]);
  });

  it('tells nothing of the wrong type', () => {
    const comment = readEngineComment("imt='PGA', n=1");
    expect([commentText(comment, 'imt'), commentText(comment, 'n'), commentNumber(comment, 'imt')]).toEqual([
      'PGA',
      undefined,
      undefined,
    ]);
  });
});
