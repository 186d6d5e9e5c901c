import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFault } from '../../src/errors.js';
import { writeArchive } from '../../src/job/archive/archive.js';
import { openZip } from '../../src/job/zip-reader.js';
import { makeZip } from '../support/make-zip.js';
import { exposure, faultsOf, folderOf, job, sourceModelTree, walk, walkIn, zipOf } from './job-folder.js';

const EXPOSURE = exposure('<assets>a.csv</assets>');

async function told(files: Parameters<typeof faultsOf>[0]): Promise<string> {
  return (await faultsOf(files)).map(describeFault).join('\n');
}

/** @returns the bytes of every member of an archive. */
async function contents(path: string): Promise<Record<string, string>> {
  const zip = await openZip(path);
  const found: Record<string, string> = {};
  for (const { name } of zip.members) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.open(name)) chunks.push(chunk as Buffer);
    found[name] = Buffer.concat(chunks).toString('utf8');
  }
  zip.close();
  return found;
}

describe('a zip under exposure_file', () => {
  it('counts as if unpacked, without touching the folder, and its members are packed', async () => {
    const zip = zipOf({ 'exposure.xml': EXPOSURE, 'a.csv': 'from the zip', 'other.csv': '' });
    const folder = folderOf({
      'm/job.ini': job('exposure_file = e1.zip'),
      'm/e1.zip': zip,
      'm/a.csv': 'shadowed',
    });
    const before = readdirSync(join(folder, 'm'));
    const { inputs, engine } = await walkIn(join(folder, 'm'));
    expect(engine).toEqual(['a.csv', 'e1.xml']);
    await writeArchive(inputs, join(folder, 'out.zip'));
    expect(await contents(join(folder, 'out.zip'))).toEqual({
      'a.csv': 'from the zip',
      'e1.xml': EXPOSURE,
      'job.ini': job('exposure_file = e1.zip'),
    });
    expect(readdirSync(join(folder, 'm'))).toEqual(before);
    expect(readFileSync(join(folder, 'm/a.csv'), 'utf8')).toBe('shadowed');
  });

  it('is not opened where the XML of its name stands beside it', async () => {
    const files = {
      'job.ini': job('exposure_file = e1.zip'),
      'e1.zip': 'no zip',
      'e1.xml': EXPOSURE,
      'a.csv': '',
    };
    expect((await walk(files)).engine).toEqual(['a.csv', 'e1.xml']);
  });

  it.each([
    ['is missing', {}, 'exposure_file names e1.zip, and there is no e1.zip'],
    ['is no zip', { 'e1.zip': 'no zip' }, 'exposure_file: e1.zip cannot be read as a zip'],
    [
      'holds no exposure',
      { 'e1.zip': zipOf({ 'x.xml': '' }) },
      'e1.zip holds neither exposure.xml nor e1.xml',
    ],
    [
      'holds a link',
      { 'e1.zip': makeZip([{ name: 'e1.xml', content: '/etc/passwd', mode: 0o120777 }]) },
      'cannot be read as a zip: "e1.xml" in it is no file, but a link or a device',
    ],
    [
      'is a bomb',
      { 'e1.zip': makeZip([{ name: 'e1.xml', content: '', deflated: true, size: 4_000_000_000 }]) },
      'cannot be read as a zip: it would unpack to 3.7 GB',
    ],
    [
      'would write elsewhere',
      { 'e1.zip': zipOf({ '../e1.xml': '' }) },
      'cannot be read as a zip: invalid relative path',
    ],
    [
      'would write to the root',
      { 'e1.zip': zipOf({ '/e1.xml': '' }) },
      'cannot be read as a zip: absolute path',
    ],
    [
      'holds broken XML',
      { 'e1.zip': zipOf({ 'e1.xml': '<nrml>' }) },
      'e1.zip/e1.xml:1:6: not well-formed XML',
    ],
  ])('is refused where it %s', async (_what, files, expected) => {
    expect(await told({ 'job.ini': job('exposure_file = e1.zip'), ...files })).toContain(expected);
  });
});

it('a zip under source_model_logic_tree_file comes first, so that other keys may name its members', async () => {
  const zip = zipOf({
    'ssmLT.xml': sourceModelTree('in/a.xml'),
    'in/a.xml': '<a/>',
    'in/a.hdf5': 'h',
    's.csv': '',
  });
  const ini = job('sites_csv = s.csv', 'source_model_logic_tree_file = sm.zip');
  const { engine, inputs } = await walk({ 'job.ini': ini, 'sm.zip': zip });
  expect(engine).toEqual(['in/a.hdf5', 'in/a.xml', 's.csv', 'sm.xml']);
  expect(inputs.files.map((file) => file.source.kind)).toEqual([
    'member',
    'member',
    'file',
    'member',
    'member',
  ]);
});
