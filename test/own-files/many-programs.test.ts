import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hammerFiles } from '../support/many-programs.js';
import { bundledWorker } from '../support/second-process.js';
import { withFolder } from '../support/with-stub.js';

const worker = bundledWorker(join(import.meta.dirname, 'worker.ts'));

describe('programs side by side', () => {
  it('lose nothing of one another, though some are killed, and leave nothing behind', async () => {
    await withFolder(async (folder) => {
      const { keptRounds, killed } = await hammerFiles(worker(), folder, {
        programs: 6,
        rounds: 8,
        killed: 2,
      });
      expect(killed).toBeGreaterThan(0);
      expect(keptRounds).toBeGreaterThan(4 * 8);
    });
  }, 60_000);
});
