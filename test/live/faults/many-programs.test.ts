import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hammerFiles } from '../../support/many-programs.js';
import { bundledWorker } from '../../support/second-process.js';
import { withFolder } from '../../support/with-stub.js';

const worker = bundledWorker(join(import.meta.dirname, '..', '..', 'own-files', 'worker.ts'));

describe('sixteen programs side by side', () => {
  it('lose nothing of one another in 50 rounds, though five are killed', async () => {
    await withFolder(async (folder) => {
      const told = await hammerFiles(worker(), folder, { programs: 16, rounds: 50, killed: 5 });
      process.stdout.write(`${JSON.stringify(told)}\n`);
      expect(told.killed).toBeGreaterThan(0);
      expect(told.keptRounds).toBeGreaterThan(11 * 50);
    });
  });
});
