import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesFromRoot, whyNotInPlace } from '../../src/job/from-root.js';
import { collectInputs } from '../../src/job/inputs.js';
import type { JobInputs } from '../../src/job/job-inputs.js';
import { type Files, folderOf, job, walk, walkIn, zipOf } from './job-folder.js';

/** Moves a job file elsewhere and reads it there, as a server does: @returns the paths that it then names. */
async function readElsewhere(inputs: JobInputs): Promise<string[]> {
  const text = namesFromRoot(inputs);
  if (typeof text !== 'string') throw new Error(text.reason);
  const elsewhere = folderOf({ 'tmp/anna/calc_42/job.ini': text });
  const moved = await collectInputs('job.ini', { cwd: join(elsewhere, 'tmp/anna/calc_42') });
  return moved.files.map(({ path }) => path).filter((path) => path !== moved.iniPath);
}

function pathsOf(inputs: JobInputs): string[] {
  return inputs.files.map(({ path }) => path).filter((path) => path !== inputs.iniPath);
}

/** A folder without blanks in its name, whatever the tests' own is called. */
function plainFolder(files: Files): string {
  const folder = folderOf(files);
  const plain = join(dirname(folder), folder.slice(dirname(folder).length + 1).replaceAll(' ', '-'));
  renameSync(folder, plain);
  mkdirSync(folder);
  return plain;
}

const NRML = '<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"/>';

describe('a job file with names from the root', () => {
  it('names the same files from anywhere: lists, single ones, dicts, other folders', async () => {
    const folder = plainFolder({
      'job/job.ini': job(
        'site_model_file = a.csv ../b.csv',
        'rupture_model_file = sub/with blank.xml',
        "consequence_file = {'taxonomy': ['c1.csv', \"../Città/c2.csv\"]}",
        'insurance_csv = {"structural": "c1.csv"}',
      ),
      'job/a.csv': '',
      'b.csv': '',
      'job/sub/with blank.xml': NRML,
      'job/c1.csv': '',
      'Città/c2.csv': '',
    });
    const { inputs } = await walkIn(join(folder, 'job'));
    const found = await readElsewhere(inputs);
    expect(found.toSorted()).toEqual(pathsOf(inputs).toSorted());
    expect(found).toHaveLength(5);
  });

  it('keeps every other line, and the parameters of the command line', async () => {
    const folder = plainFolder({ 'job.ini': job('# why', 'rupture_model_file = r.xml'), 'r.xml': NRML });
    const overrides = new Map([['truncation_level', '2']]);
    const { inputs } = await walkIn(folder, { overrides });
    const text = namesFromRoot(inputs) as string;
    expect(text).toContain('# why\n');
    expect(text).toContain('truncation_level = 2');
    const lines = text.split('\n').filter((line) => !inputs.iniText.split('\n').includes(line));
    expect(lines).toHaveLength(1);
    // As far up as anybody needs: beyond the root one stays at the root.
    const [, name = ''] = lines[0]?.split(' = ') ?? [];
    expect(normalize(join('/a/b/c', name))).toBe(join(folder, 'r.xml'));
  });

  it.each<[string, string, Files]>([
    ['a list cannot say a folder with a blank', 'site_model_file = a.csv', { 'a.csv': '' }],
    ['an old distance table', '[reqv]\nx = a.hdf5', { 'a.hdf5': '' }],
    ['a ShakeMap', "shakemap_uri = {'kind': 'usgs_id', 'id': 'usp000fjta'}", {}],
    ['a GSIM with a table', 'gsim = GMPETable(gmpe_table="t.hdf5")', { 't.hdf5': '' }],
    ['inputs that the results hold', "multi_peril_file = {'ASH': 'a.csv'}", { 'a.csv': '' }],
    ['inputs that the results hold, by the mode', 'calculation_mode = multi_risk', {}],
    ['a mosaic', 'rupture_model_file = ${mosaic}/r.xml', {}],
  ])('is not made for %s', async (_why, line, files) => {
    const text = line.startsWith('calculation_mode') ? `[general]\n${line}\n` : job(line);
    const { inputs } = await walk({ 'job.ini': text, ...files });
    expect(namesFromRoot(inputs)).toMatchObject({ reason: expect.any(String) as string });
  });
});

describe('a job is not read in place', () => {
  it('where the engine would unpack a zip into the folder of the model', async () => {
    const files = {
      'job.ini': job('source_model_logic_tree_file = s.zip'),
      's.zip': zipOf({ 'ssmLT.xml': LOGIC_TREE }),
    };
    const { inputs } = await walk(files);
    expect(whyNotInPlace(inputs)?.reason).toContain('unpack a zip into the folder of your model');
  });

  it('else it is', async () => {
    const { inputs } = await walk({ 'job.ini': job('rupture_model_file = r.xml'), 'r.xml': NRML });
    expect(whyNotInPlace(inputs)).toBeUndefined();
  });
});

const LOGIC_TREE = `<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"><logicTree logicTreeID="l">
<logicTreeBranchSet uncertaintyType="sourceModel" branchSetID="s"><logicTreeBranch branchID="b">
<uncertaintyModel>m.xml</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch>
</logicTreeBranchSet></logicTree></nrml>`;
