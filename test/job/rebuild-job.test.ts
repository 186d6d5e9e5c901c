import { describe, expect, it } from 'vitest';
import { parseIni } from '../../src/job/ini.js';
import { rebuildJob } from '../../src/job/rebuild-job.js';

/** What an engine tells, in its order. */
const REMEMBERED = {
  base_path: '/data/calc_42',
  inputs: {
    job_ini: '/data/calc_42/job.ini',
    input_zip: '/data/calc_42/in.zip',
    exposure: ['/data/calc_42/a.xml', '/data/calc_42/b.xml'],
    sites: '/data/calc_42/my sites.csv',
    consequence: { taxonomy: ['/data/calc_42/c.csv'] },
  },
  description: 'A job',
  calculation_mode: 'event_based_risk',
  poes: [0.1, 0.02],
  region: 'POLYGON((81.1 26.0, 88.0 26.0, 88.0 30.0, 81.1 26.0))',
  sites: [
    [13, 42.5, 0],
    [13.5, 42, 0],
  ],
  aggregate_by: [['taxonomy', 'region'], ['id']],
  maximum_distance: { default: [[2.5, 150]] },
  ground_motion_fields: true,
  gsim: '[A]\nx=1',
  export_dir: '/tmp',
  hazard_calculation_id: 3,
  truncation_level: 3,
  truncation_level_between: 3,
  nothing: null,
  hazard_imtls: { PGA: [0.1, 0.2] },
  req_site_params: ['vs30'],
  risk_imtls: { PGA: [0.05] },
};

function rebuilt(more: Readonly<Record<string, unknown>> = {}, overrides: readonly [string, string][] = []) {
  const made = rebuildJob({ ...REMEMBERED, ...more }, new Map(overrides));
  if (!('text' in made)) throw new Error(made.reason);
  const { sections } = parseIni(made.text, 'job.ini');
  return new Map(
    sections.flatMap(({ entries }) => [...entries].map(([key, { text }]) => [key, text] as const)),
  );
}

const root = (text: string | undefined): string | undefined =>
  text?.replaceAll(/(?:\.\.\/){20,}(?:\.\.\/)*\.\.(?=\/)/g, 'ROOT');

describe('a job file written anew', () => {
  it('has what the user set, and nothing that the engine worked out', () => {
    const values = rebuilt();
    expect(Object.fromEntries([...values].filter(([key]) => !key.endsWith('_file')))).toEqual({
      description: 'A job',
      calculation_mode: 'event_based_risk',
      poes: '0.1 0.02',
      region: '81.1 26.0, 88.0 26.0, 88.0 30.0',
      sites: '13 42.5 0, 13.5 42 0',
      aggregate_by: 'taxonomy, region; id',
      maximum_distance: '{"default": [[2.5, 150]]}',
      ground_motion_fields: 'true',
      gsim: '[A]\nx=1',
      truncation_level: '3',
      intensity_measure_types_and_levels: '{"PGA": [0.1, 0.2]}',
    });
  });

  it('names the inputs where they lie on the server, from the root', () => {
    const values = rebuilt();
    expect(root(values.get('exposure_file'))).toBe('ROOT/data/calc_42/a.xml ROOT/data/calc_42/b.xml');
    expect(root(values.get('sites_file'))).toBe('ROOT/data/calc_42/my sites.csv');
    expect(root(values.get('consequence_file'))).toBe('{"taxonomy": ["ROOT/data/calc_42/c.csv"]}');
    expect(values.has('job_ini_file')).toBe(false);
    expect(values.has('input_zip_file')).toBe(false);
  });

  it('has types without levels where there are no levels', () => {
    const values = rebuilt({ hazard_imtls: { PGA: [0], 'SA(0.3)': [0] } });
    expect(values.get('intensity_measure_types')).toBe('PGA, SA(0.3)');
  });

  it('takes changes, also of a file that had another ending', () => {
    const values = rebuilt({}, [
      ['poes', '0.5'],
      ['random_seed', '7'],
      ['sites_csv', 'x.csv'],
    ]);
    expect(values.get('poes')).toBe('0.5');
    expect(values.get('random_seed')).toBe('7');
    expect(values.get('sites_file')).toBe('x.csv');
    expect(values.has('sites_csv')).toBe(false);
  });

  it.each([
    [{ inputs: { exposure: ['/data/with blank/a.xml'] } }, /exposure cannot be written/],
    [{ inputs: { sites: 'C:\\data\\s.csv' } }, /sites cannot be written/],
    [{ inputs: null }, /does not tell its inputs/],
  ])('is not written from %j', (more, reason) => {
    expect(rebuildJob({ ...REMEMBERED, ...more }, new Map())).toMatchObject({
      reason: expect.stringMatching(reason) as string,
    });
  });
});
