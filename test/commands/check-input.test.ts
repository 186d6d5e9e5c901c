import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../support/make-zip.js';
import { type RunResult, runMain, testSystem } from '../support/test-system.js';
import { writeTinyJob } from '../support/tiny-job.js';
import { withFolder, withStub } from '../support/with-stub.js';

const BROKEN = '[general]\ncalculation_mode = scenario\nsites_csv = site.csv\n';

interface Files {
  readonly [name: string]: string | Buffer;
}

/** Runs a line in a folder with a tiny job and these files; nothing can be reached. */
async function check(
  argv: readonly string[],
  files: Files = {},
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  let result: RunResult | undefined;
  await withFolder(async (cwd) => {
    await writeTinyJob(cwd);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(cwd, name, '..'), { recursive: true });
      await writeFile(join(cwd, name), content);
    }
    const system = testSystem({ cwd, env: { OPENQUAKE_CONFIG_DIR: cwd, OPENQUAKE_CACHE_DIR: cwd, ...env } });
    const { exit, stdout, stderr } = await runMain(argv, system);
    result = { exit, stdout: stdout.replaceAll(cwd, 'CWD'), stderr: stderr.replaceAll(cwd, 'CWD') };
  });
  if (result === undefined) throw new Error('it did not run');
  return result;
}

describe('check-input', () => {
  it('says that a job is right, with its files and their size', async () => {
    const { exit, stdout, stderr } = await check(['check-input', 'job.ini']);
    expect(stdout).toMatch(/^job\.ini: no errors \(2 files, \d+ B\)\n$/);
    expect(stderr).toBe('');
    expect(exit).toBe(0);
  });

  it('tells of every job, and all that is wrong', async () => {
    const files = { 'sub/broken.ini': `${BROKEN}gsim_logic_tree_file = no.xml\nmaximum_distance = 300\n` };
    const { exit, stdout } = await check(['check-input', 'job.ini', 'sub/broken.ini', 'none.ini'], files);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^job\.ini: no errors/),
      'sub/broken.ini:3:13: error: sites_csv names site.csv, and there is no sub/site.csv',
      '    3 | sites_csv = site.csv',
      '      |             ^',
      expect.stringMatching(/^ {2}fix: /),
      'sub/broken.ini:4:24: error: gsim_logic_tree_file names no.xml, and there is no sub/no.xml',
      '    4 | gsim_logic_tree_file = no.xml',
      '      |                        ^',
      expect.stringMatching(/^ {2}fix: /),
      'none.ini: error: there is no such file',
      expect.stringMatching(/^ {2}fix: /),
      '3 errors in 2 files. Nothing was sent.',
      '',
    ]);
    expect(exit).toBe(5);
  });

  it('follows what -p overrides', async () => {
    const { exit, stdout } = await check(['check-input', 'job.ini', '-p', 'sites_csv=no.csv']);
    expect(stdout).toContain('-p: error: sites_csv names no.csv');
    expect(exit).toBe(5);
    const mended = await check(['check-input', 'broken.ini', '-p', 'sites_csv=sites.csv'], {
      'broken.ini': BROKEN,
    });
    expect(mended).toMatchObject({ exit: 0 });
  });

  it('shows the line that is not UTF-8', async () => {
    const files = { 'latin.ini': Buffer.from('[general]\ndescription = Zürich\n', 'latin1') };
    const { stdout } = await check(['check-input', 'latin.ini'], files);
    expect(stdout).toContain('    2 | description = Z\uFFFDrich\n      |                ^\n');
  });

  it('shows one JSON value', async () => {
    const { exit, stdout } = await check(['check-input', 'job.ini', 'broken.ini', '--json'], {
      'broken.ini': BROKEN,
    });
    expect(exit).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      jobs: [
        {
          path: 'job.ini',
          valid: true,
          faults: [],
          warnings: [],
          files: 2,
          total_bytes: expect.any(Number) as number,
        },
        {
          path: 'broken.ini',
          valid: false,
          faults: [{ file: 'broken.ini', line: 3, column: 13, severity: 'error', excerpt: { caret: 13 } }],
          files: null,
        },
      ],
    });
  });

  it('lets a warning count with --strict', async () => {
    const argv = ['check-input', 'job.ini', '-p', 'ses_sed=3'];
    const lenient = await check(argv);
    expect(lenient.stdout).toContain('job.ini: no errors, 1 warning');
    expect(lenient.exit).toBe(0);
    const strict = await check([...argv, '--strict']);
    expect(strict.stdout).toMatch(/error: .*ses_sed/);
    expect(strict.exit).toBe(5);
    expect(strict.stdout).not.toContain('no errors');
  });

  it('annotates for GitHub on stderr, and only there', async () => {
    const files = { 'jobs/broken.ini': BROKEN };
    const argv = ['check-input', 'jobs/broken.ini', '--json'];
    const { stdout, stderr } = await check(argv, files, { GITHUB_ACTIONS: 'true' });
    expect(stderr).toMatch(/^::error file=jobs\/broken\.ini,line=3,col=13,title=OpenQuake input::sites_csv/m);
    expect(JSON.parse(stdout)).toHaveProperty('jobs');
    expect((await check(argv, files)).stderr).not.toContain('::');
  });

  it('colours where colour is wanted', async () => {
    const files = { 'broken.ini': BROKEN };
    const { stdout } = await check(['check-input', 'broken.ini'], files, { FORCE_COLOR: '1' });
    expect(stdout).toContain('\u001b[1mbroken.ini:3:13\u001b[22m: \u001b[31merror\u001b[39m');
    expect(
      (await check(['check-input', 'broken.ini', '--no-color'], files, { FORCE_COLOR: '1' })).stdout,
    ).not.toContain('\u001b');
  });

  it('wants a job', async () => {
    expect(await check(['check-input'])).toMatchObject({ exit: 2, stdout: '' });
    const wrong = await check(['check-input', 'job.ini', '--hc', 'hazard']);
    expect(wrong).toMatchObject({ exit: 2, stdout: '' });
    expect(wrong.stderr).toContain('"hazard" names no calculation');
  });
});

