import { describe, expect, it } from 'vitest';
import { knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { checked, scenario } from './checked-job.js';

describe('names in a job file', () => {
  it('says nothing of a job that the engine takes', async () => {
    expect(await checked(scenario())).toEqual({ faults: [], warnings: [] });
  });

  it.each<[line: string, warning: string]>([
    [
      'minimun_magnitude = 5',
      'job.ini:6:1: engine 3.26.2 knows no parameter minimun_magnitude and ignores it (is it minimum_magnitude?)',
    ],
    [
      '  Trunction_Level = 3',
      'job.ini:6:3: engine 3.26.2 knows no parameter trunction_level and ignores it (is it truncation_level?)',
    ],
    [
      'gsim_logic_tree_fle = g.xml',
      'job.ini:6:1: engine 3.26.2 knows no parameter gsim_logic_tree_fle and ignores it (is it gsim_logic_tree_file?)',
    ],
    ['xyzzy = 1', 'job.ini:6:1: engine 3.26.2 knows no parameter xyzzy and ignores it (remove it)'],
  ])('warns of %s, which the engine ignores', async (line, warning) => {
    // The line before is a value of its own, so that an indented one is not swallowed.
    const files = scenario();
    const text = `${String(files['job.ini'])}${line.trimStart() === line ? '' : '[more]\n'}${line}\n`;
    const told = await checked({ ...files, 'job.ini': text });
    const moved = line.trimStart() === line ? warning : warning.replace('job.ini:6', 'job.ini:7');
    expect(told).toEqual({ faults: [], warnings: [moved] });
  });

  it('takes old names, but not beside the new ones', async () => {
    expect(await checked(scenario('quantile_hazard_curves = 0.5'))).toEqual({ faults: [], warnings: [] });
    expect((await checked(scenario('quantile_hazard_curves = 0.5', 'quantiles = 0.5'))).faults).toEqual([
      'job.ini:6:1: quantile_hazard_curves is the old name of quantiles, and both are set (remove quantile_hazard_curves)',
    ]);
  });

  it('refuses a file key that the engine does not know, and only warns where the release is not recorded', async () => {
    const files = { ...scenario('expsure_file = e.csv'), 'e.csv': '' };
    const newer = await knowledgeOf('3.99.0');
    expect((await checked(files)).faults).toEqual([
      'job.ini:6:1: engine 3.26.2 knows no expsure_file (is it exposure_file?)',
    ]);
    expect(await checked(files, { knowledge: newer })).toEqual({
      faults: [],
      warnings: ['job.ini:6:1: engine 3.99.0 knows no expsure_file (is it exposure_file?)'],
    });
  });

  it('knows a parameter that only the server knows', async () => {
    const answers = { parameters: ['brand_new'], gsims: undefined };
    const knowledge = await knowledgeOf('3.26.2', 'http://my-host:8800', answers);
    expect((await checked(scenario('brand_new = 1'), { knowledge })).warnings).toEqual([]);
    expect((await checked(scenario('brand_old = 1'), { knowledge })).warnings[0]).toContain(
      'engine 3.26.2 at http://my-host:8800 knows no parameter brand_old',
    );
  });
});

describe('calculation_mode', () => {
  it.each<[text: string, fault: string]>([
    [
      '',
      'job.ini: the job file sets no parameter at all (begin with a section, [general], and its calculation_mode)',
    ],
    [
      '[general]\ndescription = x\n',
      'job.ini: calculation_mode is missing (say what to compute: calculation_mode = classical, event_based, scenario, ...)',
    ],
    [
      '[general]\ncalculation_mod = classical\n',
      'job.ini:2:1: there is no calculation_mode, but calculation_mod (is it calculation_mode?)',
    ],
    [
      '[general]\ncalculation_mode = clasical\n',
      'job.ini:2:20: engine 3.26.2 has no calculation_mode "clasical" (is it classical?)',
    ],
    [
      '[general]\ncalculation_mode = Classical\n',
      'job.ini:2:20: engine 3.26.2 has no calculation_mode "Classical" (is it classical?)',
    ],
  ])('refuses %j', async (text, fault) => {
    expect((await checked({ 'job.ini': text })).faults).toEqual([fault]);
  });

  it('goes by the release', async () => {
    const files = { 'job.ini': '[general]\ncalculation_mode = aftershock\n' };
    const older = await knowledgeOf('3.23.5');
    expect((await checked(files)).faults.join()).toContain('no calculation_mode "aftershock"');
    expect((await checked(files, { knowledge: older })).faults.join()).not.toContain('calculation_mode');
  });
});
