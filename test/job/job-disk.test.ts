import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobDisk } from '../../src/job/job-disk.js';
import { makeZip } from '../support/make-zip.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openquake-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function textOf(disk: JobDisk, path: string): Promise<string> {
  const found = await disk.look(path);
  if (found === undefined) throw new Error(`${path} is not there`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of disk.chunks(found)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a zip that lies unpacked in a folder', () => {
  it('has its directory read once, not for each of thousands of members', async () => {
    const path = join(folder, 'job.zip');
    const members = ['one.xml', 'two.xml'].map((name) => ({ name, content: `<${name}/>` }));
    await writeFile(path, makeZip(members));
    const disk = new JobDisk();
    await disk.unpack(path);
    const bytes = await readFile(path);
    // From here on a second reading of the directory fails.
    for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at)) {
      bytes.fill(0, at, at + 4);
    }
    await writeFile(path, bytes);
    await expect(new JobDisk().unpack(path)).rejects.toThrow();
    expect(await textOf(disk, join(folder, 'one.xml'))).toBe('<one.xml/>');
    expect(await textOf(disk, join(folder, 'two.xml'))).toBe('<two.xml/>');
  });
});
