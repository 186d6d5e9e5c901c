import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { placesAt } from '../../../src/job/checks/file-places.js';
import { JobWalk } from '../../../src/job/job-walk.js';

it('counts the columns of a line that is longer than what is read at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'openquake-test-'));
  try {
    // Three bytes for one character, so that some are cut in two by the pieces that are read.
    const before = `\uFEFFa\nb${'\u20ac'.repeat(1_000_000)}`;
    const path = join(folder, 'one-line.xml');
    await writeFile(path, `${before}<x/>\n<y/>`);
    const walk = new JobWalk(folder, 'job.ini');
    const found = await walk.disk.look(path);
    if (found === undefined) throw new Error('it was written above');
    const offsets = [3, Buffer.byteLength(before), Buffer.byteLength(before) + '<x/>\n'.length];
    const places = await placesAt({ walk, signal: undefined }, found, offsets);
    expect(offsets.map((offset) => places.get(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1_000_002 },
      { line: 3, column: 1 },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
