import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRelease } from '../../src/local-engine/releases.js';
import { checkSpace, freeBytes, neededBytes } from '../../src/local-engine/space.js';
import { temporaryFolder } from './fake-python.js';

const release = findRelease('3.26.2');

describe('space', () => {
  it('is asked of the file system even before the folder exists', async () => {
    const folder = await temporaryFolder();
    expect(await freeBytes(join(folder, 'not', 'yet', 'there'))).toBeGreaterThan(0);
  });

  it('must hold the engine and what is downloaded for it', () => {
    expect(() => {
      checkSpace(release, '/cache', neededBytes(release));
    }).not.toThrow();
    expect(() => {
      checkSpace(release, '/cache', 700 * 1024 ** 2);
    }).toThrow(/Too little space for engine 3\.26\.2: it needs 1\.\d GB in \/cache, 0\.7 GB is free/);
  });
});
