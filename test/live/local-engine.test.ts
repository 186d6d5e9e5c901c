import { describe, expect, it } from 'vitest';
import { engineUnderTest, runOq } from './engine-under-test.js';
import { fetchProbe } from './local-engine-at.js';

describe('the engine under test', () => {
  it('answers with its version', async () => {
    const { url, version } = engineUnderTest();
    expect(await fetchProbe(url)).toBe(version);
  });

  it('shares its database with its own oq', async () => {
    const { stdout } = await runOq('engine', '--list-hazard-calculations');
    expect(stdout).toContain('None');
  });
});
