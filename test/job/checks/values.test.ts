import { describe, expect, it } from 'vitest';
import { checked, scenario } from './checked-job.js';

describe('values that the engine refuses', () => {
  it.each<[line: string, column: number, said: string]>([
    ['region_grid_spacing = ten', 23, 'region_grid_spacing wants a number, not "ten"'],
    [
      'region_grid_spacing = 10 km',
      23,
      'region_grid_spacing wants a number, not "10 km" (write 10 without km)',
    ],
    ['region_grid_spacing = 0,5', 23, 'region_grid_spacing wants a number, not "0,5" (write 0.5)'],
    [
      'maximum_distance = 150,5',
      20,
      'maximum_distance has a comma outside of [ ]: "150,5" (write one number, with a point for the decimals, or [(magnitude, distance), ...])',
    ],
    ['region_grid_spacing = -1', 23, 'region_grid_spacing cannot be negative, but is -1'],
    [
      'truncation_level = 3 # sigma',
      20,
      'truncation_level wants a number, not "3 # sigma" (put the comment on a line of its own: behind a value it belongs to the value)',
    ],
    ['random_seed = 4.2', 15, 'random_seed wants a whole number, not 4.2'],
    ['random_seed = 1e3', 15, 'random_seed wants a whole number, not 1e3 (write 1000)'],
    ['random_seed = -4', 15, 'random_seed cannot be negative, but is -4'],
    ['ses_per_logic_tree_path = 0', 27, 'ses_per_logic_tree_path cannot be 0'],
    ['hazard_maps = yes', 15, 'hazard_maps wants true or false, not "yes" (write true)'],
    ['poes = 0.1, 2', 13, 'poes wants probabilities between 0 and 1, not 2 (write 0.02 for 2 %)'],
    ['quantiles = 0.1 x', 17, 'quantiles wants a number, not "x"'],
    [
      'reference_vs30_type = measurd',
      23,
      'reference_vs30_type wants measured or inferred, not "measurd" (is it measured?)',
    ],
    [
      'intensity_measure_types = PGA, SA',
      32,
      'intensity_measure_types has SA without a period (give its period in seconds, e.g. SA(0.2))',
    ],
    [
      'intensity_measure_types = PGA, SA[0.2]',
      32,
      'intensity_measure_types has "SA[0.2]", which is no intensity measure type (is it SA(0.2)?)',
    ],
    [
      'intensity_measure_types = pga',
      27,
      'intensity_measure_types has "pga", which is no intensity measure type (is it PGA?)',
    ],
    [
      'intensity_measure_types = SA(0.1), SA(.10)',
      36,
      'intensity_measure_types has SA(.10) twice (remove one)',
    ],
    [
      'intensity_measure_types_and_levels = {"PGA": [0.1, 0.2], "sa(0.3)": [0.1, 0.2]}',
      58,
      'intensity_measure_types_and_levels has "sa(0.3)", which is no intensity measure type (is it SA(0.3)?)',
    ],
    [
      'intensity_measure_types_and_levels = {"PGA": [0.2, 0.1]}',
      52,
      'intensity_measure_types_and_levels has 0.1 after 0.2 for PGA (give the levels in ascending order, each once)',
    ],
    [
      'intensity_measure_types_and_levels = {"PGA": [0.1], "PGV": logscale(1, 9, 3)}',
      60,
      'intensity_measure_types_and_levels has 3 levels for PGV and 1 for PGA (give each the same number of levels)',
    ],
    [
      "minimum_intensity = {'PGX': 0.1}",
      22,
      'minimum_intensity has "PGX", which is no intensity measure type (is it PGA?)',
    ],
    [
      'maximum_distance = 200 km',
      24,
      "maximum_distance cannot be read: something follows the end of the value (write one number, or {'default': 200, 'Volcanic': 100})",
    ],
    [
      "maximum_distance = {'default': '200'}",
      32,
      'maximum_distance has "200" where a number of kilometres is due (remove the quotes)',
    ],
    ['disagg_outputs = Mag Mag_Dst', 22, 'Mag_Dst'],
    ['region = 0 0, 1 0, 1 100', 22, 'region has a latitude of 100, which is not between -90 and 90'],
  ])('refuses %s', async (line, column, said) => {
    const { faults } = await checked(scenario(line));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^job\\.ini:6:${column}: `));
    expect(faults[0]).toContain(said);
  });

  it.each<[sites: string, column: number, said: string]>([
    ['12 42, 13', 16, 'has "13" where longitude and latitude are due'],
    ['12 42,', 15, 'has an empty place in it'],
    ['12 42, x 1', 16, 'has "x" where a number is due'],
    [
      '35.6 139.7',
      14,
      'has a latitude of 139.7, which is not between -90 and 90 (longitude comes first: is it 139.7 35.6?)',
    ],
    ['190 10', 9, 'has a longitude of 190'],
    ['1 2, 3 4, 1.000001 2', 19, 'has the place 1.000001 2 twice'],
  ])('refuses sites = %s', async (sites, column, said) => {
    const { 'job.ini': text, ...rest } = scenario();
    const job = String(text).replace('sites = 0 0', `sites = ${sites}`);
    const { faults } = await checked({ ...rest, 'job.ini': job });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^job\\.ini:3:${column}: sites `));
    expect(faults[0]).toContain(said);
  });

  it('tells all of them, with their lines, and finds the line of a value over several lines', async () => {
    const lines = [
      'intensity_measure_types_and_levels = {',
      '  "PGA": [0.1, 0.2],',
      '  "SB(1)": [0.1, 0.2]}',
      'poes = 7',
    ];
    const { faults } = await checked(scenario(...lines));
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['job.ini:8:3:', 'job.ini:9:8:']);
  });

  it('speaks of -p where the value comes from the command line', async () => {
    const overrides = new Map([['random_seed', 'x']]);
    expect((await checked(scenario('random_seed = 1'), { overrides })).faults).toEqual([
      '-p: random_seed wants a number, not "x"',
    ]);
  });
});

describe('values that the engine takes', () => {
  it.each([
    'random_seed = true',
    'random_seed = 1_000',
    'investigation_time = 0',
    'truncation_level = nan',
    'poes = [0.1, 0.02]',
    'hazard_maps = 0',
    'ground_motion_correlation_model =',
    'intensity_measure_types = 0.3, SA(1), AvgSA, EAS(1.0), AvgSA(2)',
    "maximum_distance = {'default': [(4, 50), (8, 200)], 'Volcanic': 100}",
    'maximum_distance = magdist',
    'intensity_measure_types_and_levels = {"PGA": logscale(0.01, 1, 5), "SA(1)": linscale(0.1, 1, 5)}',
    'reference_depth_to_1pt0km_per_sec = -999',
    'reference_vs30_value = ١٢',
  ])('takes %s', async (line) => {
    expect((await checked(scenario(line))).faults).toEqual([]);
  });

  it('but warns of what it reads in another way than it is meant', async () => {
    const { faults, warnings } = await checked(
      scenario('intensity_measure_types = PGA, SA(0.15', 'reference_vs30_value = 0.76'),
    );
    expect(faults).toEqual([]);
    expect(warnings).toEqual([
      'job.ini:6:32: intensity_measure_types has "SA(0.15", whose bracket is not closed: the engine reads SA(0.1) (write SA(0.15))',
      'job.ini:7:24: reference_vs30_value is 0.76 m/s, which no ground has (give metres per second, e.g. 760)',
    ]);
  });
});
