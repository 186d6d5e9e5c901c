import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { collectInputs } from '../../src/job/inputs.js';
import { identifyJob } from '../../src/job/job-file.js';
import { exposure, folderOf, gsimTree, job, nrml, sourceModelTree, zipOf } from './job-folder.js';

/** Cuts, doubles and overwrites pieces of a good file. */
function damaged(good: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(good.length);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      '\0',
      '\r',
      '<!--',
      '<![CDATA[',
      ']]>',
      '<!DOCTYPE a [',
      '\xff',
      "'''",
      '{',
    ),
  );
  const change = fc.tuple(place, place, bytes);
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((text, [from, to, put]) => {
      const [start, end] = [Math.min(from, to), Math.max(from, to)];
      // Mostly small damage, so that the rest is still read.
      return Buffer.concat([
        text.subarray(0, start),
        Buffer.from(put),
        text.subarray(end - start > 20 ? start + 1 : end),
      ]);
    }, good),
  );
}

const GOOD: Readonly<Record<string, Buffer>> = {
  'job.ini': Buffer.from(
    job(
      'source_model_logic_tree_file = ssmLT.xml',
      'gsim_logic_tree_file = gmmLT.xml',
      'exposure_file = e.zip',
      "reinsurance_file = {'structural': 'r.xml'}",
      "shakemap_uri = {'kind': 'shapefile', 'fname': 'shp/a.shp'}",
      'gsim = [GMPETable]',
      '  gmpe_table = "t.hdf5"',
    ),
  ),
  'ssmLT.xml': Buffer.from(sourceModelTree('a.xml b.xml', 'c.xml')),
  'gmmLT.xml': Buffer.from(gsimTree('[X]\na_table = "t.hdf5"')),
  'e.zip': zipOf({ 'exposure.xml': exposure('<assets>a.csv</assets>'), 'a.csv': '' }),
  'r.xml': Buffer.from(nrml('<reinsuranceModel><policies>p.csv</policies></reinsuranceModel>')),
};

it.each(Object.keys(GOOD))(
  'a damaged %s gives a walk or faults, never a crash',
  { timeout: 120_000 },
  async (name) => {
    const good = GOOD[name] ?? Buffer.alloc(0);
    const folder = folderOf({ ...GOOD, 'a.xml': '', 't.hdf5': '', 'p.csv': '', 'shp/a.shp': '' });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(damaged(good), async (bytes) => {
        writeFileSync(join(folder, name), bytes);
        const files = name === 'e.zip' ? [name, 'job.ini'] : ['job.ini'];
        for (const file of files) await identifyJob(file, { cwd: folder }).catch(mustBeFaults);
        await collectInputs('job.ini', { cwd: folder }).then(() => (taken += 1), mustBeFaults);
      }),
      { numRuns: 150 },
    );
    expect(taken).toBeLessThan(150);
  },
);

function mustBeFaults(error: unknown): void {
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).faults.length).toBeGreaterThan(0);
}

it('what explodes when it is expanded is refused or cut, in no time', async () => {
  const levels = Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
    '',
  );
  const bomb = sourceModelTree('&e30;').replace(
    '<nrml',
    `<!DOCTYPE nrml [<!ENTITY e0 "xxxxxxxxxx">${levels}]><nrml`,
  );
  const deep = `<nrml>${'<logicTree>'.repeat(100_000)}`;
  for (const tree of [bomb, deep]) {
    const folder = folderOf({ 'job.ini': job('source_model_logic_tree_file = t.xml'), 't.xml': tree });
    await collectInputs('job.ini', { cwd: folder }).catch(mustBeFaults);
  }
});
