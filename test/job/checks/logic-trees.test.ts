import { describe, expect, it } from 'vitest';
import { type Files, nrml } from '../job-folder.js';
import { type Checked, checkFiles } from './checked-content.js';

const JOB = `[general]
calculation_mode = classical
source_model_logic_tree_file = ssmLT.xml
gsim_logic_tree_file = gmmLT.xml
`;
const MODEL = nrml(`<sourceModel name="m">
<sourceGroup name="g" tectonicRegion="Active Shallow Crust">
<pointSource id="p1" name="one"/>
<pointSource id="p2;0" name="two"/>
<pointSource id="p3:a" name="three"/>
</sourceGroup>
</sourceModel>`);

function branch(id: string, model: string, weight: string): string {
  return `<logicTreeBranch branchID="${id}"><uncertaintyModel>${model}</uncertaintyModel><uncertaintyWeight>${weight}</uncertaintyWeight></logicTreeBranch>`;
}

function set(attributes: string, ...branches: string[]): string {
  return `<logicTreeBranchSet ${attributes}>\n${branches.join('\n')}\n</logicTreeBranchSet>`;
}

const tree = (...sets: string[]): string =>
  nrml(`<logicTree logicTreeID="t">\n${sets.join('\n')}\n</logicTree>`);
const MODELS = set('branchSetID="s1" uncertaintyType="sourceModel"', branch('b1', 'model.xml', '1.0'));
const GSIMS = set(
  'branchSetID="g1" uncertaintyType="gmpeModel" applyToTectonicRegionType="Active Shallow Crust"',
  branch('g1', 'BooreAtkinson2008', '0.4'),
  branch('g2', 'ChiouYoungs2008', '0.6'),
);

function job(
  changes: Partial<Record<'ssmLT.xml' | 'gmmLT.xml' | 'model.xml' | 'job.ini', string>> = {},
): Files {
  return {
    'job.ini': JOB,
    'ssmLT.xml': tree(MODELS),
    'gmmLT.xml': tree(GSIMS),
    'model.xml': MODEL,
    ...changes,
  };
}

const checkTree = (...sets: string[]): Promise<Checked> => checkFiles(job({ 'ssmLT.xml': tree(...sets) }));
const checkGsims = (...sets: string[]): Promise<Checked> => checkFiles(job({ 'gmmLT.xml': tree(...sets) }));
const second = (attributes: string, ...branches: string[]): string =>
  set(`branchSetID="s2" ${attributes}`, ...branches);
const HALVES = [branch('c1', '0.1', '0.5'), branch('c2', '0.2', '0.5')];

