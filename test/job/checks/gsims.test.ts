import { describe, expect, it } from 'vitest';
import { knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { gsimNames } from '../../../src/job/checks/gsim-names.js';
import { checked } from './checked-job.js';

describe('the models that a text names', () => {
  it.each<[text: string, names: string[]]>([
    ['BooreAtkinson2008', ['BooreAtkinson2008']],
    ['\n  [BooreAtkinson2008]\n  a = 1\n', ['BooreAtkinson2008']],
    ['[A]\ngmpe_name = "B"', ['A', 'B']],
    ["[A]\nx = 1\ngmpe_name='B' # gmpe_name='C'", ['A', 'B']],
    ['[ModifiableGMPE.gmpe.B]\n[ModifiableGMPE.f]', ['ModifiableGMPE', 'B']],
    ['[ModifiableGMPE]\ngmpe.B = {}', ['ModifiableGMPE', 'B']],
    ['[ModifiableGMPE]\ngmpe = {B = {x = "y"}}', ['ModifiableGMPE', 'B']],
    ['[ModifiableGMPE.conditional_gmpe]\n"IA" = {gmpe.B = {region = "Japan"}}', ['ModifiableGMPE', 'B']],
    ['[AvgGMPE.b1.B]\nweight = 0.5\n[AvgGMPE.b2.C]\nweight = 0.5', ['AvgGMPE', 'B', 'C']],
    ['[MultiGMPE."SA(0.1)".B]\n[MultiGMPE.PGA.C]', ['MultiGMPE', 'B', 'C']],
    ['[A]\ngmpe_table = "t.hdf5"', ['A']],
    ['', []],
    ['"Quoted.Name"', []],
  ])('in %j', (text, names) => {
    const found = gsimNames(text);
    expect(found.map(({ name }) => name)).toEqual(names);
    for (const { name, offset } of found) expect(text.slice(offset, offset + name.length)).toBe(name);
  });
});

/** A classical job on a logic tree with these models. */
function classical(...models: readonly string[]): Record<string, string> {
  const branches = models.map(
    (model, index) =>
      `<logicTreeBranch branchID="b${index}"><uncertaintyModel>${model}</uncertaintyModel><uncertaintyWeight>${1 / models.length}</uncertaintyWeight></logicTreeBranch>`,
  );
  return {
    'job.ini': `[general]
calculation_mode = classical
sites = 0 0
gsim_logic_tree_file = g.xml
source_model_file = s.xml
maximum_distance = 200
truncation_level = 3
investigation_time = 50
intensity_measure_types_and_levels = {"PGA": [0.1]}
`,
    's.xml': '<nrml/>',
    'g.xml': `<?xml version="1.0"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5">
<logicTree logicTreeID="lt">
<logicTreeBranchSet uncertaintyType="gmpeModel" branchSetID="bs" applyToTectonicRegionType="Volcanic">
${branches.join('\n')}
</logicTreeBranchSet></logicTree></nrml>
`,
  };
}

describe('ground-motion models', () => {
  it('says nothing of names and aliases that the engine has', async () => {
    const models = ['BooreAtkinson2008', '[ChiouYoungs2008]', '[ModifiableGMPE.gmpe.AkkarEtAlRjb2014]\n'];
    expect(await checked(classical(...models))).toEqual({ faults: [], warnings: [] });
  });

  it('tells the line of each that it has not, also of those in a table', async () => {
    const files = classical(
      'BooreAtkinson2008',
      'Boore Atkinson 2011',
      '\n[ModifiableGMPE]\ngmpe.AkkarEtAlRjB2014 = {}',
      'AkkarBommer2010()',
    );
    expect((await checked(files)).faults).toEqual([
      'g.xml:6:50: engine 3.26.2 has no ground-motion model "Boore Atkinson 2011"; asked for by gsim_logic_tree_file in job.ini:4 (is it BooreAtkinson2011?)',
      'g.xml:9:6: engine 3.26.2 has no ground-motion model "AkkarEtAlRjB2014"; asked for by gsim_logic_tree_file in job.ini:4 (is it AkkarEtAlRjb2014?)',
      'g.xml:10:50: "AkkarBommer2010()" is no ground-motion model; asked for by gsim_logic_tree_file in job.ini:4 (a model is written without brackets: AkkarBommer2010)',
    ]);
  });

  it('goes by what the server says, and says nothing where neither it nor a record does', async () => {
    const files = classical('MyOwnModel2026');
    const answers = { parameters: undefined, gsims: ['MyOwnModel2026'] };
    const own = await knowledgeOf('3.26.2', 'http://my-host:8800', answers);
    const newer = await knowledgeOf('3.99.0', 'http://my-host:8800');
    expect((await checked(files)).faults).toHaveLength(1);
    expect((await checked(files, { knowledge: own })).faults).toEqual([]);
    expect((await checked(files, { knowledge: newer })).faults).toEqual([]);
  });

  it('finds the one of the job file too', async () => {
    const { 'job.ini': text = '', ...rest } = classical('BooreAtkinson2008');
    const job = text.replace('gsim_logic_tree_file = g.xml', 'gsim = booreatkinson2008');
    expect((await checked({ ...rest, 'job.ini': job })).faults).toEqual([
      'job.ini:4:8: engine 3.26.2 has no ground-motion model "booreatkinson2008" (is it BooreAtkinson2008?)',
    ]);
  });
});
