import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { checkJob } from '../../../src/job/checks/check-job.js';
import { knowledgeOf } from '../../../src/job/checks/engine-knowledge.js';
import { walkJob } from '../../../src/job/inputs.js';
import { identifyJob } from '../../../src/job/job-file.js';
import { folderOf } from '../job-folder.js';

const INI = `[general]
calculation_mode = scenario_damage
rupture_model_file = in
gsim_logic_tree_file = gsim.xml
exposure_file = exposure.xml
structural_fragility_file = fragility.xml
`;

async function faultsOf(cwd: string): Promise<readonly string[]> {
  const { walk, inputs } = await walkJob('job.ini', { cwd });
  const knowledge = await knowledgeOf('3.26.2');
  await checkJob({ walk, inputs, knowledge, hasHazard: false, signal: undefined });
  return walk.faults.map(({ message }) => message);
}

describe('what lies where a file should be', () => {
  it('is told where it is a folder, for each file', async () => {
    const cwd = folderOf({ 'job.ini': INI });
    for (const name of ['in', 'gsim.xml', 'exposure.xml']) mkdirSync(join(cwd, name));
    expect(await faultsOf(cwd)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^exposure\.xml cannot be read/),
        expect.stringMatching(/^gsim\.xml cannot be read/),
        'rupture_model_file names in, which is a folder',
      ]),
    );
  });

  it('is not opened where it is a pipe, which nobody may ever write into', async () => {
    const cwd = folderOf({ 'job.ini': INI });
    execFileSync('mkfifo', [join(cwd, 'in')]);
    expect(await faultsOf(cwd)).toContain('in cannot be looked at: it is neither a file nor a folder');
    rmSync(join(cwd, 'job.ini'));
    execFileSync('mkfifo', [join(cwd, 'job.ini')]);
    await expect(identifyJob('job.ini', { cwd })).rejects.toBeInstanceOf(InputError);
  });
});