describe('check-input of an archive', () => {
  const zip = (files: Readonly<Record<string, string>>): Buffer =>
    makeZip(Object.entries(files).map(([name, content]) => ({ name, content })));
  const INI = '[general]\ncalculation_mode = scenario\nsites_csv = sites.csv\n';

  it('looks for the files in the archive, not beside it', async () => {
    // A sites.csv stands beside the archive: the server would not see it.
    const files = {
      'good.zip': zip({ 'in/job.ini': INI, 'in/sites.csv': 'lon,lat\n1,2\n' }),
      'bad.zip': zip({ 'job.ini': INI }),
    };
    const { exit, stdout } = await check(['check-input', 'good.zip', 'bad.zip'], files);
    expect(stdout).toMatch(/^good\.zip: no errors \(2 files, \d+ B\)$/m);
    expect(stdout).toContain(
      'bad.zip/job.ini:3:13: error: sites_csv names sites.csv, and there is no bad.zip/sites.csv\n    3 | sites_csv = sites.csv\n',
    );
    expect(exit).toBe(5);
  });

  it('does not refuse a zip in it, which the server unpacks', async () => {
    const inner = zip({ 'exposure.xml': '<nrml/>' });
    const files = {
      'job.zip': makeZip([
        {
          name: 'job.ini',
          content: '[general]\ncalculation_mode = scenario_risk\nexposure_file = expo.zip\n',
        },
        { name: 'expo.zip', content: inner },
      ]),
    };
    const { exit, stdout } = await check(['check-input', 'job.zip', '--hc', '1'], files);
    expect(stdout).toMatch(
      /warning: job\.zip\/expo\.zip is a zip in the archive: what it holds is not checked/,
    );
    expect(stdout).toMatch(/^job\.zip: no errors, 1 warning/m);
    expect(exit).toBe(0);
  });
});

describe('a run', () => {
  const refused = async (argv: readonly string[], files: Files): Promise<RunResult> => {
    let result: RunResult | undefined;
    // Whatever would be sent is a request that the stub does not know.
    await withStub(async (stub) => {
      result = await check(['--host', stub.url, ...argv], files);
    });
    if (result === undefined) throw new Error('it did not run');
    return result;
  };

  it('sends nothing, and tells what is wrong with all jobs at once', async () => {
    const files = { 'a.ini': BROKEN, 'b.ini': BROKEN };
    const { exit, stdout, stderr } = await refused(['--run', 'a.ini', 'b.ini'], files);
    expect(stderr).toContain('a.ini:3:13: error: ');
    expect(stderr).toContain('b.ini:3:13: error: ');
    expect(stderr).toMatch(/\n2 errors in 2 files\. Nothing was sent\.\n$/);
    expect(stdout).toBe('');
    expect(exit).toBe(5);
  });

  it('shows a job file that names another one among the rest', async () => {
    const files = { 'a.ini': `${BROKEN}hazard_calculation_id = haz.ini\n` };
    const { stderr } = await refused(['--run', 'a.ini'], files);
    expect(stderr).toContain('    4 | hazard_calculation_id = haz.ini\n');
    expect(stderr).toContain('2 errors in 1 file.');
  });

  it('finds an archive without its files, but not with --no-preflight', async () => {
    const files = { 'a.zip': makeZip([{ name: 'job.ini', content: BROKEN }]) };
    expect((await refused(['--run', 'a.zip'], files)).exit).toBe(5);
    // It would be sent now, so it goes on to ask who is there.
    const sent = await check(['--host', '127.0.0.1:9', '--run', 'a.zip', '--no-preflight'], files);
    expect(sent.exit).toBe(7);
  });

  it('cannot pack what is missing, with --no-preflight either', async () => {
    const { exit } = await refused(['--run', 'a.ini', '--no-preflight'], { 'a.ini': BROKEN });
    expect(exit).toBe(5);
  });
});
