import { describe, expect, it } from 'vitest';
import { knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { checked } from './checked-job.js';

/** Lines of a job that lacks nothing; each test takes one away, or adds one. */
const CLASSICAL = {
  calculation_mode: 'classical',
  sites: '0 0',
  gsim: 'SadighEtAl1997',
  source_model_file: 's.xml',
  maximum_distance: '200',
  truncation_level: '3',
  investigation_time: '50',
  intensity_measure_types_and_levels: '{"PGA": [0.1]}',
};

const TREE = `<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"><logicTree logicTreeID="l">
<logicTreeBranchSet uncertaintyType="gmpeModel" branchSetID="b" applyToTectonicRegionType="Volcanic">
<logicTreeBranch branchID="x"><uncertaintyModel>SadighEtAl1997</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight></logicTreeBranch>
</logicTreeBranchSet></logicTree></nrml>`;

type Lines = Readonly<Record<string, string | undefined>>;

function filesOf(lines: Lines): Record<string, string> {
  const set = Object.entries(lines).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${value}`],
  );
  const empty = Object.fromEntries(['s.xml', 'v.xml', 'f.xml', 'c.csv'].map((name) => [name, '<nrml/>']));
  return { ...empty, 'g.xml': TREE, 'job.ini': `[general]\n${set.join('\n')}\n` };
}

async function faults(lines: Lines, hasHazard = false): Promise<readonly string[]> {
  return (await checked(filesOf({ ...CLASSICAL, ...lines }), { hasHazard })).faults;
}

describe('what a job needs', () => {
  it('lacks nothing', async () => {
    expect(await faults({})).toEqual([]);
    expect(await faults({ gsim: undefined, gsim_logic_tree_file: 'g.xml' })).toEqual([]);
  });

  it.each<[what: string, lines: Lines, said: string]>([
    ['sources', { source_model_file: undefined }, 'classical needs seismic sources, and there are none'],
    ['sites', { sites: undefined }, 'there are no sites'],
    ['a region without a grid', { sites: undefined, region: '0 0, 1 0, 1 1' }, 'there are no sites'],
    [
      'one way of giving sites',
      { region: '0 0, 1 0, 1 1', region_grid_spacing: '10' },
      'sites and region with region_grid_spacing each give sites',
    ],
    ['a time span', { investigation_time: undefined }, 'investigation_time is missing'],
    ['truncation', { truncation_level: undefined }, 'truncation_level is missing'],
    [
      'a distance, with a logic tree',
      { gsim: undefined, gsim_logic_tree_file: 'g.xml', maximum_distance: undefined },
      'maximum_distance is missing',
    ],
    [
      'levels',
      { intensity_measure_types_and_levels: undefined },
      'intensity_measure_types_and_levels is missing',
    ],
    [
      'levels, not types alone',
      { intensity_measure_types_and_levels: undefined, intensity_measure_types: 'PGA' },
      'hazard curves need levels, and intensity_measure_types gives none',
    ],
    ['poes for maps', { hazard_maps: 'true' }, 'hazard_maps needs poes'],
    ['one gsim', { gsim_logic_tree_file: 'g.xml' }, 'gsim and gsim_logic_tree_file exclude each other'],
    [
      'sites of fields',
      { calculation_mode: 'scenario', investigation_time: undefined, sites: undefined, gmfs_csv: 'c.csv' },
      'the ground-motion fields have no sites',
    ],
    [
      'few samples',
      { number_of_logic_tree_samples: '65536' },
      'number_of_logic_tree_samples must be below 65536',
    ],
    [
      'mesh spacings in order',
      { complex_fault_mesh_spacing: '4' },
      'complex_fault_mesh_spacing (4 km) must not be below rupture_mesh_spacing (5 km)',
    ],
    [
      'something to disaggregate',
      { calculation_mode: 'disaggregation', disagg_bin_edges: '{}' },
      'what to disaggregate is missing',
    ],
    [
      'one thing to disaggregate',
      { calculation_mode: 'disaggregation', disagg_bin_edges: '{}', poes: '0.1', iml_disagg: "{'PGA': 0.1}" },
      'poes_disagg (or poes) and iml_disagg exclude each other',
    ],
    [
      'bins',
      { calculation_mode: 'disaggregation', poes: '0.1', mag_bin_width: '1', num_epsilon_bins: '2' },
      'disaggregation needs distance_bin_width, coordinate_bin_width',
    ],
    ['no time in a scenario', { calculation_mode: 'scenario' }, 'scenario has no investigation_time'],
    ['vulnerability', { calculation_mode: 'classical_risk' }, 'classical_risk needs vulnerability functions'],
    ['fragility', { calculation_mode: 'classical_damage' }, 'classical_damage needs fragility functions'],
    [
      'a time for damage',
      { calculation_mode: 'classical_damage', fragility_file: 'f.xml', investigation_time: undefined },
      'classical_damage needs investigation_time',
    ],
    [
      'hazard for risk',
      {
        calculation_mode: 'classical_risk',
        source_model_file: undefined,
        structural_vulnerability_file: 'v.xml',
        truncation_level: undefined,
      },
      'classical_risk starts from hazard, and there is none (name the hazard calculation with --hc CALC_ID',
    ],
    [
      'ground motion for losses',
      {
        calculation_mode: 'scenario_risk',
        investigation_time: undefined,
        structural_vulnerability_file: 'v.xml',
      },
      'scenario_risk needs ground motion, and there is neither a rupture nor a field of it (name the calculation of the ground motion with --hc CALC_ID',
    ],
  ])('%s', async (_what, lines, said) => {
    // What the files hold is looked at elsewhere.
    const told = (await faults(lines)).filter((line) => line.startsWith('job.ini:'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('job.ini:2:20: ');
    expect(told[0]).toContain(said);
  });

  it('does not need with --hc what the hazard calculation brings', async () => {
    const risk = {
      calculation_mode: 'classical_risk',
      source_model_file: undefined,
      truncation_level: undefined,
    };
    expect(await faults(risk)).toHaveLength(1);
    expect(await faults(risk, true)).toEqual([]);
    expect(await faults({ ...risk, hazard_calculation_id: '7' })).toEqual([]);
  });

  it('points at the line that was meant', async () => {
    const { warnings, faults: told } = await checked(
      filesOf({ ...CLASSICAL, truncation_level: undefined, trucation_level: '3' }),
    );
    expect(told).toEqual(['job.ini:9:1: truncation_level is missing (is trucation_level misspelt?)']);
    expect(warnings).toHaveLength(1);
  });

  it('only warns where the release is not recorded', async () => {
    const knowledge = await knowledgeOf('3.99.0');
    const files = filesOf({ ...CLASSICAL, sites: undefined });
    expect(await checked(files, { knowledge })).toMatchObject({
      faults: [],
      warnings: [expect.stringContaining('there are no sites')],
    });
  });
});