describe('the source model logic tree', () => {
  it('is taken as it should be', async () => {
    const { faults, warnings } = await checkTree(
      MODELS,
      second('uncertaintyType="bGRRelative" applyToBranches="b1"', ...HALVES),
    );
    expect([...faults, ...warnings]).toEqual([]);
  });

  it.each([
    [
      'a sum',
      [set('branchSetID="s1" uncertaintyType="sourceModel"', branch('b1', 'model.xml', '0.9'))],
      'ssmLT.xml:4:1: the weights of this branch set sum to 0.9, not to 1',
    ],
    [
      'a sum of ten tenths is one',
      [
        MODELS,
        second(
          'uncertaintyType="bGRRelative"',
          ...Array.from({ length: 10 }, (_, index) => branch(`c${index}`, `0.${index + 1}1`, '0.1')),
        ),
      ],
      undefined,
    ],
    [
      'a sum a millionth off',
      [set('branchSetID="s1" uncertaintyType="sourceModel"', branch('b1', 'model.xml', '1.000001'))],
      'sum to 1.000001, not to 1',
    ],
    [
      'no weight',
      [
        set(
          'branchSetID="s1" uncertaintyType="sourceModel"',
          '<logicTreeBranch branchID="b1"><uncertaintyModel>model.xml</uncertaintyModel></logicTreeBranch>',
        ),
      ],
      'this branch has no uncertaintyWeight',
    ],
    [
      'an id twice in a set',
      [MODELS, second('uncertaintyType="bGRRelative"', branch('c', '0.1', '0.5'), branch('c', '0.2', '0.5'))],
      'ssmLT.xml:9:1: branchID="c" stands in line 8 already',
    ],
    [
      'an id twice in the tree',
      [MODELS, second('uncertaintyType="bGRRelative"', branch('b1', '0.1', '1'))],
      'branchID="b1" stands in line 5 already',
    ],
    [
      'a set twice',
      [MODELS, set('branchSetID="s1" uncertaintyType="bGRRelative"', ...HALVES)],
      'ssmLT.xml:7:1: branchSetID="s1" stands in line 4 already',
    ],
    [
      'no set id',
      [set('uncertaintyType="sourceModel"', branch('b1', 'model.xml', '1.0'))],
      'has no branchSetID',
    ],
    [
      'a first set of another type',
      [second('uncertaintyType="bGRRelative"', ...HALVES)],
      'must be of type sourceModel, not bGRRelative',
    ],
    [
      'a second set of models',
      [MODELS, second('uncertaintyType="sourceModel"', branch('c', 'model.xml', '1'))],
      'use extendModel to add sources',
    ],
    [
      'GSIMs in it',
      [MODELS, second('uncertaintyType="gmpeModel"', branch('c', 'X', '1'))],
      'use gsim_logic_tree_file',
    ],
    [
      'an unknown type',
      [MODELS, second('uncertaintyType="bGRRelativ"', ...HALVES)],
      'engines up to 3.26 know no uncertaintyType "bGRRelativ" (there is bGRRelative)',
    ],
    [
      'the same value twice',
      [
        MODELS,
        second('uncertaintyType="bGRRelative"', branch('c', '0.1', '0.5'), branch('d', ' 0.1 ', '0.5')),
      ],
      'this branch has the value 0.1, as the one in line 8 of the same set',
    ],
    [
      'unknown branches',
      [
        set(
          'branchSetID="s1" uncertaintyType="sourceModel"',
          branch('b1', 'model.xml', '0.5'),
          branch('b2', './model.xml', '0.5'),
        ),
        second('uncertaintyType="bGRRelative" applyToBranches="b1 bb2"', ...HALVES),
      ],
      'applyToBranches names bb2, and no branch before has this id (there is b2)',
    ],
    [
      'an unknown region',
      [
        MODELS,
        second('uncertaintyType="bGRRelative" applyToTectonicRegionType="Active Shalow Crust"', ...HALVES),
      ],
      'no source has the tectonic region type "Active Shalow Crust" (there is Active Shallow Crust)',
    ],
    [
      'an unknown source',
      [MODELS, second('uncertaintyType="bGRRelative" applyToSources="p1 p3 p9"', ...HALVES)],
      'applyToSources names p9, and no source model holds a source of this id',
    ],
    [
      'two filters',
      [
        MODELS,
        second(
          'uncertaintyType="bGRRelative" applyToSources="p1" applyToTectonicRegionType="Active Shallow Crust"',
          ...HALVES,
        ),
      ],
      'applyToTectonicRegionType and applyToSources exclude each other',
    ],
    [
      'a filter on models',
      [
        set(
          'branchSetID="s1" uncertaintyType="sourceModel" applyToSources="p1"',
          branch('b1', 'model.xml', '1.0'),
        ),
      ],
      'a branch set of type sourceModel applies to all: applyToSources has no place in it',
    ],
    [
      'an absolute change of all',
      [MODELS, second('uncertaintyType="maxMagGRAbsolute"', ...HALVES)],
      'maxMagGRAbsolute needs applyToSources with one source',
    ],
    [
      'the dip of all',
      [MODELS, second('uncertaintyType="simpleFaultDipRelative"', ...HALVES)],
      'simpleFaultDipRelative needs applyToSources',
    ],
  ])('%s', async (_what, sets, expected) => {
    const { faults } = await checkTree(...sets);
    if (expected === undefined) expect(faults).toEqual([]);
    else expect(faults).toEqual([expect.stringContaining(expected)]);
  });

  it('leaves what newer engines may know to them', async () => {
    const files = job({ 'ssmLT.xml': tree(MODELS, second('uncertaintyType="newThing"', ...HALVES)) });
    const { faults, warnings } = await checkFiles(files, { engineVersion: '3.27.0' });
    expect(faults).toEqual([]);
    expect(warnings.join()).toContain('know no uncertaintyType "newThing"');
  });

  it('is not looked into for applyToBranches where that leaves out no branch, as the engine does', async () => {
    const { faults } = await checkTree(
      MODELS,
      second('uncertaintyType="bGRRelative" applyToBranches="b1 unknown"', ...HALVES),
    );
    expect(faults).toEqual([]);
  });

  it('is not looked at where the sources are not read', async () => {
    const files = job({ 'ssmLT.xml': tree(second('uncertaintyType="x"', branch('b', 'gone.xml', '2'))) });
    expect((await checkFiles(files)).faults.length).toBeGreaterThan(1);
    expect((await checkFiles(files, { hasHazard: true })).faults).toEqual([]);
  });
});

