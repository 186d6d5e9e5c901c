import { describe, expect, it } from 'vitest';
import { DEFAULT_VERSION, findRelease, RELEASES } from '../../src/local-engine/releases.js';

describe('releases', () => {
  it.each(RELEASES)('$version is pinned to the last package, without gdal', ({ version, pins }) => {
    expect(pins.filter((pin) => !/^[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*$/.test(pin))).toEqual([]);
    const names = pins.map((pin) => pin.split('==')[0]?.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('gdal');
    expect(pins).toContain(`openquake.engine==${version}`);
  });

  it('takes the long-term release by default and refuses others', () => {
    expect(findRelease(undefined).version).toBe(DEFAULT_VERSION);
    expect(() => findRelease('3.1.0')).toThrow('Engine 3.1.0 is not one that can be installed here.');
    expect(() => findRelease('../..')).toThrow(/not one that can be installed/);
  });
});
