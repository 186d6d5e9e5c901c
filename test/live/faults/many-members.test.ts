import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeZip } from '../../support/make-zip.js';
import { bundleWorker, startWorker } from '../../support/second-process.js';

const MEMBERS = 100_000;
/** Of the heap, 250 bytes a member and what the program itself takes; V8 ends the process that needs more. */
const HEAP_MB = 48;
/** Each file is waited for on the disk: where there is a disk in memory, in an eighth of the time. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

it('an archive of 100,000 members is unpacked and placed in bounded memory', async () => {
  const folder = await mkdtemp(join(PLACE, 'openquake-test-'));
  try {
    const worker = await bundleWorker(join(import.meta.dirname, 'many-members.ts'), folder);
    const archive = join(folder, 'many.zip');
    await writeFile(
      archive,
      makeZip(
        Array.from({ length: MEMBERS }, (_unused, nth) => ({
          name: `ruptures_of_source_${nth}_7.csv`,
          content: `row ${nth}\n`,
        })),
      ),
    );
    const out = join(folder, 'out');
    const run = startWorker(worker, [archive, out], {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB} --max-semi-space-size=1`,
    });
    expect(await run.ended).toBe(0);
    expect(run.lines).toEqual([`placed ${MEMBERS}`]);
    expect((await readdir(out)).length).toBe(MEMBERS);
    expect(await readFile(join(out, 'ruptures_of_source_99999_7.csv'), 'utf8')).toBe('row 99999\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);