describe('the source models', () => {
  it('are missed as a fault, once, where the calculation reads them', async () => {
    const files = job({ 'ssmLT.xml': tree(MODELS.replace('model.xml', 'modl.xml')) });
    const read = await checkFiles(files);
    expect(read.faults).toEqual([
      expect.stringContaining('uncertaintyModel names modl.xml, and there is no modl.xml'),
    ]);
    expect(read.faults.join()).toContain('(there is model.xml)');
    expect(read.warnings).toEqual([]);
    const stored = await checkFiles(files, { hasHazard: true });
    expect(stored.faults).toEqual([]);
    expect(stored.warnings).toHaveLength(1);
  });

  it.each([
    [
      'cut off',
      MODEL.slice(0, -30),
      /^model\.xml:8:\d+: not well-formed XML: the file ends inside <sourceGroup>, opened in line 4/,
    ],
    [
      'a wrong end tag',
      MODEL.replace('</sourceGroup>', '</sourceGrup>'),
      /^model\.xml:8:1: .*<\/sourceGrup> stands where <\/sourceGroup> is due, opened in line 4/,
    ],
    [
      'an entity nobody knows',
      MODEL.replace('one', '&one;'),
      /^model\.xml:5:\d+: not well-formed XML: undefined entity/,
    ],
    [
      'another encoding than declared',
      Buffer.from(MODEL.replace('one', 'é'), 'latin1'),
      /does not fit the encoding/,
    ],
    [
      'an exposure',
      nrml('<exposureModel/>'),
      /^model\.xml:3:1: a <exposureModel> stands where a sourceModel is due/,
    ],
    ['no NRML', '<sourceModel/>', /^model\.xml:1:1: this is no NRML file: it begins with <sourceModel>/],
    ['nothing', '', /not well-formed XML/],
  ])('%s', async (_what, content, expected) => {
    const { faults } = await checkFiles({ ...job(), 'model.xml': content });
    expect(faults).toEqual([expect.stringMatching(expected)]);
  });

  it('may have a region without a ground-motion model', async () => {
    const other = MODEL.replace('Active Shallow Crust', 'Active Shalow Crust');
    const { faults } = await checkFiles(job({ 'model.xml': other }));
    expect(faults).toEqual([
      expect.stringMatching(
        /^model\.xml:5:1: gmmLT\.xml has no ground-motion model for the tectonic region type "Active Shalow Crust" of these sources \(it has them for Active Shallow Crust\)$/,
      ),
    ]);
  });

  it.each([
    [
      'of no source',
      MODEL.replace('</sourceModel>', '<sourceGroup tectonicRegion="Volcanic"/></sourceModel>'),
      JOB,
    ],
    [
      'that is discarded',
      MODEL.replace('Active Shallow Crust', 'Volcanic'),
      `${JOB}discard_trts = Volcanic\n`,
    ],
    [
      'in a comment',
      MODEL.replace(
        '<sourceGroup',
        '<!-- <sourceGroup tectonicRegion="Volcanic"><xSource id="1"/> --><sourceGroup',
      ),
      JOB,
    ],
  ])('may have a region %s', async (_what, model, ini) => {
    const { faults } = await checkFiles(job({ 'model.xml': model, 'job.ini': ini }));
    expect(faults).toEqual([]);
  });

  it('are not blamed for what a broken one may hold', async () => {
    const both = set(
      'branchSetID="s1" uncertaintyType="sourceModel"',
      branch('b1', 'model.xml broken.xml', '1.0'),
    );
    const filter = second('uncertaintyType="bGRRelative" applyToSources="p9"', ...HALVES);
    const { faults } = await checkFiles({
      ...job({ 'ssmLT.xml': tree(both, filter) }),
      'broken.xml': '<nrml>',
    });
    expect(faults).toEqual([expect.stringContaining('broken.xml:1:7: not well-formed XML')]);
    const order = both.replace('model.xml broken.xml', 'broken.xml model.xml');
    const other = await checkFiles({ ...job({ 'ssmLT.xml': tree(order, filter) }), 'broken.xml': '<nrml>' });
    expect(other.faults).toHaveLength(1);
  });

  it('have a region for each source in NRML 0.4', async () => {
    const old = `<nrml xmlns="http://openquake.org/xmlns/nrml/0.4"><sourceModel>\n<pointSource id="1" tectonicRegion="Volcanic"/></sourceModel></nrml>`;
    const { faults } = await checkFiles(job({ 'model.xml': old }));
    expect(faults).toEqual([expect.stringContaining('model.xml:2:1: gmmLT.xml has no ground-motion model')]);
  });

  it('want unique ids for disagg_by_src alone', async () => {
    const twice = MODEL.replace('p2;0', 'p1');
    expect((await checkFiles(job({ 'model.xml': twice }))).faults).toEqual([]);
    const { faults } = await checkFiles(
      job({ 'model.xml': twice, 'job.ini': `${JOB}disagg_by_src = true\n` }),
    );
    expect(faults).toEqual([expect.stringContaining('model.xml:6:1: a second source with id="p1"')]);
  });

  it('are read with a word on how far it is, and until somebody says stop', async () => {
    const seen: string[] = [];
    const size = Buffer.byteLength(MODEL);
    await checkFiles(job(), {
      onProgress: ({ file, doneBytes, totalBytes }) => seen.push(`${file} ${doneBytes} ${totalBytes}`),
    });
    expect(seen).toContain(`model.xml ${size} ${size}`);
    const stop = new AbortController();
    const stopped = checkFiles(job(), {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('the GSIM logic tree', () => {
  const weights = (model: string, ...texts: string[]): string =>
    `<logicTreeBranch branchID="${model}"><uncertaintyModel>${model}</uncertaintyModel>${texts.join('')}</logicTreeBranch>`;
  const weight = (value: string, imt?: string): string =>
    `<uncertaintyWeight${imt === undefined ? '' : ` imt="${imt}"`}>${value}</uncertaintyWeight>`;
  const region = (id: string, name: string, ...branches: string[]): string =>
    set(`branchSetID="${id}" uncertaintyType="gmpeModel" applyToTectonicRegionType="${name}"`, ...branches);
  const crust = (...branches: string[]): string => region('g', 'Active Shallow Crust', ...branches);

  it.each([
    [
      'a sum',
      [crust(branch('a', 'A', '0.4'), branch('b', 'B', '0.5'))],
      'gmmLT.xml:4:1: the weights of this branch set sum to 0.9, not to 1',
    ],
    [
      'a sum of one IMT',
      [crust(weights('M0', weight('0.5'), weight('0.25', 'PGA')), weights('M1', weight('0.500')))],
      'the weights of this branch set for PGA sum to 0.75, not to 1',
    ],
    [
      'weights of an IMT that sum to one',
      [
        crust(
          weights('M2', weight('0.5'), weight('0.25', 'PGA')),
          weights('M3', weight('0.5'), weight('0.750', 'PGA')),
        ),
      ],
      undefined,
    ],
    [
      'weights of an IMT that are all nothing',
      [
        crust(
          weights('M4', weight('0.5'), weight('0', 'PGA')),
          weights('M5', weight('0.5'), weight('0.0', 'PGA')),
        ),
      ],
      undefined,
    ],
    [
      'an IMT on the first weight',
      [crust(weights('M6', weight('1', 'PGA')))],
      'the first weight of a branch may have no imt',
    ],
    [
      'an IMT twice',
      [crust(weights('M7', weight('1'), weight('1', 'PGA'), weight('1', 'PGA')))],
      'a second weight for imt="PGA"',
    ],
    [
      'the same model twice',
      [crust(branch('a', 'A', '0.4'), branch('b', ' A\n', '0.6'))],
      'the same model stands in line 5 already',
    ],
    [
      'a region twice',
      [crust(branch('a', 'A', '1')), region('h', 'Active Shallow Crust', branch('b', 'B', '1'))],
      'applyToTectonicRegionType="Active Shallow Crust" stands in line 4 already',
    ],
    [
      'a set twice',
      [crust(branch('a', 'A', '1')), region('g', 'Volcanic', branch('b', 'B', '1'))],
      'branchSetID="g" stands in line 4 already',
    ],
    [
      'no weight',
      [crust('<logicTreeBranch branchID="a"><uncertaintyModel>A</uncertaintyModel></logicTreeBranch>')],
      'this branch has no uncertaintyWeight',
    ],
  ])('%s', async (_what, sets, expected) => {
    const { faults } = await checkGsims(...sets);
    if (expected === undefined) expect(faults).toEqual([]);
    else expect(faults.join('\n')).toContain(expected);
  });

  it('may have an id twice, with a word', async () => {
    const { faults, warnings } = await checkGsims(crust(branch('a', 'A', '0.5'), branch('a', 'B', '0.5')));
    expect(faults).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('branchID="a" stands in line 5 already')]);
  });
});
