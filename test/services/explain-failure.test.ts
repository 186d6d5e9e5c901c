import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../src/services/explain-failure.js';
import { type PreparedJob, prepareJob } from '../../src/services/submit-job.js';
import { type Files, folderOf, gsimTree, job, zipOf } from '../job/job-folder.js';

const FILES: Files = {
  'in/job.ini': job('gsim_logic_tree_file = gsim.xml', 'sites_csv = sites.csv'),
  'in/gsim.xml': gsimTree('GoodOne', 'Nonsense2099'),
  'in/sites.csv': 'lon,lat\n13,42\nabc,42\n',
};

/** @returns what is told of each text, as `place: what stands at the caret`. */
async function explained(prepared: PreparedJob, cwd: string, text: string): Promise<string[]> {
  const faults = await explainFailure(prepared, [text], cwd);
  return faults.map(({ file, line, column, excerpt }) => {
    const word = excerpt?.text.slice((column ?? 1) - 1 - excerpt.start);
    return `${file}:${line ?? ''}:${column ?? ''} ${word ?? ''}`;
  });
}

describe('why an engine failed', () => {
  it('is shown in the files of a job, at the word that it names', async () => {
    const cwd = folderOf(FILES);
    const prepared = await prepareJob({
      path: 'in/job.ini',
      cwd,
      overrides: new Map(),
      preflight: undefined,
    });
    const text =
      "InvalidFile: /srv/calc_1/sites.csv: could not convert string to float: 'abc'\nline:3:abc,42";
    expect(await explained(prepared, cwd, text)).toEqual(['in/sites.csv:3:1 abc,42']);
    const [gsim] = await explained(
      prepared,
      cwd,
      'ValueError: Unknown GSIM: Nonsense2099 in file /srv/calc_1/gsim.xml',
    );
    expect(gsim).toMatch(/^in\/gsim\.xml:\d+:\d+ Nonsense2099</);
  });

  it('is shown at the attribute or the element that could not be read', async () => {
    const tree = '<nrml>\n\t<mfd aValue="1" bValue="-1">\n<rake>x</rake></mfd></nrml>\n';
    const cwd = folderOf({ 'job.ini': job('rupture_model_file = rup.xml'), 'rup.xml': tree });
    const prepared = await prepareJob({ path: 'job.ini', cwd, overrides: new Map(), preflight: undefined });
    const convert =
      'node mfd: Could not convert bValue->positivefloat: float -1.0 < 0, line 2 of /s/calc_1/rup.xml';
    expect(await explained(prepared, cwd, convert)).toEqual(['rup.xml:2:18 bValue="-1">']);
    const rake = "node rake: Could not convert rake->float: 'x' is no float, line 3 of /s/calc_1/rup.xml";
    expect(await explained(prepared, cwd, rake)).toEqual(['rup.xml:3:7 x</rake></mfd></nrml>']);
    const node = 'node mfd: something, line 2 of /s/calc_1/rup.xml';
    expect(await explained(prepared, cwd, node)).toEqual(['rup.xml:2:2 <mfd aValue="1" bValue="-1">']);
  });

  it('is shown in the members of an archive that was sent as it is', async () => {
    const cwd = folderOf({ 'sub/job.zip': zipOf(FILES) });
    const prepared = await prepareJob({
      path: 'sub/job.zip',
      cwd,
      overrides: new Map(),
      preflight: undefined,
    });
    expect(await explained(prepared, cwd, 'E: /srv/calc_1/in/sites.csv: 2: bad')).toEqual([
      `${join('sub', 'job.zip', 'in', 'sites.csv')}:2: 13,42`,
    ]);
  });

  it('is nothing where the files are gone by then, and no failure', async () => {
    const cwd = folderOf({ 'job.zip': zipOf(FILES) });
    const prepared = await prepareJob({ path: 'job.zip', cwd, overrides: new Map(), preflight: undefined });
    const moved = { ...prepared, path: join(cwd, 'none.zip') };
    expect(await explained(moved, cwd, 'E: /srv/calc_1/in/sites.csv: 2: bad')).toEqual([]);
  });
});
